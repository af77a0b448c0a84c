import { sql } from 'kysely';
import { runById } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { endRun } from './end-run.js';

/** Where the flow engine keeps its tables. */
export const engineSchema = 'integration_hub_flows';

/**
 * Ends runs that nothing carries on any more: their workflow is over, with an error of our own or at an operator's hand, and they are
 * not; or the engine knows nothing of one that had begun. Several processes may do it at the same time.
 */
export async function failInterrupted(services: Services): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select runs.id from runs
    left join ${sql.table(`${engineSchema}.workflow_status`)} as workflow on workflow.workflow_uuid = runs.id
    where (runs.status in ('queued', 'running') and workflow.status not in ('PENDING', 'ENQUEUED', 'DELAYED'))
      or (runs.status = 'running' and workflow.status is null)
    limit 50`.execute(services.database.kysely);
  for (const { id } of rows) {
    const run = await runById(services.database.kysely, id);
    if (run === undefined) continue;
    services.log.warn('A run was interrupted', { run: id, flow: run.flow });
    await endRun(services, run, { status: 'failed', code: 'interrupted', message: undefined, header: undefined });
  }
}
