import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Without which nothing of a cluster can be read. Where only the first is gone, PGlite would make a new database over the old one. */
const essential = ['PG_VERSION', 'global/pg_control', 'global/pg_filenode.map', 'base', 'pg_wal', 'pg_xact'];
/** Bytes of the file that says where the log begins (PostgreSQL, `PG_CONTROL_FILE_SIZE`). */
const controlSize = 8192;
/** A part of the log, which is as long as all others of its database: a power of two of megabytes (PostgreSQL, `wal_segment_size`). */
const segmentName = /^[0-9A-F]{24}$/;
const megabyte = 2 ** 20;

const sizeOf = async (path: string): Promise<number | undefined> => {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
};

export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** By which version of PostgreSQL a cluster, or one database of it, was made, as far as that can be read. */
export async function clusterVersion(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => '');
  return /^\d+\s*$/.test(text) ? text.trim() : undefined;
}

async function logFault(folder: string): Promise<string | undefined> {
  const segments = (await readdir(folder).catch(() => [])).filter((name) => segmentName.test(name));
  if (segments.length === 0) return 'pg_wal holds no part of the log';
  const sizes = new Set<number | undefined>();
  for (const name of segments) {
    const size = await sizeOf(join(folder, name));
    sizes.add(size);
    if (size === undefined || size < megabyte || !Number.isInteger(Math.log2(size)) || sizes.size > 1)
      return `pg_wal/${name} is cut off`;
  }
  return undefined;
}

async function databasesFault(folder: string, version: string): Promise<string | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d+$/.test(name));
  // The one that all are made from, and the one that holds what is ours.
  if (names.length < 2 || !names.includes('1')) return 'base holds no database';
  for (const name of names) {
    const own = await clusterVersion(join(folder, name));
    if (own === undefined) return `base/${name}/PG_VERSION names no version`;
    if (own !== version) return `base/${name} is of PostgreSQL ${own}, and the rest of ${version}`;
  }
  return undefined;
}

/**
 * What can be seen to be wrong with the files of a database before it is started: a start would change some of those that are left.
 *
 * @returns words, or `undefined`
 */
export async function clusterFault(cluster: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (const name of essential) if (!(await isThere(join(cluster, name)))) missing.push(name);
  if (missing.length > 0) return `${missing.join(', ')} is missing`;
  const version = await clusterVersion(cluster);
  if (version === undefined) return 'PG_VERSION names no version';
  if ((await sizeOf(join(cluster, 'global/pg_control'))) !== controlSize) return 'global/pg_control is cut off';
  return (await logFault(join(cluster, 'pg_wal'))) ?? (await databasesFault(join(cluster, 'base'), version));
}
