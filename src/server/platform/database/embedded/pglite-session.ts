import type { PGliteThread } from './pglite-thread.js';
import { Turns } from './turns.js';
import { type Reply, readReply } from './wire-protocol.js';

/** A connection, as far as its session knows it. */
interface Sharer {
  readonly destroyed: boolean;
  push(bytes: Uint8Array): boolean;
}

/**
 * Shares the one session that PGlite has among several connections: one has the turn, and keeps it while its transaction is open.
 * Notifications go to every connection that listens. Settings and session locks are common to all.
 */
export class PGliteSession {
  readonly #thread: PGliteThread;
  readonly #turnTimeout: number;
  readonly #turns = new Turns();
  readonly #listening = new Set<Sharer>();

  /** @param turnTimeout milliseconds that a query waits for another connection's transaction before it fails with `55P03` */
  constructor(thread: PGliteThread, turnTimeout = 30_000) {
    this.#thread = thread;
    this.#turnTimeout = turnTimeout;
  }

  /** No more notifications for this one. */
  unlisten(connection: Sharer): void {
    this.#listening.delete(connection);
  }

  /** What ends the turn; `undefined` when the time ran out. */
  takeTurn(): Promise<(() => void) | undefined> {
    return this.#turns.take(this.#turnTimeout);
  }

  /** For the connection that has the turn. */
  async execute(messages: Uint8Array, connection: Sharer): Promise<Reply> {
    const reply = readReply(await this.#thread.execute(messages));
    if (reply.listens && !connection.destroyed) this.#listening.add(connection);
    for (const notification of reply.notifications) {
      for (const listening of this.#listening) listening.push(notification);
    }
    return reply;
  }
}
