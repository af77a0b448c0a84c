import { sql } from 'kysely';
import type { Queries } from '../../platform/database/queries.js';

/** Rows that are changed at once. */
const batch = 500;

/** Clears what old runs did and carried; their rows stay as long as their lines in the history. */
export async function forgetSteps(queries: Queries, before: Date): Promise<void> {
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

/** The logs of runs that ended before an instant, and the names of what they counted. */
export async function forgetLogs(queries: Queries, before: Date): Promise<void> {
  for (const table of ['run_log', 'counted'] as const) {
    await queries
      .deleteFrom(table)
      .where('run', 'in', (query) => query.selectFrom('runs').select('id').where('finished_at', '<', before))
      .execute();
  }
}

export async function forgetRuns(queries: Queries, before: Date): Promise<void> {
  await queries.deleteFrom('runs').where('finished_at', '<', before).execute();
}

export async function forgetCounters(queries: Queries, before: Date): Promise<void> {
  await queries.deleteFrom('counters').where('hour', '<', before).execute();
}

export async function forgetHistory(queries: Queries, before: Date): Promise<void> {
  await queries.deleteFrom('history').where('at', '<', before).execute();
}

export async function forgetEvents(queries: Queries, before: Date): Promise<void> {
  await queries.deleteFrom('outbox').where('at', '<', before).execute();
}

export async function forgetAnswers(queries: Queries, before: Date): Promise<void> {
  await queries.deleteFrom('idempotency').where('at', '<', before).execute();
}

export async function forgetSignIns(queries: Queries, before: Date): Promise<void> {
  await queries.deleteFrom('authorizations').where('expires_at', '<', before).execute();
}

export async function forgetRates(queries: Queries, before: Date): Promise<void> {
  await queries.deleteFrom('rate_limits').where('expire', '<', String(before.getTime())).execute();
}
