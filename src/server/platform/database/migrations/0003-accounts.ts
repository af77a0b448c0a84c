import { type Kysely, sql } from 'kysely';

/** Several connections of a widget, and sign-ins that wait for an answer. */
const statements = [
  'alter table runs add column removes boolean not null default false',
  'alter table authorizations add column question json, add column account_key text',
  'create index authorizations_account on authorizations (account_key) where account_key is not null',
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
