import { sql } from 'kysely';
import type { Queries } from '../../platform/database/queries.js';
import { engineSchema } from './workflow.rows.js';

/**
 * Runs that nothing carries on any more: their workflow is over, with an error of our own or at an operator's hand, and they are not; or
 * the engine knows nothing of one that had begun.
 */
export async function interruptedRuns(queries: Queries): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`${interrupted} limit 50`.execute(queries);
  return rows.map(({ id }) => id);
}

export const interrupted = sql`
  select runs.id from runs
  left join ${sql.table(`${engineSchema}.workflow_status`)} as workflow on workflow.workflow_uuid = runs.id
  where (runs.status in ('queued', 'running') and workflow.status not in ('PENDING', 'ENQUEUED', 'DELAYED'))
    or (runs.status = 'running' and workflow.status is null)`;
