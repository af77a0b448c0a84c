import { type Kysely, type Migration, Migrator } from 'kysely';
import * as start from './migrations/0001-start.js';
import * as credentials from './migrations/0002-credentials.js';
import * as accounts from './migrations/0003-accounts.js';
import * as passwords from './migrations/0004-passwords.js';
import type { Schema } from './schema.js';

/** In order. A migration that has been released is never edited: add the next one (expand, then contract). */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-start': start,
  '0002-credentials': credentials,
  '0003-accounts': accounts,
  '0004-passwords': passwords,
};

/** Brings the database to this version's schema. Safe when several servers start at once: Kysely holds its own lock. */
export async function migrate(database: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: 'integration_hub_migration',
    migrationLockTableName: 'integration_hub_migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
