import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../coded-error.js';
import { StoreError } from '../store-error.js';

const NAME = 'room.new';
const WRITTEN = 64 * 1024;
/** The next piece of the write-ahead log, and a little. Where it cannot be made, the database ends itself. */
const NEEDED = 17 * 1024 * 1024;

/**
 * Tries whether there is room in a directory, by a small file and by what the system says is free.
 *
 * @param needed whether there must be as much as a start may take
 * @throws {StoreError} `disk_full`
 */
export async function requireRoom(directory: string, needed: boolean): Promise<void> {
  const full = (cause?: unknown): StoreError =>
    new StoreError('disk_full', `There is no room on the disk of ${directory}. Free some of it: nothing is lost.`, { cause });
  const { bavail, bsize } = await statfs(directory);
  if (needed && bavail * bsize < NEEDED) throw full();
  const path = join(directory, NAME);
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(new Uint8Array(WRITTEN));
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(cause))) throw full(cause);
    throw cause;
  } finally {
    await rm(path, { force: true });
  }
}
