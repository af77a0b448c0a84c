import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { nodeArguments } from './node-arguments.js';

export interface PostgresqlServer {
  /** Up to the name of a database. */
  readonly url: string;
  /** The URL of a new database: one that holds the tables of a server, or one that is empty. */
  createDatabase(isEmpty?: boolean): Promise<string>;
  stop(): Promise<void>;
}

/** Where a run of many files says which server they share. A file that runs alone starts its own. */
const variable = 'TEST_POSTGRESQL_SERVER';
const template = 'server_tables';

/** The server that this process was given, or one of its own. */
export async function reachPostgresqlServer(): Promise<PostgresqlServer> {
  const url = process.env[variable];
  return url === undefined ? startPostgresqlServer() : { ...serverAt(url), stop: async () => undefined };
}

/** Starts the server that this process and those that it starts from now on share. */
export async function sharePostgresqlServer(connections: number): Promise<PostgresqlServer> {
  const server = await startPostgresqlServer(connections);
  process.env[variable] = server.url;
  return server;
}

/** Starts a PostgreSQL that forgets everything when it is stopped, or when this process is gone. About 4 s. */
export async function startPostgresqlServer(connections = 200): Promise<PostgresqlServer> {
  const file = new URL('./processes/keep-postgresql.ts', import.meta.url);
  // Detached, since Ctrl-C must not reach it before those who use it.
  const keeper = spawn(process.execPath, [...nodeArguments(file), String(connections), template], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const closed = once(keeper, 'close');
  const [url] = (await Promise.race([once(createInterface({ input: keeper.stdout }), 'line'), closed])) as [unknown];
  if (typeof url !== 'string') throw new Error('PostgreSQL did not start');
  return {
    ...serverAt(url),
    async stop() {
      keeper.stdin.end();
      await closed;
    },
  };
}

function serverAt(url: string): Omit<PostgresqlServer, 'stop'> {
  return {
    url,
    async createDatabase(isEmpty = false) {
      // Not counted: other processes make databases as well.
      const name = `test_${randomBytes(6).toString('hex')}`;
      const client = new pg.Client(`${url}postgres`);
      await client.connect();
      try {
        await client.query(`create database ${name} template ${isEmpty ? 'template1' : template}`);
      } finally {
        await client.end();
      }
      return `${url}${name}`;
    },
  };
}
