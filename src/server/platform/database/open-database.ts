import type { EventEmitter } from 'node:events';
import { Kysely, PostgresDialect } from 'kysely';
import type { Client, ClientConfig, Pool } from 'pg';
import { withSessionLock } from './boot-lock.js';
import { DiskRoom } from './disk-room.js';
import { openEmbeddedDatabase } from './embedded/embedded-database.js';
import { createPGlitePool, pgliteClientConfig } from './embedded/pglite-pool.js';
import { Turns } from './embedded/turns.js';
import { type Inspected, inspectDatabase } from './inspect-database.js';
import { Notifications } from './notifications.js';
import { loadPg } from './peers.js';
import type { Queries, Transaction } from './queries.js';
import type { Schema } from './schema.js';
import { setSession } from './session-settings.js';
import { StoreError } from './store-error.js';
import { guardTransactions, lendingPool, refuseInside, runTransaction } from './transactions.js';

const CONNECTION_TIMEOUT = 10_000;
const HEARTBEAT = 30_000;

export interface OpenDatabaseOptions {
  /** `postgres://…`, with `sslmode` and the like as node-postgres reads them. */
  readonly url?: string | undefined;
  /** The same database without a pooler in between that lends a connection out for each transaction. */
  readonly directUrl?: string | undefined;
  /** Where the embedded database lives, when there is no `url`. Made when missing, and used by one process at a time. */
  readonly dataDirectory?: string | undefined;
  /** Clients of the pool. Default 10. */
  readonly maxConnections?: number | undefined;
  /** Told of lost connections that no query reports. Default: nobody is. */
  readonly onError?: ((error: Error) => void) | undefined;
}

export interface Database {
  readonly kind: 'embedded' | 'postgresql';
  readonly pool: Pool;
  readonly queries: Queries;
  /** Does what `work` does with the transaction, all or nothing. @throws {StoreError} `outside_transaction` inside another one */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /**
   * Calls `listener` with the payload of every notification on `channel`, from when the promise resolves until what it answers is called.
   *
   * @param onReconnect called when notifications may have been missed, since the connection was lost and is back
   * @throws {StoreError} `outside_transaction` inside a transaction, as `withBootLock` and `close`
   */
  listen(channel: string, listener: (payload: string) => void, onReconnect?: () => void): Promise<() => Promise<void>>;
  /** Runs `work` in one server of the database at a time. @throws {StoreError} `boot_lock_timeout`, `boot_lock_lost` */
  withBootLock<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Resolves once it answers and could write. @throws {StoreError} `disk_full` */
  ready(): Promise<void>;
  /** Waits for clients that are in use. May be called again. */
  close(): Promise<void>;
}

/**
 * Opens PostgreSQL or the embedded database. Nothing is created in it.
 *
 * @throws {StoreError} `database_options_invalid`, `peer_missing`, `data_directory_in_use`, `database_failed`; on PostgreSQL also
 *   `database_unreachable`, `database_refused`, `database_unsuitable`, `database_pooled`
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { url, dataDirectory } = options;
  if (url !== undefined && dataDirectory === undefined) return openPostgresql(url, options);
  if (url === undefined && dataDirectory !== undefined) return openEmbedded(dataDirectory, options);
  throw new StoreError('database_options_invalid', 'Give either the URL of a PostgreSQL database or a data directory');
}

async function openPostgresql(connectionString: string, options: OpenDatabaseOptions) {
  const { directUrl, maxConnections = 10, onError = ignore } = options;
  const { Client, Pool } = await loadPg('postgresql');
  const config: ClientConfig = {
    connectionString,
    application_name: 'integration-hub',
    connectionTimeoutMillis: CONNECTION_TIMEOUT,
    keepAlive: true,
    keepAliveInitialDelayMillis: CONNECTION_TIMEOUT,
  };
  const direct: ClientConfig = { ...config, connectionString: directUrl ?? connectionString };
  const { schema, isPooled } = await inspected((settings) => new Client(settings), { config, direct });
  // Others share neither the one that listens nor the one that holds a lock.
  const prepare = (client: Client) => setSession(client, { schema, isPooled: false });
  const pool = new Pool({ ...config, max: maxConnections, onConnect: (client) => setSession(client, { schema, isPooled }) });
  return assemble({
    kind: 'postgresql',
    pool,
    room: new DiskRoom(() => spill(pool)),
    notifications: new Notifications({
      createClient: () => new Client({ ...direct, query_timeout: CONNECTION_TIMEOUT }),
      prepare,
      onError,
      heartbeat: HEARTBEAT,
    }),
    withBootLock: (work) => withSessionLock(new Client(direct), work, prepare),
    closeServer: async () => undefined,
    onError,
  });
}

/** @throws {StoreError} where one of the two is of no use, or they are not the same */
async function inspected(
  makeClient: (config: ClientConfig) => Client,
  { config, direct }: Readonly<Record<'config' | 'direct', ClientConfig>>,
): Promise<Inspected> {
  const [variable, directVariable] = ['DATABASE_URL', 'INTEGRATION_HUB_DIRECT_DATABASE_URL'];
  const look = ({ connectionString = '', ...rest }: ClientConfig, name: string): Promise<Inspected> =>
    inspectDatabase(() => makeClient({ ...rest, connectionString }), connectionString, name);
  const found = await look(config, variable);
  const isSame = direct.connectionString === config.connectionString;
  const straight = isSame ? found : await look(direct, directVariable);
  if (straight.isPooled)
    throw new StoreError(
      'database_pooled',
      `${isSame ? variable : directVariable} leads to a pooler that lends out a connection for each transaction (PgBouncer with pool_mode=transaction, or the like): locks and live updates come to nothing there. ${
        isSame
          ? `Keep it, and set ${directVariable} (directDatabaseUrl) to the address of the database itself`
          : 'Write the address of the database itself, mostly another port'
      }.`,
    );
  if (straight.identity !== found.identity)
    throw new StoreError(
      'database_unsuitable',
      `${directVariable} leads to another database than ${variable}: both must be the same one.`,
    );
  return found;
}

