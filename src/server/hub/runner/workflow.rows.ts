import { sql } from 'kysely';
import type { Queries, Transaction } from '../../platform/database/queries.js';

/** Where the engine's tables are. */
export const engineSchema = 'integration_hub_flows';

const workflows = sql.table(`${engineSchema}.workflow_status`);
const operations = sql.table(`${engineSchema}.operation_outputs`);

/** What a process has begun and not ended. */
export async function begunBy(queries: Queries, executor: string): Promise<string[]> {
  const { rows } = await begun(executor).execute(queries);
  return rows.map(({ id }) => id);
}

export const begun = (executor: string) =>
  sql<{ id: string }>`select workflow_uuid as id from ${workflows} where status = 'PENDING' and executor_id = ${executor}`;

/** Whether a run was given up, whoever carries it on. */
export async function isGivenUp(queries: Queries, run: string): Promise<boolean> {
  const { rows } = await sql`
    select from ${workflows} where workflow_uuid = ${run} and status = 'CANCELLED'`.execute(queries);
  return rows.length > 0;
}

/**
 * Notes that a process died while it carried runs on, and answers how many have by now, without one finished step more. Who is heard
 * of again was only paused. A run that sleeps (its end is noted before its beginning is), or waits to be tried by itself, killed nobody.
 */
export async function noteDeath(
  transaction: Transaction,
  executor: string,
  runs: readonly string[],
): Promise<readonly { readonly id: string; readonly deaths: number }[]> {
  const { rows } = await sql<{ id: string; deaths: number }>`
    update runs set
      deaths = case when done.steps > runs.deaths_at then array[${executor}] else runs.deaths || ${executor}::text end,
      deaths_at = done.steps
    from unnest(${runs}::text[]) as left_run (id)
    cross join lateral (
      select count(*)::integer as steps from ${operations} where workflow_uuid = left_run.id
    ) as done
    where runs.id = left_run.id
      and (runs.deaths = '{}' or runs.tried_by = ${executor} or done.steps > runs.deaths_at)
      and not exists (
        select from ${operations} as sleep where sleep.workflow_uuid = runs.id and sleep.function_name = 'DBOS.sleep'
          and not exists (
            select from ${operations} as next where next.workflow_uuid = runs.id
              and (next.function_id = sleep.function_id - 1 or next.function_id > sleep.function_id)
          )
      )
    returning runs.id, (
      select count(distinct one.executor)::integer from unnest(runs.deaths) as one (executor)
      where one.executor not in (select id from executors where beat > '-infinity' and id <> ${executor})
    ) as deaths`.execute(transaction);
  return rows;
}

/** Notes who tries a run again that a process died with. */
export async function noteTry(queries: Queries, run: string, executor: string): Promise<void> {
  await queries.updateTable('runs').set({ tried_by: executor }).where('id', '=', run).execute();
}
