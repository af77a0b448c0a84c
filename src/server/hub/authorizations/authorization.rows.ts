import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { AuthorizationStatus, AuthorizationSummary } from '../../../contract/authorization.js';
import type { HubEvent } from '../../../contract/event.js';
import type { Scope } from '../../platform/access.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { AuthorizationsTable, ConnectionsTable } from '../../platform/database/schema.js';
import { hashOf } from '../../platform/hash.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import { notifying, storedEvents } from '../events/event.rows.js';

/** An authorization with the names of the connection it is for. */
export type AuthorizationRow = Selectable<AuthorizationsTable> &
  Pick<Selectable<ConnectionsTable>, 'widget'> & { readonly connection_key: string };

export const openStatuses: readonly AuthorizationStatus[] = ['registered', 'started', 'bound', 'returned'];

export const isOpen = ({ status }: Pick<AuthorizationRow, 'status'>): boolean => openStatuses.includes(status);

type Question = NonNullable<AuthorizationRow['question']>;

/** It has come back with another account than before, and waits to be told whether that one is wanted. */
export const isAsking = <Row extends Pick<AuthorizationRow, 'status' | 'question'>>(
  row: Row,
): row is Row & { readonly question: Question } => row.status === 'returned' && row.question !== null;

const withNames = (queries: Queries) =>
  queries
    .selectFrom('authorizations')
    .innerJoin('connections', 'connections.id', 'authorizations.connection')
    .selectAll('authorizations')
    .select(['connections.widget', 'connections.key as connection_key']);

/** `undefined` where the id is taken, by whomever. */
export async function insertAuthorization(
  transaction: Transaction,
  row: Insertable<AuthorizationsTable>,
  { widget, key }: Pick<ConnectionRow, 'widget' | 'key'>,
): Promise<AuthorizationRow | undefined> {
  const inserted = await transaction
    .insertInto('authorizations')
    .values(row)
    .onConflict((conflict) => conflict.column('id_hash').doNothing())
    .returningAll()
    .executeTakeFirst();
  return inserted && { ...inserted, widget, connection_key: key };
}

/** By the id that the browser drew: for our own pages, which know nothing else. */
export function authorizationByDrawnId(queries: Queries, id: string): Promise<AuthorizationRow | undefined> {
  return withNames(queries).where('id_hash', '=', hashOf(id)).executeTakeFirst();
}

export function authorizationByReference(queries: Queries, reference: string): Promise<AuthorizationRow | undefined> {
  return withNames(queries).where('reference', '=', reference).executeTakeFirst();
}

export function authorizationByState(queries: Queries, state: string): Promise<AuthorizationRow | undefined> {
  return withNames(queries).where('state_hash', '=', hashOf(state)).executeTakeFirst();
}

/** Within a scope, by the id that was drawn or by the public reference. */
export function findAuthorization(queries: Queries, scope: Scope, id: string): Promise<AuthorizationRow | undefined> {
  return withNames(queries)
    .where('authorizations.environment', '=', scope.environment)
    .where('authorizations.tenant', '=', scope.tenant)
    .where((is) => is.or([is('id_hash', '=', hashOf(id)), is('reference', '=', id)]))
    .executeTakeFirst();
}

/** Everything that ought to end by now: past the deadline, claimed without an outcome, or left by its last view. */
export const overdueAuthorizations = (queries: Queries, limits: Overdue): Promise<AuthorizationRow[]> =>
  overdue(queries, limits).limit(100).execute();

/** Instants before which something is late. */
export interface Overdue {
  readonly now: Date;
  readonly claimedBefore: Date;
  readonly leftBefore: Date;
}

export const overdue = (queries: Queries, limits: Overdue) =>
  withNames(queries)
    .where('status', 'in', openStatuses)
    .where((is) =>
      is.or([
        is.and([is.or([is('status', '!=', 'returned'), is('question', 'is not', null)]), is('expires_at', '<=', limits.now)]),
        is.and([is('status', '=', 'returned'), is('question', 'is', null), is('claimed_at', '<=', limits.claimedBefore)]),
        is.and([is('status', 'in', ['registered', 'started']), is('left_at', '<=', limits.leftBefore)]),
      ]),
    );

type SealedAuthorization = AuthorizationRow & { readonly sealed: string };

/** Every one that still holds something sealed, of all tenants: for the upkeep of what is stored. */
export async function authorizationsSealedAfter(queries: Queries, after: string, limit: number): Promise<SealedAuthorization[]> {
  const rows = await withNames(queries)
    .where('sealed', 'is not', null)
    .where('id_hash', '>', after)
    .orderBy('id_hash')
    .limit(limit)
    .execute();
  return rows.filter((row): row is SealedAuthorization => row.sealed !== null);
}

