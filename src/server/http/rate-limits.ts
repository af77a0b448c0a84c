import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../platform/database/open-database.js';
import type { Log } from '../platform/log.js';
import { ProblemError } from '../platform/problem-error.js';

const MINUTE = 60;

/** Requests a minute. */
export interface RateLimits {
  /** @throws {ProblemError} `rate_limited` */
  count(kind: 'tenant' | 'address', name: string): Promise<void>;
}

/** On PostgreSQL all servers count together. The embedded database has one server, which counts in its memory. */
export function createRateLimits(options: {
  readonly database: Database;
  readonly perMinute: number;
  readonly log: Log;
}): RateLimits {
  const { database, perMinute, log } = options;
  const base = { points: perMinute, duration: MINUTE };
  const limiter =
    database.kind === 'embedded'
      ? new RateLimiterMemory(base)
      : new RateLimiterPostgres({
          ...base,
          storeClient: database.pool,
          storeType: 'pool',
          tableName: 'rate_limits',
          tableCreated: true,
          // Once over, the minute is waited for without asking the database again.
          inMemoryBlockOnConsumed: perMinute + 1,
          insuranceLimiter: new RateLimiterMemory(base),
        });
  return {
    async count(kind, name) {
      try {
        // Hashed: tenants choose long names, and addresses are nobody's business.
        await limiter.consume(`${kind}:${createHash('sha256').update(name).digest('base64url')}`);
      } catch (cause) {
        if (cause instanceof RateLimiterRes) throw new ProblemError('rate_limited', { retryAfter: cause.msBeforeNext / 1000 });
        log.warn('Requests could not be counted', { cause });
      }
    },
  };
}
