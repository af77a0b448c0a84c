import type { ActionDefinition } from '../../../contract/action.js';
import { offered } from '../../../contract/rules/offered.js';
import type { Session } from '../../platform/access.js';
import type { Transaction } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type ConnectionRow, publishConnection } from '../connections/connection.rows.js';
import { factsOf } from '../connections/connection-facts.js';
import { type RunLine, storedConnectionById } from '../connections/connection-state.rows.js';
import { heldConnectionFor } from '../connections/find-connection.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import { insertRun } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/visible-widgets.js';
import { handOver } from './hand-over.js';
import { actionOf, newRun, refuseWhenBusy } from './new-run.js';

export interface ActionRequest {
  readonly widget: string;
  readonly connection: string;
  readonly action: string;
  /** Deactivation without its flow ("Disconnect anyway"). */
  readonly anyway?: boolean | undefined;
}

export interface StartedRun {
  readonly run: RunLine;
  /** It is running already, and is this one. */
  readonly replayed: boolean;
}

interface Start {
  readonly startedBy: string | undefined;
  readonly anyway?: boolean;
  readonly scheduled?: boolean;
}

/**
 * Queues what a button of a connection that is held stands for, by the same rule that drew it (src/README.md §2, §3). `handOver`
 * follows once it has committed.
 *
 * @throws {ProblemError} `not_found`, `action_not_available`, `not_authenticated`, `busy`
 */
export async function queueAction(
  transaction: Transaction,
  ports: Pick<Services, 'vault' | 'now'>,
  connection: ConnectionRow,
  widget: DeployedWidget,
  action: ActionDefinition,
  { startedBy, anyway, scheduled }: Start,
): Promise<StartedRun> {
  const { now } = ports;
  const stored = await storedConnectionById(transaction, connection.id, now());
  if (stored === undefined) throw new ProblemError('not_found');
  const { row, activeRuns } = stored;
  const same = activeRuns.find((run) => run.action === action.key);
  if (same !== undefined) return { run: same, replayed: true };
  const facts = factsOf(stored, widget.definition);
  if (action.type === 'configuration' || !offered(action, facts)) throw new ProblemError('action_not_available');
  refuseWhenBusy(stored, action);
  const missing = facts.credentials.filter((credential) => credential.status !== 'valid');
  if ((action.type === 'activation' || action.type === 'multi_connector') && missing.length > 0) {
    throw new ProblemError('not_authenticated', {
      errors: missing.map(({ dependency }) => ({ pointer: `#/dependencies/${dependency}`, code: 'required' })),
    });
  }
  const more = {
    startedBy,
    ...(scheduled === true ? { scheduled } : {}),
    ...(anyway === true && action.type === 'deactivation' ? { anyway } : {}),
  };
  const started = await insertRun(transaction, await newRun(ports, stored, widget, action, more), now());
  await publishConnection(transaction, row, now());
  return started;
}

/**
 * Starts what a button stands for.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `action_not_available`, `not_authenticated`, `busy`
 */
export async function startAction(
  ports: Pick<Services, 'database' | 'definitions' | 'vault' | 'runs' | 'log' | 'now'>,
  session: Session,
  request: ActionRequest,
): Promise<StartedRun> {
  const { database } = ports;
  const widget = await visibleWidget(database.queries, ports, session, request.widget);
  const action = actionOf(widget.definition, request.action);
  const start = { startedBy: session.person ?? session.subject, anyway: request.anyway === true };
  const started = await database.transaction(async (transaction) => {
    const connection = await heldConnectionFor(transaction, ports, session, widget.definition, request.connection);
    return queueAction(transaction, ports, connection, widget, action, start);
  });
  if (!started.replayed) await handOver(ports, session, started.run.id);
  return started;
}