/** Those that a new one of the same connection and dependency takes the place of. */
export function openAuthorizationsFor(
  queries: Queries,
  connection: string,
  dependency: string,
  except: string,
): Promise<AuthorizationRow[]> {
  return withNames(queries)
    .where('authorizations.connection', '=', connection)
    .where('dependency', '=', dependency)
    .where('status', 'in', openStatuses)
    .where('id_hash', '!=', except)
    .execute();
}

/** Every sign-in of a connection that is under way. */
export function openAuthorizationsOf(queries: Queries, connection: string): Promise<AuthorizationRow[]> {
  return withNames(queries).where('authorizations.connection', '=', connection).where('status', 'in', openStatuses).execute();
}

/**
 * Those that ended while their tokens waited for an answer, or were asked for by a process that has not been heard of since: what they were
 * given is still to be given back.
 */
export const endedWithTokens = (queries: Queries, claimedBefore: Date): Promise<AuthorizationRow[]> =>
  holdingTokens(queries, claimedBefore).limit(100).execute();

export const holdingTokens = (queries: Queries, claimedBefore: Date) =>
  withNames(queries)
    .where('status', 'not in', openStatuses)
    .where('sealed', 'is not', null)
    .where((is) => is.or([is('question', 'is not', null), is('claimed_at', '<=', claimedBefore)]));

/** Takes the sealed tokens out of an authorization that has ended. */
export async function takeTokens(queries: Queries, { id_hash: hash }: AuthorizationRow): Promise<void> {
  await queries
    .updateTable('authorizations')
    .set({ sealed: null })
    .where('id_hash', '=', hash)
    .where('status', 'not in', openStatuses)
    .execute();
}

/** What is left in an authorization that came to nothing: what its provider gave, or was asked for, until that is given back. */
const leftover = sql<string | null>`case when status = 'returned' then sealed end`;

export const authorizationChanged = ({ widget, connection_key: connection, reference }: AuthorizationRow): HubEvent => ({
  type: 'authorization.changed',
  widget,
  connection,
  authorization: reference,
});

/**
 * Compare and set: `undefined` where the authorization is in none of the statuses `from`, or not as it was otherwise. The one way in
 * which a status changes. What is told of it is told with the statement.
 */
export async function transition(
  queries: Queries,
  row: AuthorizationRow,
  { from, views, leftAt }: Expected,
  change: Updateable<AuthorizationsTable>,
  { at, tell }: { readonly at: Date; readonly tell: boolean },
): Promise<AuthorizationRow | undefined> {
  const isVain = change.status === 'failed' || change.status === 'cancelled' || change.status === 'expired';
  let update = queries
    .updateTable('authorizations')
    .set({ ...change, ...(isVain ? { sealed: leftover } : {}), updated_at: at })
    .where('id_hash', '=', row.id_hash)
    .where('status', 'in', from);
  if (views !== undefined) update = update.where(sql<boolean>`views::jsonb = ${JSON.stringify(views)}::jsonb`);
  if (leftAt !== undefined) update = update.where('left_at', '=', leftAt);
  const told = tell ? [authorizationChanged(row)] : [];
  const { rows } = await sql<Selectable<AuthorizationsTable> & { told?: number }>`
    with moved as (${update.returningAll()}),
    told as (${storedEvents(row, told, at)} where exists (select from moved) returning id)
    select moved.*, (select count(${notifying}) from told) as told from moved`.execute(queries);
  const [moved] = rows;
  if (moved === undefined) return undefined;
  const { told: _told, ...changed } = moved;
  return { ...changed, widget: row.widget, connection_key: row.connection_key };
}

export interface Expected {
  readonly from: readonly AuthorizationStatus[];
  /** The loads of the start page, as they were read. */
  readonly views?: AuthorizationRow['views'];
  readonly leftAt?: Date;
}

/** Puts another secret in the place of one that was read. False: it was changed meanwhile. */
export async function replaceSealedStart(
  queries: Queries,
  { id_hash: hash, sealed: before }: AuthorizationRow,
  change: Pick<Updateable<AuthorizationsTable>, 'sealed' | 'claimed_at' | 'updated_at'>,
): Promise<boolean> {
  const replaced = await queries
    .updateTable('authorizations')
    .set(change)
    .where('id_hash', '=', hash)
    .where('sealed', '=', before)
    .returning('id_hash')
    .executeTakeFirst();
  return replaced !== undefined;
}

export function toSummary(
  row: Pick<AuthorizationRow, 'reference' | 'dependency' | 'status' | 'error' | 'said' | 'missing' | 'question' | 'expires_at'>,
): AuthorizationSummary {
  return {
    id: row.reference,
    dependency: row.dependency,
    status: row.status,
    ...(row.status === 'failed' && row.error !== null
      ? {
          error: {
            code: row.error,
            ...(row.said === null ? {} : { said: row.said }),
            ...(row.missing === null ? {} : { missing: [...row.missing] }),
          },
        }
      : {}),
    ...(isAsking(row) ? { question: row.question } : {}),
    expiresAt: row.expires_at.toISOString(),
  };
}
