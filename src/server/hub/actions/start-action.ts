import type { ActionDefinition } from '../../../contract/action.js';
import { offered } from '../../../contract/rules/offered.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type ConnectionRow, publishConnection } from '../connections/connection.rows.js';
import { connectionFacts } from '../connections/connection-facts.js';
import { connectionFor } from '../connections/find-connection.js';
import { activeRunsOf, findRun, type RunRow } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { visibleWidget, visibleWidgetIn } from '../widgets/deployments.js';
import { actionOf, enqueueOn, refuseWhenBusy } from './new-run.js';

export interface ActionRequest {
  readonly widget: string;
  readonly connection: string;
  readonly action: string;
  /** Deactivation without its flow ("Disconnect anyway"). */
  readonly anyway?: boolean | undefined;
}

/**
 * Starts what a button stands for, by the same rule that drew it (spec §2, §3).
 * @throws {ProblemError} `widget_not_found`, `not_found`, `action_not_available`, `not_authenticated`, `busy`
 */
export async function startAction(
  services: Services,
  session: Session,
  request: ActionRequest,
): Promise<{ readonly run: RunRow; readonly replayed: boolean; readonly connection: ConnectionRow }> {
  const { definition } = await visibleWidget(services, session, request.widget);
  const action = actionOf(definition, request.action);
  const connection = await connectionFor(services, session, definition, request.connection);
  const started = await startOn(services, connection, definition, action, {
    startedBy: session.person ?? session.subject,
    anyway: request.anyway === true,
  });
  const run = await findRun(services.database.kysely, session, started.id);
  if (run === undefined) throw new ProblemError('not_found');
  return { run, replayed: started.replayed, connection };
}

interface Start {
  readonly startedBy: string | undefined;
  readonly anyway?: boolean;
  readonly scheduled?: boolean;
}

async function startOn(
  services: Services,
  connection: ConnectionRow,
  definition: WidgetDefinition,
  action: ActionDefinition,
  start: Start,
): Promise<{ readonly id: string; readonly replayed: boolean }> {
  const queries = services.database.kysely;
  const running = await activeRunsOf(queries, [connection.id]);
  const same = running.find((run) => run.action === action.key);
  if (same !== undefined) return { id: same.id, replayed: true };
  const facts = await connectionFacts(queries, connection, definition);
  if (action.type === 'configuration' || !offered(action, facts)) throw new ProblemError('action_not_available');
  refuseWhenBusy(running, action);
  const missing = facts.credentials.filter((credential) => credential.status !== 'valid');
  if ((action.type === 'activation' || action.type === 'multi_connector') && missing.length > 0) {
    throw new ProblemError('not_authenticated', {
      errors: missing.map(({ dependency }) => ({ pointer: `#/dependencies/${dependency}`, code: 'required' })),
    });
  }
  const queued = await enqueueOn(services, connection, action, {
    startedBy: start.startedBy,
    ...(start.scheduled === true ? { scheduled: true } : {}),
    ...(start.anyway === true && action.type === 'deactivation' ? { anyway: true } : {}),
  });
  await publishConnection(services, connection);
  return queued;
}

/**
 * Starts what a connection's schedule asks for, where its widget still offers it: a tenant taken off the widget's list, a disabled
 * widget or an expired sign-in pause the schedule (spec §6).
 */
export async function startScheduled(services: Services, connection: ConnectionRow, actionKey: string): Promise<void> {
  const widget = await visibleWidgetIn(services.database.kysely, connection, connection.widget);
  const action = widget?.definition.actions.find((candidate) => candidate.key === actionKey);
  if (widget === undefined || action === undefined) return;
  try {
    await startOn(services, connection, widget.definition, action, { startedBy: undefined, scheduled: true });
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause;
    services.log.info('A scheduled run was not started', { connection: connection.id, action: actionKey, code: cause.code });
  }
}
