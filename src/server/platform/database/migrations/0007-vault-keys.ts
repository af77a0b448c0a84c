import { type Kysely, sql } from 'kysely';

/** What every key of the vault sealed when it first sealed here, to know it again. */
const statements = ['create table vault_keys (id text primary key, check_value text not null, at timestamptz not null)'];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
