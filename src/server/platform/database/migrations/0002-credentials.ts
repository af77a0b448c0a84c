import { type Kysely, sql } from 'kysely';

const statements = [
  // What a person has to tick next time, in words: a list of texts.
  'alter table authorizations add column missing json',
  'alter table credentials add column missing json',
  // When it is looked at again, whether or not somebody uses it. Null: by its age.
  'alter table credentials add column check_at timestamptz',
  `create index credentials_check on credentials (updated_at) where status = 'valid'`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
