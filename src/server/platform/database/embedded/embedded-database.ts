import { mkdir, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../coded-error.js';
import { requirePGlite } from '../peers.js';
import { StoreError } from '../store-error.js';
import { clusterFault, clusterVersion, isThere } from './cluster-fault.js';
import { lockDirectory } from './directory-lock.js';
import { requireRoom } from './directory-room.js';
import { PGliteSession } from './pglite-session.js';
import { makeDatabase, PGliteThread } from './pglite-thread.js';

export interface EmbeddedDatabase {
  readonly session: PGliteSession;
  /** @param needed whether there must be as much as a start may take. @throws {StoreError} `disk_full` */
  requireRoom(needed: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the embedded database in `directory`, which no other process may use meanwhile.
 *
 * @throws {StoreError} `data_directory_in_use`, `database_damaged`, `database_failed`, `database_options_invalid`, `disk_full`, `peer_missing`
 */
export async function openEmbeddedDatabase(directory: string): Promise<EmbeddedDatabase> {
  await requirePGlite();
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new StoreError(
      'database_options_invalid',
      `dataDirectory (INTEGRATION_HUB_DATA): ${directory} is no folder, and none can be made there (${errorCode(cause)}): name one that this user may write to`,
      { cause },
    );
  });
  const home = await realpath(directory);
  const lock = await lockDirectory(home);
  try {
    // A start without room could write half of what it needs.
    const start = async () => {
      await requireRoom(home, true);
      return openCluster(home);
    };
    const session = new PGliteSession(await start(), { revive: start });
    return {
      session,
      requireRoom: (needed) => requireRoom(home, needed),
      async close() {
        try {
          await session.close();
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Made beside a cluster that is there: it is never alone. */
const keptBeside = 'vault.keys';

const damaged = (what: string, cause?: unknown): StoreError =>
  new StoreError(
    'database_damaged',
    `${what}. Put the whole data directory back from a backup, or move it away to begin with an empty database.`,
    { cause },
  );

async function openCluster(home: string): Promise<PGliteThread> {
  const cluster = join(home, 'postgresql');
  if (!(await isThere(cluster))) {
    if (await isThere(join(home, keptBeside)))
      throw damaged(`The database is gone from ${home}: ${keptBeside} is there, and the folder postgresql is not`);
    await createCluster(home, cluster);
    return PGliteThread.start(cluster);
  }
  const fault = await clusterFault(cluster);
  if (fault !== undefined) throw damaged(`The database in ${cluster} is damaged: ${fault}`);
  try {
    return await PGliteThread.start(cluster);
  } catch (cause) {
    const version = (await clusterVersion(cluster)) ?? '?';
    throw damaged(
      `The database in ${cluster} did not start, so that it may be damaged, or of another version of PostgreSQL than this server has (it is of ${version})`,
      cause,
    );
  }
}

/** A cluster is made beside its place and moved there when it is whole, so that a kill in between leaves nothing half-made. */
async function createCluster(home: string, cluster: string): Promise<void> {
  const unfinished = join(home, 'postgresql.new');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await makeDatabase(unfinished);
  await rename(unfinished, cluster);
}
