import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { missingPostgresql } from '../../demo/providers/postgresql/programs.js';
import { type Database, type OpenDatabaseOptions, openDatabase } from '../../src/server/platform/database/open-database.js';
import { copyEmbeddedTemplate } from './embedded-template.js';
import { type PostgresqlServer, reachPostgresqlServer } from './postgresql-server.js';

// As in `nodeFlags`, for a file that is run alone.
setFlagsFromString('--liftoff-only');

type Kind = Database['kind'];

/** Where a database is, for tests that open it several times or in other processes. */
export type DatabasePlace = { readonly url: string } | { readonly dataDirectory: string };

export interface Databases {
  readonly kind: Kind;
  /** Opens a new database, or the one at `place`. Closed after the suite at the latest. */
  open(place?: DatabasePlace, options?: Omit<OpenDatabaseOptions, 'url' | 'dataDirectory'>): Promise<Database>;
  /** A new database that is not open yet, with the tables of a server and no row in them. */
  place(): Promise<DatabasePlace>;
  /** One without any table, as a server finds it at its first start. */
  emptyPlace(): Promise<DatabasePlace>;
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
  const place = async (isEmpty: boolean) => {
    const dataDirectory = await createTemporaryDirectory();
    if (!isEmpty) await copyEmbeddedTemplate(dataDirectory);
    return { dataDirectory };
  };
  suiteOn('embedded', 'on the embedded database', place, suite);
}

export function onPostgresql(suite: (databases: Databases) => void): void {
  const place = async (isEmpty: boolean) => ({ url: await (await postgresqlServer()).createDatabase(isEmpty) });
  suiteOn('postgresql', 'on PostgreSQL', place, suite);
}

type MakePlace = (isEmpty: boolean) => Promise<DatabasePlace>;

function suiteOn(kind: Kind, name: string, makePlace: MakePlace, suite: (databases: Databases) => void): void {
  const reason = reasonToSkip(kind);
  describe(name, () => {
    // A test of its own, since a suite that is skipped is counted nowhere.
    if (reason !== undefined) it(`does not run: ${reason}`, { skip: reason });
    else suite(openedIn(kind, makePlace));
  });
}

function openedIn(kind: Kind, makePlace: MakePlace): Databases {
  const opened: Database[] = [];
  after(async () => {
    for (const database of opened) await database.close();
  });
  const place = () => makePlace(false);
  return {
    kind,
    place,
    emptyPlace: () => makePlace(true),
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
  server ??= reachPostgresqlServer();
  return server;
}

function reasonToSkip(kind: Kind): string | undefined {
  const wanted = process.env['DATABASES'];
  if (wanted !== undefined && wanted !== 'embedded' && wanted !== 'postgresql') {
    throw new Error('DATABASES is "embedded", "postgresql" or not set');
  }
  if (wanted !== undefined && wanted !== kind) return `DATABASES=${wanted}`;
  return kind === 'postgresql' ? missingPostgresql() : undefined;
}
