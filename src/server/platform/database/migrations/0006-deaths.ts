import { type Kysely, sql } from 'kysely';

const statements = [
  // Which processes died while they carried a run on, since how many steps, and which one tries it again.
  `alter table runs
    add column deaths text[] not null default '{}',
    add column deaths_at integer not null default 0,
    add column tried_by text`,
  'alter table idempotency add column owner text',
  // Until now the one process of an embedded database had this name, and no row.
  "insert into executors (id, beat) values ('embedded', '-infinity') on conflict (id) do nothing",
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
