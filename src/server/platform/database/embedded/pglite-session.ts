import { PGliteConnection } from './pglite-connection.js';
import type { PGliteThread } from './pglite-thread.js';
import { Turns } from './turns.js';
import { type Reply, readReply } from './wire-protocol.js';

/**
 * Shares the one session that PGlite has among several connections: one has the turn, and keeps it while its transaction is open.
 * Notifications go to every connection that listens. Settings and session locks are common to all.
 */
export class PGliteSession {
  readonly #thread: PGliteThread;
  readonly #turnTimeout: number;
  readonly #turns = new Turns();
  readonly #listening = new Set<PGliteConnection>();

  /** @param turnTimeout milliseconds that a query waits for another connection's transaction before it fails with `55P03` */
  constructor(thread: PGliteThread, turnTimeout = 30_000) {
    this.#thread = thread;
    this.#turnTimeout = turnTimeout;
  }

  connect(): PGliteConnection {
    return new PGliteConnection(this);
  }

  /** No more notifications for this one. */
  unlisten(connection: PGliteConnection): void {
    this.#listening.delete(connection);
  }

  /** What ends the turn; `undefined` when the time ran out. */
  takeTurn(): Promise<(() => void) | undefined> {
    return this.#turns.take(this.#turnTimeout);
  }

  /** For the connection that has the turn. */
  async execute(messages: Uint8Array, connection: PGliteConnection): Promise<Reply> {
    const reply = readReply(await this.#thread.execute(messages));
    if (reply.listens && !connection.destroyed) this.#listening.add(connection);
    for (const notification of reply.notifications) {
      for (const listening of this.#listening) listening.push(notification);
    }
    return reply;
  }
}
