import type { ActionDefinition } from '../../../contract/action.js';
import { ProblemError } from '../../platform/problem-error.js';
import { carriedValues } from '../configurations/carried-values.js';
import type { StoredConnection } from '../connections/connection-state.rows.js';
import type { WidgetContent } from '../definitions/content.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import { isLifecycle } from '../runs/lifecycle.js';
import type { NewRun } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';

/** During Activation or Deactivation other actions wait; a Deactivation may start any time and stops the rest (src/README.md §3). */
export function refuseWhenBusy(
  { row, activeRuns }: Pick<StoredConnection, 'row' | 'activeRuns'>,
  action: Pick<ActionDefinition, 'key'>,
): void {
  const inTheWay = activeRuns.some((run) => run.action !== action.key && isLifecycle(run, row));
  if (inTheWay) throw new ProblemError('busy');
}

/** @throws {ProblemError} `not_found` */
export function actionOf(widget: WidgetContent, key: string): ActionDefinition {
  const action = widget.actions.find((candidate) => candidate.key === key);
  if (action === undefined) throw new ProblemError('not_found');
  return action;
}

/** A run of an action, with the configuration as it is now and the flow of the widget's version. */
export async function newRun(
  { vault }: Pick<Services, 'vault'>,
  { row, configurations }: Pick<StoredConnection, 'row' | 'configurations'>,
  widget: DeployedWidget,
  action: ActionDefinition,
  more: Pick<NewRun, 'startedBy' | 'scheduled' | 'anyway' | 'removes'>,
): Promise<NewRun> {
  return {
    scope: { environment: row.environment, tenant: row.tenant },
    widget: row.widget,
    connection: row.id,
    action,
    flowVersion: action.flow === undefined ? undefined : widget.flowVersion(action.flow),
    version: widget.version,
    configuration: await carriedValues(vault, row, configurations, widget),
    ...more,
  };
}
