import { errorCode } from '../coded-error.js';
import { StoreError } from './store-error.js';

/** How long a look at the room is believed, and the least between two looks, in milliseconds. */
const fresh = 5000;
const pause = 1000;
/** A look that takes longer is given up: its connection may be gone without a word. */
const patience = 10_000;

/** No room on the disk, as PostgreSQL (appendix A) and the system say it. */
export const isNoRoom = (cause: unknown): boolean => /^(?:53100|ENOSPC|EDQUOT|disk_full)$/.test(errorCode(cause));

/**
 * Whether the database has room to write: what reads only succeeds on a full disk. Looked at where somebody asks, seldom, and at once
 * where a write has failed for it.
 */
export class DiskRoom {
  readonly #look: (hasFailed: boolean) => Promise<void>;
  #looking: Promise<void> | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #endedAt = Number.NEGATIVE_INFINITY;
  /** A write has failed since there last was room. */
  #hasFailed = false;
  #isFull = false;

  /** @param look rejects where there is none; where a write has failed, unless it would succeed now */
  constructor(look: (hasFailed: boolean) => Promise<void>) {
    this.#look = look;
  }

  /** Of an error that the database answered. */
  note(code: string | undefined): void {
    if (code !== '53100') return;
    this.#hasFailed = true;
    this.#isFull = true;
  }

  /** @throws {StoreError} `disk_full`, and what a look fails with where the database is away */
  async check(): Promise<void> {
    const since = performance.now() - this.#endedAt;
    const isDue = since > (this.#isFull ? pause : fresh);
    const isStuck = performance.now() - this.#startedAt > patience;
    if (isDue && (this.#looking === undefined || isStuck)) this.#looking = this.#begin();
    await this.#looking;
    if (this.#isFull)
      throw new StoreError('disk_full', 'The disk of the database is full. Free some of it: the server goes on by itself.');
  }

  async #begin(): Promise<void> {
    this.#startedAt = performance.now();
    const started = this.#startedAt;
    try {
      await this.#look(this.#hasFailed);
      this.#isFull = false;
      this.#hasFailed = false;
    } catch (cause) {
      // A database that ends for want of room says so before, and answers nothing after.
      if (isNoRoom(cause)) this.#isFull = true;
      else if (!this.#hasFailed) throw cause;
    } finally {
      if (started === this.#startedAt) {
        this.#endedAt = performance.now();
        this.#looking = undefined;
      }
    }
  }
}
