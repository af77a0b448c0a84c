import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { HubEvent } from '../../../contract/event.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Scope } from '../../platform/access.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { ConnectionsTable } from '../../platform/database/schema.js';
import { newId } from '../../platform/identifiers.js';
import { announced, storedEvents } from '../events/event.rows.js';

export type ConnectionRow = Selectable<ConnectionsTable>;

/** The key of the one connection that a widget without *Enable Multi Connection* has. */
export const defaultConnection = 'default';

const within = (queries: Queries, scope: Scope) =>
  queries.selectFrom('connections').selectAll().where('environment', '=', scope.environment).where('tenant', '=', scope.tenant);

export function findConnection(queries: Queries, scope: Scope, widget: string, key: string): Promise<ConnectionRow | undefined> {
  return within(queries, scope).where('widget', '=', widget).where('key', '=', key).executeTakeFirst();
}

/** The same, held until the transaction ends. */
export function holdConnection(
  transaction: Transaction,
  scope: Scope,
  widget: string,
  key: string,
): Promise<ConnectionRow | undefined> {
  return within(transaction, scope).where('widget', '=', widget).where('key', '=', key).forUpdate().executeTakeFirst();
}

/** Whether a connection is shown although there is no row of it: the first of a widget. */
export async function isShownUnmade(
  queries: Queries,
  scope: Scope,
  widget: Pick<WidgetDefinition, 'key'>,
  key: string,
): Promise<boolean> {
  if (key !== defaultConnection) return false;
  return (await within(queries, scope).where('widget', '=', widget.key).limit(1).executeTakeFirst()) === undefined;
}

/** Whether a widget has connections that were added to it. */
export async function hasAdded(queries: Queries, scope: Scope, widget: string): Promise<boolean> {
  const added = within(queries, scope).where('widget', '=', widget).where('key', '!=', defaultConnection);
  return (await added.limit(1).executeTakeFirst()) !== undefined;
}

/** By row id, within its scope: what a run or a sign-in was started for. */
export function connectionById(queries: Queries, scope: Scope, id: string): Promise<ConnectionRow | undefined> {
  return within(queries, scope).where('id', '=', id).executeTakeFirst();
}

/** The row of a connection that nobody has used yet: nothing is stored for a tenant that only looks. */
export const unmadeConnection = (
  { environment, tenant }: Scope,
  made: Pick<ConnectionRow, 'widget' | 'key'> & { readonly by: string | undefined; readonly label?: string | null },
  at: Date,
): ConnectionRow => ({
  id: newId('con'),
  environment,
  tenant,
  widget: made.widget,
  key: made.key,
  label: made.label ?? null,
  active: false,
  active_at: null,
  active_by: null,
  created_at: at,
  created_by: made.by ?? null,
  // Higher than any of a removed connection that had this key: pages take it for newer.
  revision: String(at.getTime()),
});

/** Stores a row that is not there yet, and answers the one that is, held until the transaction ends. */
export async function ensureConnection(transaction: Transaction, unmade: ConnectionRow): Promise<ConnectionRow> {
  const inserted = await transaction
    .insertInto('connections')
    .values(unmade)
    .onConflict((conflict) => conflict.columns(['environment', 'tenant', 'widget', 'key']).doNothing())
    .returningAll()
    .executeTakeFirst();
  const { widget, key } = unmade;
  const row = inserted ?? (await holdConnection(transaction, unmade, widget, key));
  if (row === undefined) throw new Error('The connection vanished while it was made');
  return row;
}

/**
 * Forgets a connection with everything that hangs on it: credentials, configurations, sign-ins, runs, counters. Its history stays, out
 * of reach, until it is too old: a connection that is added later under the same key is another one.
 */
export async function deleteConnection(transaction: Transaction, { id }: Pick<ConnectionRow, 'id'>): Promise<void> {
  await transaction.deleteFrom('connections').where('id', '=', id).execute();
}

export async function nameConnection(transaction: Transaction, id: string, label: string | null): Promise<void> {
  await transaction.updateTable('connections').set({ label }).where('id', '=', id).execute();
}

/** Active since an instant and by somebody, or with `undefined` not at all. */
export async function setActive(
  transaction: Transaction,
  id: string,
  since: { readonly at: Date; readonly by: string | null } | undefined,
): Promise<void> {
  await transaction
    .updateTable('connections')
    .set({ active: since !== undefined, active_at: since?.at ?? null, active_by: since?.by ?? null })
    .where('id', '=', id)
    .execute();
}

/**
 * Holds a connection until the transaction ends, and answers it as it is then. Whoever changes it and one of its sign-ins holds it first:
 * else two of them wait for each other.
 */
export function lockConnection(transaction: Transaction, id: string): Promise<ConnectionRow | undefined> {
  return transaction.selectFrom('connections').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** All connections of a widget, one after the other: of two that take an account at once, the second sees the first. */
export function lockConnections(
  transaction: Transaction,
  { environment, tenant, widget }: Pick<ConnectionRow, 'environment' | 'tenant' | 'widget'>,
): Promise<ConnectionRow[]> {
  return within(transaction, { environment, tenant }).where('widget', '=', widget).orderBy('id').forUpdate().execute();
}

/** One after the other: of two connections that are added at once, the second is counted with the first. */
export async function lockAdding(transaction: Transaction, { environment, tenant }: Scope, widget: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`connections:${environment}:${tenant}:${widget}`}))`.execute(transaction);
}

export async function countConnections(queries: Queries, { environment, tenant }: Scope, widget: string): Promise<number> {
  const { count } = await queries
    .selectFrom('connections')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('environment', '=', environment)
    .where('tenant', '=', tenant)
    .where('widget', '=', widget)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Tells every page of the tenant that the connection has changed, and what more there is to tell. */
export async function publishConnection(
  transaction: Transaction,
  row: ConnectionRow,
  at: Date,
  events: readonly HubEvent[] = [],
): Promise<void> {
  const told = storedEvents(row, [...events, connectionChanged(row)], at);
  await sql`with shown as (${countChange(row)}), told as (${told} returning id) ${announced}`.execute(transaction);
}

export const connectionChanged = ({ widget, key }: ConnectionRow): HubEvent => ({
  type: 'connection.changed',
  widget,
  connection: key,
});

/** Counts a change that the hub shows, within a statement. */
export const countChange = ({ id }: ConnectionRow): RawBuilder<unknown> =>
  sql`update connections set revision = revision + 1 where id = ${id}`;
