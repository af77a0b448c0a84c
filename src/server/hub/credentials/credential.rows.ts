import { type Selectable, sql } from 'kysely';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { ConnectionsTable, CredentialsTable } from '../../platform/database/schema.js';
import { newId } from '../../platform/identifiers.js';
import type { CredentialAddress, CredentialRow } from '../services/credentials.js';

type Connection = Selectable<ConnectionsTable>;

const withPlace = (queries: Queries) =>
  queries
    .selectFrom('credentials')
    .innerJoin('connections', 'connections.id', 'credentials.connection')
    .selectAll('credentials')
    .select(['connections.environment', 'connections.tenant', 'connections.widget', 'connections.key as connection_key']);

export function findCredential(
  queries: Queries,
  { connection, dependency }: CredentialAddress,
): Promise<CredentialRow | undefined> {
  return withPlace(queries)
    .where('credentials.connection', '=', connection)
    .where('credentials.dependency', '=', dependency)
    .executeTakeFirst();
}

export function credentialsOf(queries: Queries, connection: string): Promise<CredentialRow[]> {
  return withPlace(queries).where('credentials.connection', '=', connection).orderBy('credentials.dependency').execute();
}

/** Every credential, of all tenants, in the order of ids: for the upkeep of what is stored. */
export function credentialsAfter(queries: Queries, after: string, limit: number): Promise<CredentialRow[]> {
  return withPlace(queries).where('credentials.id', '>', after).orderBy('credentials.id').limit(limit).execute();
}

