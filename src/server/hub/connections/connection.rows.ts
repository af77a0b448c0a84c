import { type Selectable, sql } from 'kysely';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Scope } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import type { ConnectionsTable } from '../../platform/database/schema.js';
import { newId } from '../../platform/identifiers.js';
import type { Services } from '../services/services.js';

export type ConnectionRow = Selectable<ConnectionsTable>;

/** The key of the one connection that a widget without *Enable Multi Connection* has. */
export const defaultConnection = 'default';

const within = (queries: Queries, scope: Scope) =>
  queries.selectFrom('connections').selectAll().where('environment', '=', scope.environment).where('tenant', '=', scope.tenant);

export function findConnection(queries: Queries, scope: Scope, widget: string, key: string): Promise<ConnectionRow | undefined> {
  return within(queries, scope).where('widget', '=', widget).where('key', '=', key).executeTakeFirst();
}

/**
 * Whether a connection is shown although there is no row of it: the one that a widget has, or the first of a widget that may have
 * several.
 */
export async function isShownUnmade(
  queries: Queries,
  scope: Scope,
  widget: Pick<WidgetDefinition, 'key' | 'multiConnection'>,
  key: string,
): Promise<boolean> {
  if (key !== defaultConnection) return false;
  if (widget.multiConnection !== true) return true;
  return (await within(queries, scope).where('widget', '=', widget.key).limit(1).executeTakeFirst()) === undefined;
}

/** Every connection of a tenant in an environment, oldest first. */
export function connectionsOf(queries: Queries, scope: Scope): Promise<ConnectionRow[]> {
  return within(queries, scope).orderBy('created_at').orderBy('id').execute();
}

/** By row id, within its scope: what a run or a sign-in was started for. */
export function connectionById(queries: Queries, scope: Scope, id: string): Promise<ConnectionRow | undefined> {
  return within(queries, scope).where('id', '=', id).executeTakeFirst();
}

/** The connection's row, made where there is none yet: nothing is stored for a tenant that only looks. */
export async function ensureConnection(
  queries: Queries,
  scope: Scope,
  widget: string,
  key: string,
  by: string | undefined,
  now: Date,
  label: string | null = null,
): Promise<ConnectionRow> {
  await queries
    .insertInto('connections')
    .values({
      id: newId('con'),
      environment: scope.environment,
      tenant: scope.tenant,
      widget,
      key,
      label,
      active: false,
      active_by: null,
      created_at: now,
      created_by: by ?? null,
      // Higher than any of a removed connection that had this key: pages take it for newer.
      revision: now.getTime(),
    })
    .onConflict((conflict) => conflict.columns(['environment', 'tenant', 'widget', 'key']).doNothing())
    .execute();
  const row = await findConnection(queries, scope, widget, key);
  if (row === undefined) throw new Error('The connection vanished while it was made');
  return row;
}

/**
 * Forgets a connection with everything that hangs on it: credentials, configurations, sign-ins, runs, counters. Its history stays, out
 * of reach, until it is too old: a connection that is added later under the same key is another one.
 */
export async function deleteConnection(queries: Queries, { id }: Pick<ConnectionRow, 'id'>): Promise<void> {
  await queries.deleteFrom('connections').where('id', '=', id).execute();
}

/**
 * Holds a connection until the transaction ends. Whoever changes it and one of its sign-ins holds it first: else two of them wait for
 * each other.
 */
export async function lockConnection(queries: Queries, id: string): Promise<void> {
  await queries.selectFrom('connections').select('id').where('id', '=', id).forUpdate().execute();
}

/** Counts a change that the hub shows, and tells every page of the tenant. */
export async function publishConnection(
  services: Services,
  row: ConnectionRow,
  queries: Queries = services.database.kysely,
): Promise<void> {
  await queries.updateTable('connections').set({ revision: sql`revision + 1` }).where('id', '=', row.id).execute();
  await services.outbox.publish(row, { type: 'connection.changed', widget: row.widget, connection: row.key }, queries);
}
