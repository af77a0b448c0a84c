import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { SaveConnectionRequest } from '../../../contract/connection.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import { startRemoval } from '../actions/start-action.js';
import { isAsking, openAuthorizationsOf } from '../authorizations/authorization.rows.js';
import { giveBackTokensOf } from '../authorizations/held-tokens.js';
import { workOf } from '../authorizations/sweep.js';
import {
  type ConnectionRow,
  connectionById,
  deleteConnection,
  ensureConnection,
  findConnection,
  isShownUnmade,
  lockConnection,
  publishConnection,
} from '../connections/connection.rows.js';
import { addHistory } from '../history/history.rows.js';
import { activeRunsOf, findRun, type RunRow } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import type { Queries } from '../../platform/database/queries.js';
import { visibleWidget } from '../widgets/deployments.js';

/** Of one tenant with one widget. */
const mostConnections = 50;
const longestLabel = 80;
/** How long a removal waits for the Activation that it has asked to stop, in milliseconds. */
const stopLimit = 2000;

export interface ConnectionNames {
  readonly widget: string;
  readonly connection: string;
}

/** What people typed, without control characters and those that turn the text around it. */
function labelOf(label: string | null): string | null {
  const text = (label ?? '').replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  if (text.length > longestLabel)
    throw new ProblemError('validation_failed', { errors: [{ pointer: '#/label', code: 'too_long' }] });
  return text === '' ? null : text;
}

function requireSeveral({ multiConnection }: WidgetDefinition): void {
  if (multiConnection === true) return;
  throw new ProblemError('single_connection', { hint: 'Set multiConnection in the definition of the widget' });
}

/** One after the other: of two that are added at once, the second is counted with the first. */
async function lockWidget(queries: Queries, { environment, tenant }: Session, widget: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`connections:${environment}:${tenant}:${widget}`}))`.execute(queries);
}

/**
 * Makes the connection that a browser has drawn a key for, or names one that is there. The same request twice changes nothing.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `single_connection`, `connection_limit`, `validation_failed`
 */
export async function saveConnection(
  services: Services,
  session: Session,
  { widget, connection: key }: ConnectionNames,
  request: SaveConnectionRequest,
): Promise<{ readonly row: ConnectionRow; readonly definition: WidgetDefinition; readonly isNew: boolean }> {
  const { definition } = await visibleWidget(services, session, widget);
  requireSeveral(definition);
  const label = request.label === undefined ? undefined : labelOf(request.label);
  return services.database.kysely.transaction().execute(async (transaction) => {
    await lockWidget(transaction, session, widget);
    const known = await heldConnection(transaction, session, widget, key);
    if (known === undefined && request.existing === true && !(await isShownUnmade(transaction, session, definition, key)))
      throw new ProblemError('not_found');
    if (known === undefined) await requireRoom(transaction, session, widget);
    const by = session.person ?? session.subject;
    const row = known ?? (await ensureConnection(transaction, session, widget, key, by, services.now(), label ?? null));
    if (known !== undefined && label !== undefined && label !== known.label) {
      await transaction.updateTable('connections').set({ label }).where('id', '=', row.id).execute();
    }
    const isChanged = known === undefined || (label !== undefined && label !== known.label);
    if (isChanged) await publishConnection(services, row, transaction);
    return { row: (await findConnection(transaction, session, widget, key)) ?? row, definition, isNew: known === undefined };
  });
}

/** Of one that is being removed, what is left once that is done: nothing. */
async function heldConnection(
  queries: Queries,
  session: Session,
  widget: string,
  key: string,
): Promise<ConnectionRow | undefined> {
  const row = await findConnection(queries, session, widget, key);
  if (row === undefined) return undefined;
  await lockConnection(queries, row.id);
  return connectionById(queries, session, row.id);
}

async function requireRoom(queries: Queries, { environment, tenant }: Session, widget: string): Promise<void> {
  const { count } = await queries
    .selectFrom('connections')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('environment', '=', environment)
    .where('tenant', '=', tenant)
    .where('widget', '=', widget)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostConnections) {
    throw new ProblemError('connection_limit', { detail: `A tenant has at most ${mostConnections} connections with a widget` });
  }
}

/**
 * Removes a connection: an active one after its Deactivation, whose run is answered; any other, or `anyway`, at once.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `single_connection`, `busy`
 */
export async function removeConnection(
  services: Services,
  session: Session,
  { widget, connection: key }: ConnectionNames,
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
