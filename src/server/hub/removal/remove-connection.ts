import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { isAsking, openAuthorizationsOf } from '../authorizations/authorization.rows.js';
import { giveBackTokensOf } from '../authorizations/held-tokens.js';
import { workOf } from '../authorizations/sweep.js';
import {
  type ConnectionRow,
  connectionById,
  deleteConnection,
  findConnection,
  lockConnection,
  publishConnection,
} from '../connections/connection.rows.js';
import type { ConnectionAddress } from '../connections/find-connection.js';
import { requireSeveral } from '../connections/save-connection.js';
import { addHistory } from '../history/history.rows.js';
import { activeRunsOf, findRun, type RunRow } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/deployments.js';
import { startRemoval } from './start-removal.js';

/** How long a removal waits for the Activation that it has asked to stop, in milliseconds. */
const stopLimit = 2000;

/**
 * Removes a connection: an active one after its Deactivation, whose run is answered; any other, or `anyway`, at once.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `single_connection`, `busy`
 */
export async function removeConnection(
  services: Services,
  session: Session,
  { widget, connection: key }: ConnectionAddress,
  anyway: boolean,
): Promise<RunRow | undefined> {
  const { kysely } = services.database;
  const { definition } = await visibleWidget(services, session, widget);
  const row = await findConnection(kysely, session, widget, key);
  if (row === undefined) throw new ProblemError('not_found');
  requireSeveral(definition);
  const who = session.person ?? session.subject;
  if (anyway || !definition.actions.some(({ type }) => type === 'deactivation')) {
    await eraseConnection(services, row, who, { activeToo: true });
    return undefined;
  }
  for (let current: ConnectionRow | undefined = row; current !== undefined; ) {
    const run = current.active ? await startRemoval(services, current, definition, who) : undefined;
    if (run !== undefined) return findRun(kysely, session, run);
    if (!current.active && (await eraseConnection(services, current, who, { activeToo: false }))) return undefined;
    // It has become active, or the Deactivation that ran is over, and may have failed.
    current = await connectionById(kysely, session, row.id);
  }
  return undefined;
}

/** An Activation or a Deactivation whose flow may have begun: it decides whether the connection is active. */
const isUndecided = ({ action_type: type, status }: Pick<RunRow, 'action_type' | 'status'>): boolean =>
  status === 'running' && (type === 'activation' || type === 'deactivation');

/** Asks what is under way to stop. */
async function stopRuns({ database, runs }: Services, id: string): Promise<void> {
  for (const run of await activeRunsOf(database.kysely, [id])) await runs.cancel(run.id);
}

/** Waits until what has been asked to stop has done so, for a while. */
async function awaitDecision({ database }: Services, id: string): Promise<void> {
  const deadline = performance.now() + stopLimit;
  while ((await activeRunsOf(database.kysely, [id])).some(isUndecided) && performance.now() < deadline) await pause(50);
}

/** The connection as it is, held with its runs: those that have not begun find nothing to begin with. @throws {ProblemError} `busy` */
async function holdInactive(queries: Queries, row: ConnectionRow): Promise<ConnectionRow | undefined> {
  const runs = await queries
    .selectFrom('runs')
    .select(['action_type', 'status'])
    .where('connection', '=', row.id)
    .where('status', 'in', ['queued', 'running'])
    .forUpdate()
    .execute();
  if (runs.some(isUndecided)) throw new ProblemError('busy');
  return connectionById(queries, row, row.id);
}

/**
 * What is under way is asked to stop, and finds nothing left to write to; sign-ins are withdrawn at their services afterwards. False
 * where only an inactive one may go, and this one has become active.
 *
 * @throws {ProblemError} `busy` where an Activation does not stop
 */
async function eraseConnection(
  services: Services,
  row: ConnectionRow,
  who: string | undefined,
  { activeToo }: { readonly activeToo: boolean },
): Promise<boolean> {
  const { database, credentials } = services;
  await stopRuns(services, row.id);
  if (!activeToo) await awaitDecision(services, row.id);
  const erased = await database.kysely.transaction().execute(async (transaction) => {
    await lockConnection(transaction, row.id);
    const current = activeToo ? await connectionById(transaction, row, row.id) : await holdInactive(transaction, row);
    if (current === undefined) return { revoke: undefined, waiting: [] };
    if (current.active && !activeToo) return undefined;
    const asking = (await openAuthorizationsOf(transaction, row.id)).filter(isAsking);
    const taken = await credentials.take(row.id, transaction);
    if (current.active) await addHistory(services, row, { kind: 'disconnected', outcome: 'succeeded', who }, transaction);
    await publishConnection(services, row, transaction);
    await deleteConnection(transaction, row);
    return { revoke: taken, waiting: asking };
  });
  if (erased === undefined) return false;
  workOf(services).run('withdraw the sign-ins of a removed connection', async () => {
    for (const authorization of erased.waiting) await giveBackTokensOf(services, authorization);
    await erased.revoke?.();
  });
  return true;
}
