import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Readable by their owner alone. */
export async function localKeys(
  dataDirectory: string,
): Promise<{ readonly keys: LocalKeys; readonly file: string; readonly created: boolean }> {
  const file = fileIn(dataDirectory);
  const known = await readLocalKeys(dataDirectory);
  if (known !== undefined) return { keys: known, file, created: false };
  const secret = (): string => randomBytes(32).toString('base64url');
  const keys: LocalKeys = {
    session: { kid: 'local-session', algorithm: 'HS256', secret: secret() },
    admin: { kid: 'local-admin', algorithm: 'HS256', secret: secret() },
  };
  await mkdir(dataDirectory, { recursive: true });
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(keys, undefined, 2)}\n`);
  } finally {
    await handle.close();
  }
  return { keys, file, created: true };
}
