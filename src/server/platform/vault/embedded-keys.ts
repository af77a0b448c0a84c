import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { givenUp, parseKeys, VaultError, type VaultKey } from './vault.js';

const FILE = 'vault.keys';
const OWNER_ONLY = 0o600;

/**
 * The vault's keys of an embedded database: read from its data directory, or made there on the first start, readable by the owner alone.
 * Call it while the database is open, so that no other process makes some too.
 *
 * @param sealing the names of the keys that sealed what the database holds: where there are some, none are made in their place
 * @throws {VaultError} `vault_keys_invalid` when the file was damaged, `vault_keys_missing` when it is gone
 */
export async function embeddedKeys(
  dataDirectory: string,
  sealing: () => Promise<readonly string[]>,
): Promise<{ readonly keys: readonly VaultKey[]; readonly created: boolean }> {
  const path = join(dataDirectory, FILE);
  const text = await read(path);
  if (text !== undefined) {
    await chmod(path, OWNER_ONLY);
    return { keys: keysIn(path, text), created: false };
  }
  const needed = await sealing();
  if (needed.length > 0) {
    throw new VaultError(
      'vault_keys_missing',
      `The keys that sealed the credentials of this database are missing: ${path} is not there (it held ${needed.join(', ')}). ` +
        `Put the file back from a backup. ${givenUp(needed)}`,
    );
  }
  // The id is new as well: what an earlier key sealed is then said to need that key, not to be damaged.
  const made = `${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;
  await writeWhole(path, `${made}\n`);
  return { keys: parseKeys(made), created: true };
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function keysIn(path: string, text: string): readonly VaultKey[] {
  try {
    return parseKeys(text);
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    throw new VaultError(
      cause.code,
      `${path} is empty or was damaged: ${cause.message}. Put the file back from a backup. ` +
        'If there is no copy any more, remove it: the next start says which keys it held, and how to go on without them.',
    );
  }
}

/** A key that is only half on the disk would be the loss of everything sealed with it. */
async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.new`;
  const file = await open(unfinished, 'w', OWNER_ONLY);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}
