import type { Services } from '../services.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const INTERVAL = 10 * 60_000;

/** How long things are kept, in milliseconds (spec §11). */
const kept = { outbox: HOUR, idempotency: DAY, authorizations: DAY, history: 90 * DAY, steps: 30 * DAY };

/** Forgets what is older than it is kept. Several servers may do it at the same time. */
export async function forgetOld({ database: { kysely }, now }: Services): Promise<void> {
  const before = (age: number): Date => new Date(now().getTime() - age);
  await kysely.deleteFrom('outbox').where('at', '<', before(kept.outbox)).execute();
  await kysely.deleteFrom('idempotency').where('at', '<', before(kept.idempotency)).execute();
  await kysely.deleteFrom('authorizations').where('expires_at', '<', before(kept.authorizations)).execute();
  await kysely.deleteFrom('history').where('at', '<', before(kept.history)).execute();
  await kysely
    .deleteFrom('counters')
    .where('hour', '<', before(kept.history + DAY))
    .execute();
  await kysely
    .deleteFrom('run_log')
    .where('run', 'in', (query) => query.selectFrom('runs').select('id').where('finished_at', '<', before(kept.steps)))
    .execute();
  await kysely
    .deleteFrom('runs')
    .where('finished_at', '<', before(kept.history + DAY))
    .execute();
  await kysely
    .deleteFrom('rate_limits')
    .where('expire', '<', String(before(HOUR).getTime()))
    .execute();
}

/** Does so now and then, until it is told to stop. */
export function startRetention(services: Services): () => void {
  const sweep = (): void => {
    forgetOld(services).catch((cause: unknown) => services.log.warn('What is old could not be forgotten', { cause }));
  };
  const timer = setInterval(sweep, INTERVAL);
  timer.unref();
  return () => clearInterval(timer);
}
