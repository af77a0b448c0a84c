import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from '../../platform/access.js';
import type { Transaction } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { handOver } from '../actions/hand-over.js';
import {
  type ConnectionRow,
  connectionById,
  deleteConnection,
  findConnection,
  lockConnection,
} from '../connections/connection.rows.js';
import type { RunLine } from '../connections/connection-state.rows.js';
import type { ConnectionAddress } from '../connections/find-connection.js';
import { requireSeveral } from '../connections/save-connection.js';
import { recordChange } from '../history/history-line.rows.js';
import { isLifecycle } from '../runs/lifecycle.js';
import { activeRunsOf, lockActiveRuns } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/visible-widgets.js';
import { queueRemoval } from './start-removal.js';
import { type WithdrawnSignIns, withdrawSignIns } from './withdraw-sign-ins.js';

/** How long a removal waits for the Activation that it has asked to stop, in milliseconds. */
const stopLimit = 2000;

type Ports = Pick<
  Services,
  'database' | 'definitions' | 'vault' | 'outgoing' | 'credentials' | 'runs' | 'background' | 'log' | 'now'
>;

/**
 * Removes a connection: an active one after its Deactivation, whose run is answered; any other, or `anyway`, at once.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `single_connection`, `busy`
 */
export async function removeConnection(
  ports: Ports,
  session: Session,
  { widget: key, connection }: ConnectionAddress,
  anyway: boolean,
): Promise<RunLine | undefined> {
  const { database } = ports;
  const widget = await visibleWidget(database.queries, ports, session, key);
  const row = await findConnection(database.queries, session, key, connection);
  if (row === undefined) throw new ProblemError('not_found');
  await requireSeveral(database.queries, session, widget.definition, row);
  const who = session.person ?? session.subject;
  if (anyway || !widget.definition.actions.some(({ type }) => type === 'deactivation')) {
    await eraseConnection(ports, row, who, { activeToo: true });
    return undefined;
  }
  for (let current: ConnectionRow | undefined = row; current !== undefined; ) {
    const { id } = current;
    const started = await database.transaction((transaction) => queueRemoval(transaction, ports, id, widget, who));
    if (started !== undefined) {
      if (!started.replayed) await handOver(ports, session, started.run.id);
      return started.run;
    }
    if (!current.active && (await eraseConnection(ports, current, who, { activeToo: false }))) return undefined;
    // It has become active, or the Deactivation that ran is over, and may have failed.
    current = await connectionById(database.queries, session, row.id);
  }
  return undefined;
}

/** One whose flow may have begun, and that decides whether the connection is active. */
const isUndecided = (run: Pick<RunLine, 'action_type' | 'status'>, connection: Pick<ConnectionRow, 'active'>): boolean =>
  run.status === 'running' && isLifecycle(run, connection);

/** Asks what is under way to stop. */
async function stopRuns({ database, runs }: Pick<Services, 'database' | 'runs'>, id: string): Promise<void> {
  for (const run of await activeRunsOf(database.queries, id)) await runs.cancel(run.id);
}

/** Waits until what has been asked to stop has done so, for a while. */
async function awaitDecision({ database }: Pick<Services, 'database'>, row: ConnectionRow): Promise<void> {
  const deadline = performance.now() + stopLimit;
  const isOpen = async () => (await activeRunsOf(database.queries, row.id)).some((run) => isUndecided(run, row));
  while ((await isOpen()) && performance.now() < deadline) await pause(50);
}

/**
 * What is under way is asked to stop, and finds nothing left to write to; sign-ins are withdrawn at their services afterwards. False
 * where only an inactive one may go, and this one has become active.
 *
 * @throws {ProblemError} `busy` where an Activation does not stop
 */
async function eraseConnection(
  ports: Ports,
  row: ConnectionRow,
  who: string | undefined,
  { activeToo }: { readonly activeToo: boolean },
): Promise<boolean> {
  await stopRuns(ports, row.id);
  if (!activeToo) await awaitDecision(ports, row);
  const erased = await ports.database.transaction((transaction) => erase(transaction, ports, row, who, activeToo));
  if (erased === 'active') return false;
  if (erased !== undefined) ports.background.run('withdraw the sign-ins of a removed connection', () => erased.revoke());
  return true;
}

async function erase(
  transaction: Transaction,
  ports: Ports,
  row: ConnectionRow,
  who: string | undefined,
  activeToo: boolean,
): Promise<WithdrawnSignIns | 'active' | undefined> {
  const current = await lockConnection(transaction, row.id);
  if (current === undefined) return undefined;
  // Held with its runs: those that have not begun find nothing to begin with.
  if (!activeToo && (await lockActiveRuns(transaction, row.id)).some((run) => isUndecided(run, current)))
    throw new ProblemError('busy');
  if (current.active && !activeToo) return 'active';
  const withdrawn = await withdrawSignIns(transaction, ports, row.id);
  const { events } = withdrawn;
  const line = { kind: 'disconnected', outcome: 'succeeded', who } as const;
  await recordChange(transaction, current, current.active ? { line, events } : { events }, ports.now());
  await deleteConnection(transaction, row);
  return withdrawn;
}
