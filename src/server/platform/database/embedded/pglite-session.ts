import { StoreError } from '../store-error.js';
import type { PGliteThread } from './pglite-thread.js';
import { Turns } from './turns.js';
import { type Reply, readReply } from './wire-protocol.js';

/** How soon a vain start is tried again, in milliseconds. */
const RETRY = 2000;

const ended = (): StoreError => new StoreError('database_failed', 'The embedded database has ended');

/** A connection, as far as its session knows it. */
interface Sharer {
  readonly destroyed: boolean;
  push(bytes: Uint8Array): boolean;
  /** The database has ended under it. */
  lose(cause: Error): void;
}

export interface PGliteSessionOptions {
  /** Milliseconds that a query waits for another connection's transaction before it fails with `55P03`. Default 30 s. */
  readonly turnTimeout?: number;
  /** Starts the database again after its end. Default: it stays ended. */
  readonly revive?: () => Promise<PGliteThread>;
}

/**
 * Shares the one session that PGlite has among several connections: one has the turn, and keeps it while its transaction is open.
 * Notifications go to every connection that listens. Settings and session locks are common to all.
 *
 * PostgreSQL ends itself where it cannot go on, as without room for its log, and is started again by its postmaster. So it is here: all
 * connections are lost, and the next query starts the database, which finds what it had acknowledged.
 */
export class PGliteSession {
  #thread: PGliteThread;
  readonly #turnTimeout: number;
  readonly #revive: (() => Promise<PGliteThread>) | undefined;
  readonly #turns = new Turns();
  readonly #connections = new Set<Sharer>();
  readonly #listening = new Set<Sharer>();
  #hasEnded = false;
  #isClosed = false;
  #failure: { readonly cause: unknown; readonly at: number } | undefined;

  constructor(thread: PGliteThread, { turnTimeout = 30_000, revive }: PGliteSessionOptions = {}) {
    this.#thread = thread;
    this.#turnTimeout = turnTimeout;
    this.#revive = revive;
  }

  enter(connection: Sharer): void {
    this.#connections.add(connection);
  }

  /** No more notifications for this one. */
  leave(connection: Sharer): void {
    this.#connections.delete(connection);
    this.#listening.delete(connection);
  }

  /** What ends the turn; `undefined` when the time ran out. */
  takeTurn(): Promise<(() => void) | undefined> {
    return this.#turns.take(this.#turnTimeout);
  }

  /** For the connection that has the turn. */
  async execute(messages: Uint8Array, connection: Sharer): Promise<Reply> {
    const thread = this.#hasEnded ? await this.#start() : this.#thread;
    let reply: Reply;
    try {
      reply = readReply(await thread.execute(messages));
    } catch (cause) {
      await this.#end();
      throw cause;
    }
    if (reply.isLast) await this.#end();
    if (reply.listens && !connection.destroyed) this.#listening.add(connection);
    for (const notification of reply.notifications) {
      for (const listening of this.#listening) listening.push(notification);
    }
    return reply;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#hasEnded) await this.#thread.close();
  }

  async #end(): Promise<void> {
    if (this.#hasEnded || this.#isClosed) return;
    this.#hasEnded = true;
    await this.#thread.terminate();
    for (const connection of [...this.#connections]) connection.lose(ended());
  }

  async #start(): Promise<PGliteThread> {
    if (this.#revive === undefined || this.#isClosed) throw ended();
    // A start takes a second of work: not for every query of those that wait.
    if (this.#failure !== undefined && performance.now() - this.#failure.at < RETRY) throw this.#failure.cause;
    try {
      this.#thread = await this.#revive();
    } catch (cause) {
      this.#failure = { cause, at: performance.now() };
      throw cause;
    }
    this.#failure = undefined;
    this.#hasEnded = false;
    return this.#thread;
  }
}
