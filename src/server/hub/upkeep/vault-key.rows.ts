import { sql } from 'kysely';
import type { Queries, Transaction } from '../../platform/database/queries.js';

/** What a key sealed when it first sealed for this database: who cannot open it has another key of that name. */
export interface CheckValue {
  readonly id: string;
  readonly check_value: string;
}

/** Of every key that may have sealed something; none before there was such a table. */
export async function checkValues(queries: Queries): Promise<CheckValue[]> {
  if (!(await isThere(queries, 'vault_keys'))) return [];
  return queries.selectFrom('vault_keys').select(['id', 'check_value']).orderBy('id').execute();
}

export async function putCheckValue(transaction: Transaction, value: CheckValue, at: Date): Promise<void> {
  await transaction
    .insertInto('vault_keys')
    .values({ ...value, at })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export async function forgetCheckValues(transaction: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await transaction.deleteFrom('vault_keys').where('id', 'in', ids).execute();
}

/** In tables of an earlier version too. */
async function isThere(queries: Queries, table: string): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select to_regclass(${table}) is not null as is`.execute(queries);
  return rows[0]?.is === true;
}

const inForms = (column: string) => `(regexp_matches(${column}::text, '"\\$sealed"\\s*:\\s*"([^"]+)"', 'g'))[1]`;

/** Everything sealed that is needed for long: what has expired is signed in to again, what a sign-in or a run under way holds is gone soon. */
const lasting = [
  ['credentials', "select sealed from credentials where status <> 'expired'"],
  ['configurations', `select ${inForms('"values"')} as sealed from configurations where "values"::text like '%$sealed%'`],
  ['secrets', 'select sealed from secrets'],
] as const;

/**
 * Some sealed values: those that begin with `prefix`, or those that begin with none of `prefixes`. The database compares: there may be
 * a hundred thousand.
 */
export async function sealedValues(
  queries: Queries,
  where: { readonly prefix?: string; readonly noneOf?: readonly string[] },
  limit: number,
): Promise<string[]> {
  const found: string[] = [];
  const condition =
    where.prefix === undefined
      ? sql.join([sql`true`, ...(where.noneOf ?? []).map((prefix) => sql`not starts_with(sealed, ${prefix})`)], sql` and `)
      : sql`starts_with(sealed, ${where.prefix})`;
  for (const [table, statement] of lasting) {
    if (!(await isThere(queries, table))) continue;
    const { rows } = await sql<{ sealed: string }>`
      select sealed from (${sql.raw(statement)}) as kept where ${condition} limit ${limit}`.execute(queries);
    found.push(...rows.map(({ sealed }) => sealed));
  }
  return found;
}

/** Whether runs are under way that began before a key sealed: what the engine keeps of them was sealed with the one before. */
export async function areRunsOlder(queries: Queries, key: string): Promise<boolean> {
  const row = await queries
    .selectFrom('runs')
    .select('id')
    .where('finished_at', 'is', null)
    .where('created_at', '<', (query) => query.selectFrom('vault_keys').select('at').where('id', '=', key))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What a key sealed that is lost has to be signed in to again. @returns how many credentials that are */
export async function expireSealedBy(transaction: Transaction, prefix: string, at: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with dead as (
      update credentials set status = 'expired', revision = revision + 1, updated_at = ${at}
      where starts_with(sealed, ${prefix}) and status <> 'expired' returning connection
    ), changed as (update connections set revision = revision + 1 where id in (select connection from dead))
    select count(*)::int as count from dead`.execute(transaction);
  return rows[0]?.count ?? 0;
}
