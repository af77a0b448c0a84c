import { type Kysely, sql } from 'kysely';

/** Runs that are over kept a copy of the passwords that had been typed into forms. Nothing reads it any more. */
const statements = ["update runs set configuration = '{}' where finished_at is not null"];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