async function openEmbedded(dataDirectory: string, { maxConnections, onError = ignore }: OpenDatabaseOptions) {
  const { Client } = await loadPg('embedded');
  const { session, requireRoom, close } = await openEmbeddedDatabase(dataDirectory);
  const turns = new Turns();
  return assemble({
    kind: 'embedded',
    pool: await createPGlitePool(session, maxConnections),
    room: new DiskRoom(requireRoom),
    notifications: new Notifications({
      createClient: () => new Client(pgliteClientConfig(session)),
      onError,
      heartbeat: undefined,
    }),
    async withBootLock(work) {
      const end = await turns.take();
      try {
        return await work();
      } finally {
        end();
      }
    },
    closeServer: close,
    onError,
  });
}

export const queriesOn = (pool: Pool): Queries =>
  new Kysely<Schema>({ dialect: new PostgresDialect({ pool: lendingPool(pool) }) });

/** Has the database write a temporary file, which needs room on its disk, and leaves nothing: no row, no log, no work for a vacuum. */
async function spill(pool: Pool): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin read only');
    await client.query('set local work_mem = 64');
    await client.query('select count(*) from generate_series(1, 20000)');
  } catch (cause) {
    failure = cause as Error;
    throw cause;
  } finally {
    await client.query('rollback').catch((cause: Error) => {
      failure = cause;
    });
    client.release(failure);
  }
}

interface Parts extends Pick<Database, 'kind' | 'pool' | 'withBootLock'> {
  readonly notifications: Notifications;
  readonly room: DiskRoom;
  readonly closeServer: () => Promise<void>;
  readonly onError: (error: Error) => void;
}

function assemble({ kind, pool, notifications, room, withBootLock, closeServer, onError }: Parts): Database {
  guardTransactions(pool).on('error', onError);
  // A client in use has no listener of the pool's, and its loss would end the process although the query reports it.
  pool.on('connect', (client) => {
    client.on('error', onError);
    // node-postgres has no type for it: every error that the database answers, whoever asked and whatever they make of it.
    const { connection } = client as unknown as { readonly connection: EventEmitter };
    connection.on('errorMessage', ({ code }: { readonly code?: string }) => room.note(code));
  });
  const queries = queriesOn(pool);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await notifications.close();
    await pool.end();
    await closeServer();
  };
  return {
    kind,
    pool,
    queries,
    transaction: (work) => runTransaction(queries, work),
    async listen(channel, onNotification, onReconnect) {
      refuseInside();
      return notifications.add({ channel, onNotification, onReconnect });
    },
    async withBootLock(work) {
      refuseInside();
      return withBootLock(work);
    },
    async ready() {
      const [hasRoom, answer] = await Promise.allSettled([room.check(), pool.query('select 1')]);
      for (const outcome of [hasRoom, answer]) if (outcome.status === 'rejected') throw outcome.reason;
    },
    async close() {
      refuseInside();
      closing ??= close();
      return closing;
    },
  };
}

function ignore(): void {
  // The pool replaces lost connections by itself.
}
