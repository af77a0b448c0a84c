import { sql } from 'kysely';
import type { SaveConnectionRequest } from '../contract/connection.js';
import type { WidgetDefinition } from '../contract/widget.js';
import type { Session } from './access.js';
import { startRemoval } from './lifecycle.js';
import { workOf } from './oauth/authorization-work.js';
import { giveBackTokensOf } from './oauth/held-tokens.js';
import { ProblemError } from './problem-error.js';
import type { Queries, Services } from './services.js';
import { isAsking, openAuthorizationsOf } from './store/authorizations.js';
import {
  type ConnectionRow,
  deleteConnection,
  ensureConnection,
  findConnection,
  lockConnection,
  publishConnection,
} from './store/connections.js';
import { visibleWidget } from './store/deployments.js';
import { addHistory } from './store/history.js';
import { activeRunsOf, findRun, type RunRow } from './store/runs.js';

/** Of one tenant with one widget. */
const mostConnections = 50;
const longestLabel = 80;

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
 * @throws {ProblemError} `widget_not_found`, `single_connection`, `connection_limit`, `validation_failed`
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
    const known = await findConnection(transaction, session, widget, key);
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
  const { definition } = await visibleWidget(services, session, widget);
  const row = await findConnection(services.database.kysely, session, widget, key);
  if (row === undefined) throw new ProblemError('not_found');
  requireSeveral(definition);
  const who = session.person ?? session.subject;
  const run = row.active && !anyway ? await startRemoval(services, row, definition, who) : undefined;
  if (run === undefined) await eraseConnection(services, row, who);
  return run === undefined ? undefined : findRun(services.database.kysely, session, run);
}

/** What is under way is asked to stop, and finds nothing left to write to; sign-ins are withdrawn at their services afterwards. */
async function eraseConnection(services: Services, row: ConnectionRow, who: string | undefined): Promise<void> {
  const { database, credentials, runs } = services;
  for (const run of await activeRunsOf(database.kysely, [row.id])) await runs.cancel(run.id);
  const { revoke, waiting } = await database.kysely.transaction().execute(async (transaction) => {
    await lockConnection(transaction, row.id);
    const asking = (await openAuthorizationsOf(transaction, row.id)).filter(isAsking);
    const taken = await credentials.take(row.id, transaction);
    if (row.active) await addHistory(services, row, { kind: 'disconnected', outcome: 'succeeded', who }, transaction);
    await publishConnection(services, row, transaction);
    await deleteConnection(transaction, row);
    return { revoke: taken, waiting: asking };
  });
  workOf(services).run('withdraw the sign-ins of a removed connection', async () => {
    for (const authorization of waiting) await giveBackTokensOf(services, authorization);
    await revoke();
  });
}
