import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../platform/database/open-database.js';
import type { Log } from '../platform/log.js';
import { ProblemError } from '../platform/problem-error.js';

const MINUTE = 60;
/** A request in points. */
export const WHOLE = 10;
/** One that costs next to nothing: a stream that is opened, a hub that has not changed. Pages of one tenant all come back at once. */
export const LIGHT = 1;
/** Part of the points of a minute that a process takes from the database at a time, and gives out by itself. */
const SHARE = 60;
/** Names that a process remembers before it looks which ones it may forget. */
const MOST_LEASES = 10_000;

export type Counted = 'tenant' | 'address';

/** Requests a minute. */
export interface RateLimits {
  /** @throws {ProblemError} `rate_limited` */
  count(kind: Counted, name: string, points?: number): Promise<void>;
}

interface Limiter {
  consume(key: string, points: number): Promise<RateLimiterRes>;
}

interface Lease {
  points: number;
  readonly until: number;
}

/**
 * Asks the database once for several requests: what a process has taken and not given out by the end of the minute is lost, so that all
 * of them together never allow more.
 */
class Leases implements Limiter {
  readonly #limiter: Limiter;
  readonly #most: number;
  readonly #leases = new Map<string, Lease>();
  readonly #taking = new Map<string, Promise<void>>();

  constructor(limiter: Limiter, most: number) {
    this.#limiter = limiter;
    this.#most = most;
  }

  async consume(key: string, points: number): Promise<RateLimiterRes> {
    for (;;) {
      const lease = this.#leases.get(key);
      const left = lease === undefined ? 0 : lease.until - performance.now();
      if (lease !== undefined && left > 0 && lease.points >= points) {
        lease.points -= points;
        return new RateLimiterRes(lease.points, left);
      }
      const taking = this.#taking.get(key);
      if (taking === undefined) break;
      await taking.catch(() => undefined);
    }
    const taking = this.#take(key, points).finally(() => this.#taking.delete(key));
    this.#taking.set(key, taking);
    await taking;
    return this.consume(key, points);
  }

  /** At least so many. @throws {RateLimiterRes} where there are not as many left */
  async #take(key: string, points: number): Promise<void> {
    const wanted = Math.max(points, Math.floor(this.#most / SHARE));
    const before = this.#leases.get(key);
    const kept = before !== undefined && before.until > performance.now() ? before.points : 0;
    let granted = wanted;
    let result: RateLimiterRes;
    try {
      result = await this.#limiter.consume(key, wanted);
    } catch (cause) {
      if (!(cause instanceof RateLimiterRes)) throw cause;
      // What was left before is this process's, since nobody gets more.
      granted = this.#most - (cause.consumedPoints - wanted);
      if (cause.consumedPoints === 0 || granted + kept < points) throw cause;
      result = cause;
    }
    this.#leases.set(key, { points: kept + Math.max(0, granted), until: performance.now() + result.msBeforeNext });
    if (this.#leases.size > MOST_LEASES) this.#forget();
  }

  #forget(): void {
    for (const [key, { until }] of this.#leases) if (until < performance.now()) this.#leases.delete(key);
  }
}

/** On PostgreSQL all servers count together. The embedded database has one server, which counts in its memory. */
export function createRateLimits(options: {
  readonly database: Database;
  readonly perMinute: number;
  readonly log: Log;
}): RateLimits {
  const { database, perMinute, log } = options;
  const points = perMinute * WHOLE;
  const base = { points, duration: MINUTE };
  const limiter: Limiter =
    database.kind === 'embedded'
      ? new RateLimiterMemory(base)
      : new Leases(
          new RateLimiterPostgres({
            ...base,
            storeClient: database.pool,
            storeType: 'pool',
            tableName: 'rate_limits',
            tableCreated: true,
            // Once over, the minute is waited for without asking the database again.
            inMemoryBlockOnConsumed: points + 1,
            insuranceLimiter: new RateLimiterMemory(base),
          }),
          points,
        );
  return {
    async count(kind, name, cost = WHOLE) {
      try {
        // Hashed: tenants choose long names, and addresses are nobody's business. A server of the version before counts whole requests.
        await limiter.consume(`tenths:${kind}:${createHash('sha256').update(name).digest('base64url')}`, cost);
      } catch (cause) {
        if (cause instanceof RateLimiterRes) throw new ProblemError('rate_limited', { retryAfter: cause.msBeforeNext / 1000 });
        log.warn('Requests could not be counted', { cause });
      }
    },
  };
}
