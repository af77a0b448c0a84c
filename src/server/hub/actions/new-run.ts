import type { ActionDefinition } from '../../../contract/action.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { carriedValues } from '../configurations/carried-values.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import type { RunRow } from '../runs/run.rows.js';
import type { NewRun, QueuedRun } from '../services/run-queue.js';
import type { Services } from '../services/services.js';

export const isLifecycle = (type: string): boolean => type === 'activation' || type === 'deactivation';

/** During Activation or Deactivation other actions wait; a Deactivation may start any time and stops the rest (spec §3). */
export function refuseWhenBusy(runs: readonly RunRow[], action: ActionDefinition): void {
  const inTheWay = runs.some((run) => run.action !== action.key && isLifecycle(run.action_type));
  if (inTheWay) throw new ProblemError('busy');
}

export type MoreOfRun = Pick<NewRun, 'startedBy' | 'scheduled' | 'anyway' | 'removes'>;

export async function runOn(
  services: Services,
  queries: Queries,
  connection: ConnectionRow,
  action: ActionDefinition,
  more: MoreOfRun,
): Promise<NewRun> {
  return {
    scope: { environment: connection.environment, tenant: connection.tenant },
    widget: connection.widget,
    connection: connection.id,
    action,
    configuration: await carriedValues(services, queries, connection),
    ...more,
  };
}

export async function enqueueOn(
  services: Services,
  connection: ConnectionRow,
  action: ActionDefinition,
  more: MoreOfRun,
): Promise<QueuedRun> {
  return services.runs.enqueue(await runOn(services, services.database.kysely, connection, action, more));
}

/** @throws {ProblemError} `not_found` */
export function actionOf(widget: WidgetDefinition, key: string): ActionDefinition {
  const action = widget.actions.find((candidate) => candidate.key === key);
  if (action === undefined) throw new ProblemError('not_found');
  return action;
}
