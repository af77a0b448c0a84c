import { mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { requirePGlite } from '../peers.js';
import { lockDirectory } from './directory-lock.js';
import { PGliteThread } from './pglite-thread.js';

export interface EmbeddedDatabase {
  readonly thread: PGliteThread;
  close(): Promise<void>;
}

/**
 * Opens the embedded database in `directory`, which no other process may use meanwhile.
 *
 * @throws {StoreError} `data_directory_in_use`, `database_failed`, `peer_missing`
 */
export async function openEmbeddedDatabase(directory: string): Promise<EmbeddedDatabase> {
  await requirePGlite();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const home = await realpath(directory);
  const lock = await lockDirectory(home);
  try {
    const thread = await PGliteThread.start(await createdCluster(home));
    return {
      thread,
      async close() {
        try {
          await thread.close();
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

/** A cluster is made beside its place and moved there when it is whole, so that a kill in between leaves nothing half-made. */
async function createdCluster(home: string): Promise<string> {
  const cluster = join(home, 'postgresql');
  const exists = await stat(cluster).then(
    () => true,
    () => false,
  );
  if (exists) return cluster;
  const unfinished = join(home, 'postgresql.new');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const thread = await PGliteThread.start(unfinished);
  await thread.close();
  await rename(unfinished, cluster);
  return cluster;
}
