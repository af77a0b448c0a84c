import { sql } from 'kysely';
import type { Queries } from '../../platform/database/queries.js';
import type { Services } from '../services/services.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const INTERVAL = 10 * 60_000;

/** How long things are kept, in milliseconds (spec §11). */
const kept = { outbox: HOUR, idempotency: DAY, authorizations: DAY, history: 90 * DAY, steps: 30 * DAY };

/** Rows that are changed at once. */
const batch = 500;

/** Clears what old runs did and carried; their rows stay as long as their lines in the history. */
async function forgetSteps(queries: Queries, before: Date): Promise<void> {
  for (;;) {
    const { numUpdatedRows } = await queries
      .updateTable('runs')
      .set({ steps: '[]', configuration: '{}' })
      .where('id', 'in', (query) =>
        query
          .selectFrom('runs')
          .select('id')
          .where('finished_at', '<', before)
          .where(sql<boolean>`(steps::text <> '[]' or configuration::text <> '{}')`)
          .limit(batch)
          .forUpdate()
          .skipLocked(),
      )
      .executeTakeFirst();
    if (numUpdatedRows < batch) return;
  }
}

/** Forgets what is older than it is kept. Several servers may do it at the same time. */
export async function forgetOld({ database: { kysely }, runs, now }: Services): Promise<void> {
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
    .deleteFrom('counted')
    .where('run', 'in', (query) => query.selectFrom('runs').select('id').where('finished_at', '<', before(kept.steps)))
    .execute();
  await forgetSteps(kysely, before(kept.steps));
  await kysely
    .deleteFrom('runs')
    .where('finished_at', '<', before(kept.history + DAY))
    .execute();
  await kysely
    .deleteFrom('rate_limits')
    .where('expire', '<', String(before(HOUR).getTime()))
    .execute();
  await runs.forget(before(kept.steps));
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
