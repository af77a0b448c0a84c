import { type Migration, Migrator } from 'kysely';
import * as start from './migrations/0001-start.js';
import * as credentials from './migrations/0002-credentials.js';
import * as accounts from './migrations/0003-accounts.js';
import * as passwords from './migrations/0004-passwords.js';
import * as versions from './migrations/0005-versions.js';
import * as deaths from './migrations/0006-deaths.js';
import * as vaultKeys from './migrations/0007-vault-keys.js';
import type { Queries } from './queries.js';

/** What migrations of contents ask of the server. */
export type MigrationContext = versions.VersionsContext;

/** In order. A migration that has been released is never edited: add the next one (expand, then contract). */
const migrations = (context: MigrationContext): Readonly<Record<string, Migration>> => ({
  '0001-start': start,
  '0002-credentials': credentials,
  '0003-accounts': accounts,
  '0004-passwords': passwords,
  '0005-versions': { up: versions.up(context) },
  '0006-deaths': deaths,
  '0007-vault-keys': vaultKeys,
});

/** Brings the database to this version's schema. Safe when several servers start at once: Kysely holds its own lock. */
export async function migrate(queries: Queries, context: MigrationContext): Promise<void> {
  const migrator = new Migrator({
    db: queries,
    provider: { getMigrations: async () => ({ ...migrations(context) }) },
    migrationTableName: 'integration_hub_migration',
    migrationLockTableName: 'integration_hub_migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
