import { Duplex } from 'node:stream';
import type { PGliteSession } from './pglite-session.js';
import {
  encodeError,
  encodeQuery,
  endsBatch,
  scopeStatement,
  skipStartupPacket,
  splitMessages,
  startupAnswer,
} from './wire-protocol.js';

const LOCK_NOT_AVAILABLE = '55P03';
const rollback = encodeQuery('rollback');

let opened = 0;

/** What a node-postgres client takes for its socket. */
export class PGliteConnection extends Duplex {
  readonly #session: PGliteSession;
  readonly #scope = `${++opened}/`;
  #unread: Buffer = Buffer.alloc(0);
  #batch: Buffer[] = [];
  #started = false;
  #endTurn: (() => void) | undefined;
  #work: Promise<void> = Promise.resolve();
  #isLost = false;

  constructor(session: PGliteSession) {
    super();
    this.#session = session;
    session.enter(this);
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  /** As a socket whose other side has gone. What it was answered is read before. */
  lose(cause: Error): void {
    this.#isLost = true;
    if (this.#endTurn === undefined) this.destroy(cause);
  }

  // What a socket has besides; without meaning inside a process.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed when they arrive: the session waits for nobody.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#work = this.#receive(Buffer.concat([this.#unread, chunk]));
    this.#work.then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#session.leave(this);
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#session.leave(this);
    this.#leave().then(
      () => done(error),
      (reason: Error) => done(error ?? reason),
    );
  }

  async #receive(buffer: Buffer): Promise<void> {
    this.#unread = buffer;
    if (!this.#started) {
      const rest = skipStartupPacket(buffer);
      if (!rest) return;
      this.#started = true;
      this.#unread = rest;
      this.push(startupAnswer);
    }
    const { messages, rest } = splitMessages(this.#unread);
    this.#unread = rest;
    for (const message of messages) {
      this.#batch.push(scopeStatement(message, this.#scope));
      if (endsBatch(message.type)) await this.#run(Buffer.concat(this.#batch.splice(0)));
    }
  }

  async #run(messages: Buffer): Promise<void> {
    this.#endTurn ??= await this.#session.takeTurn();
    if (!this.#endTurn) {
      this.push(encodeError(LOCK_NOT_AVAILABLE, 'another transaction kept the embedded database for too long'));
      return;
    }
    if (this.destroyed || this.#isLost) return;
    const reply = await this.#session.execute(messages, this);
    if (reply.status === 'idle') this.#giveTurn();
    if (this.destroyed) return;
    this.push(reply.bytes);
    if (this.#isLost) this.once('end', () => this.destroy()).push(null);
  }

  #giveTurn(): void {
    this.#endTurn?.();
    this.#endTurn = undefined;
  }

  /** A client that goes in the middle of a transaction leaves nothing of it behind. */
  async #leave(): Promise<void> {
    await Promise.allSettled([this.#work]);
    try {
      if (this.#endTurn && !this.#isLost) await this.#session.execute(rollback, this);
    } finally {
      this.#giveTurn();
    }
  }
}
