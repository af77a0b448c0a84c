import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../platform/coded-error.js';

/** Keys that `serve` makes for a server on this machine, so that it starts without any set-up. */
export interface LocalKeys {
  readonly session: { readonly kid: string; readonly algorithm: 'HS256'; readonly secret: string };
  readonly admin: { readonly kid: string; readonly algorithm: 'HS256'; readonly secret: string };
}

const fileIn = (dataDirectory: string): string => join(dataDirectory, 'signing-keys.json');

/** Those that were made earlier. */
export async function readLocalKeys(dataDirectory: string): Promise<LocalKeys | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(dataDirectory), 'utf8')) as LocalKeys;
  } catch (cause) {
    // What is wrong with the place is said by who opens the database in it.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(cause))) return undefined;
    throw cause;
  }
}

/** Those that were made earlier, or new ones. @returns also what keeps new ones, readable by their owner alone, and answers where */
export async function localKeys(
  dataDirectory: string,
): Promise<{ readonly keys: LocalKeys; readonly keep: (() => Promise<string>) | undefined }> {
  const known = await readLocalKeys(dataDirectory);
  if (known !== undefined) return { keys: known, keep: undefined };
  const secret = (): string => randomBytes(32).toString('base64url');
  const keys: LocalKeys = {
    session: { kid: 'local-session', algorithm: 'HS256', secret: secret() },
    admin: { kid: 'local-admin', algorithm: 'HS256', secret: secret() },
  };
  return { keys, keep: () => write(fileIn(dataDirectory), keys) };
}

async function write(file: string, keys: LocalKeys): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(keys, undefined, 2)}\n`);
  } finally {
    await handle.close();
  }
  return file;
}
