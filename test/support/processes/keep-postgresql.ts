import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type RunningPostgresql, runPostgresql } from '../../../demo/providers/postgresql/run-postgresql.js';
import { makeTables } from '../migrated-database.js';

/** Keeps a PostgreSQL until whoever started it is gone, however it went: its end closes our input. Prints where it is. */
const [, , connections = '', template = ''] = process.argv;
const gone = once(process.stdin.resume(), 'close');
// Nobody is left to be told where it is.
process.stdout.on('error', () => undefined);

const password = randomBytes(16).toString('hex');
const settings = [
  `max_connections=${connections}`,
  // Nothing of it outlives the tests, and no database of it the file that made it: nothing is written twice or tidied.
  ...['fsync=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_wal_size=256MB', 'autovacuum=off'],
];

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port'))));
    });
  });
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client(`${url}postgres`);
  await client.connect();
  try {
    await client.query(`create database ${template}`);
    await makeTables({ url: `${url}${template}` });
    // What nobody can connect to is copied whenever one likes.
    await client.query(`alter database ${template} with is_template true allow_connections false`);
  } finally {
    await client.end();
  }
}

let server: RunningPostgresql | undefined;
try {
  server = await runPostgresql({
    // Not inside a directory of ours: the server runs as another user when we are root.
    directory: join(tmpdir(), `integration-hub-postgresql-${randomBytes(6).toString('hex')}`),
    user: 'postgres',
    password,
    port: freePort,
    initdbFlags: ['--no-sync'],
    settings,
  });
  const url = `postgres://postgres:${password}@127.0.0.1:${server.port}/`;
  await makeTemplate(url);
  console.log(url);
  await gone;
} catch (cause) {
  console.error('PostgreSQL did not start:', cause);
  process.exitCode = 1;
}
await server?.stop();
if (server !== undefined) rmSync(server.directory, { recursive: true, force: true });
process.exit();