/** The same content, sealed anew. False: it was changed meanwhile. */
export async function replaceSealed(
  queries: Queries,
  { id, sealed: before }: Pick<CredentialRow, 'id' | 'sealed'>,
  sealed: string,
): Promise<boolean> {
  const changed = await queries
    .updateTable('credentials')
    .set({ sealed })
    .where('id', '=', id)
    .where('sealed', '=', before)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

export type CredentialContent = Pick<
  CredentialsTable,
  'method' | 'connector' | 'sealed' | 'status' | 'account' | 'account_key'
> & {
  readonly expires_at: Date | null;
};

const asList = (words: readonly string[] | undefined): string | null =>
  words === undefined || words.length === 0 ? null : JSON.stringify(words);

/** Stores a credential in the place of the one before. A refresh that is under way finds another revision and gives up. */
export async function putCredential(
  transaction: Transaction,
  address: CredentialAddress,
  content: CredentialContent,
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('credentials')
    .values({ id: newId('cred'), connection: address.connection, dependency: address.dependency, ...content, updated_at: now })
    .onConflict((conflict) =>
      conflict.columns(['connection', 'dependency']).doUpdateSet({
        ...content,
        missing: null,
        updated_at: now,
        revision: sql`credentials.revision + 1`,
        lease: null,
        lease_until: null,
      }),
    )
    .execute();
}

/**
 * Takes the right to refresh a credential that is still as it was read, unless somebody holds it. The right ends by itself, so that a
 * process that died with it blocks nobody for long; the revision guards what is stored.
 */
export async function takeLease(
  queries: Queries,
  { id, revision }: Pick<CredentialRow, 'id' | 'revision'>,
  holder: string,
  seconds: number,
): Promise<boolean> {
  const taken = await queries
    .updateTable('credentials')
    .set({ lease: holder, lease_until: sql<Date>`now() + make_interval(secs => ${seconds})` })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where((is) => is.or([is('lease', 'is', null), is('lease_until', '<', sql<Date>`now()`)]))
    .returning('id')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function endLease(queries: Queries, id: string, holder: string): Promise<void> {
  await queries
    .updateTable('credentials')
    .set({ lease: null, lease_until: null })
    .where('id', '=', id)
    .where('lease', '=', holder)
    .execute();
}

export type CredentialChange = Partial<Pick<CredentialContent, 'sealed' | 'status' | 'expires_at'>> & {
  readonly missing?: readonly string[] | undefined;
};

/** Changes a credential that is still as it was read. False: somebody else changed it. */
export async function changeCredential(
  queries: Queries,
  { id, revision }: Pick<CredentialRow, 'id' | 'revision'>,
  { missing, ...change }: CredentialChange,
  now: Date,
): Promise<boolean> {
  const changed = await queries
    .updateTable('credentials')
    .set({ ...change, missing: asList(missing), updated_at: now, revision: revision + 1, lease: null, lease_until: null })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/**
 * Deletes a connection's credentials and tells for each whether another stored one, of any tenant, shares its grant. All credentials of
 * the grants are locked first, in one order: of two connections that end at once, the second sees that it is the last.
 */
export async function takeCredentials(
  transaction: Transaction,
  connection: string,
): Promise<{ readonly row: CredentialRow; readonly isShared: boolean }[]> {
  const rows = await credentialsOf(transaction, connection);
  const keys = rows.flatMap(({ account_key: key }) => (key === null ? [] : [key]));
  if (keys.length > 0) {
    await transaction.selectFrom('credentials').select('id').where('account_key', 'in', keys).orderBy('id').forUpdate().execute();
  }
  const deleted = await transaction.deleteFrom('credentials').where('connection', '=', connection).returning('id').execute();
  const gone = new Set(deleted.map(({ id }) => id));
  const taken: { readonly row: CredentialRow; readonly isShared: boolean }[] = [];
  const alreadyTaken = new Set<string>();
  for (const row of rows.filter(({ id }) => gone.has(id))) {
    const key = row.account_key;
    const isShared = key !== null && (alreadyTaken.has(key) || (await isAccountStored(transaction, key)));
    if (key !== null) alreadyTaken.add(key);
    taken.push({ row, isShared });
  }
  return taken;
}

/**
 * Whether a stored credential belongs to this client and account, or a sign-in that waits for an answer does. Crosses tenants on
 * purpose, and tells nothing of them.
 */
export async function isAccountStored(queries: Queries, accountKey: string): Promise<boolean> {
  const row = await queries
    .selectFrom('credentials')
    .select('account_key')
    .where('account_key', '=', accountKey)
    .union(
      queries
        .selectFrom('authorizations')
        .select('account_key')
        .where('account_key', '=', accountKey)
        .where('status', '=', 'returned'),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

interface KnownAccount {
  readonly line: string;
  readonly key: string | undefined;
}

const clientOf = (key: string): string => key.slice(0, key.indexOf('.'));

/** The account line of a stored credential, where this is another account. Where the keys say nothing of each other, the lines compare. */
export function otherAccount(before: CredentialRow | undefined, { line, key }: KnownAccount): string | undefined {
  if (before === undefined || before.account === null) return undefined;
  const { account, account_key: known } = before;
  const canCompare = known !== null && key !== undefined && clientOf(known) === clientOf(key);
  const isSame = canCompare ? known === key : account === line;
  return isSame ? undefined : account;
}

export interface AccountPlace {
  /** What the new credential takes the place of. */
  readonly before: CredentialRow | undefined;
  /** Whether another connection of the same tenant and widget has this account already. */
  readonly isTaken: boolean;
}

/** What a sign-in finds where its account goes. */
export async function accountPlace(
  queries: Queries,
  { id, environment, tenant, widget }: Pick<Connection, 'id' | 'environment' | 'tenant' | 'widget'>,
  dependency: string,
  accountKey: string | undefined,
): Promise<AccountPlace> {
  const rows = await withPlace(queries)
    .where('environment', '=', environment)
    .where('tenant', '=', tenant)
    .where('widget', '=', widget)
    .where('dependency', '=', dependency)
    .where((is) => is.or([is('connections.id', '=', id), is('account_key', '=', accountKey ?? null)]))
    .execute();
  return {
    before: rows.find(({ connection }) => connection === id),
    isTaken: rows.some(({ connection }) => connection !== id),
  };
}
