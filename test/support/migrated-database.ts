import { DBOS } from '@dbos-inc/dbos-sdk';
import { engineSchema } from '../../src/server/hub/runner/workflow.rows.js';
import { type MigrationContext, migrate } from '../../src/server/platform/database/migrate.js';
import { type OpenDatabaseOptions, openDatabase } from '../../src/server/platform/database/open-database.js';

const none = () => {
  throw new Error('A database without rows has nothing to migrate');
};
const ofNoRows: MigrationContext = {
  now: () => new Date(),
  seal: none,
  open: none,
  form: none,
  secretParams: none,
  flowVersion: none,
};

/**
 * Makes the tables of a server in an empty database, and those of its flow engine; no rows. The engine is one a process: this is for
 * processes that run no test.
 */
export async function makeTables(place: Pick<OpenDatabaseOptions, 'url' | 'dataDirectory'>): Promise<void> {
  const database = await openDatabase(place);
  try {
    await migrate(database.queries, ofNoRows);
    DBOS.setConfig({
      name: 'template',
      systemDatabaseUrl: 'postgresql://unused:unused@unused.invalid/unused',
      systemDatabasePool: database.pool,
      systemDatabaseSchemaName: engineSchema,
      useListenNotify: true,
      logLevel: 'error',
    });
    await DBOS.launch();
    await DBOS.shutdown();
  } finally {
    await database.close();
  }
}
