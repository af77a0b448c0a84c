import { errorCode } from '../coded-error.js';
import { StoreError } from './store-error.js';

const commands = {
  embedded: 'npm install @electric-sql/pglite pg',
  postgresql: 'npm install pg',
} as const;

/** Loads an optional peer dependency, or says the one command that installs what is missing. */
export async function loadPeer<Module>(name: string, load: () => Promise<Module>, command: string): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const isMissing = errorCode(cause) === 'ERR_MODULE_NOT_FOUND' && String(cause).includes(`'${name}'`);
    if (!isMissing) throw cause;
    throw new StoreError('peer_missing', `The database needs the package ${name}. Run: ${command}`, { cause });
  }
}

/** @throws {StoreError} `peer_missing` */
export function loadPg(kind: keyof typeof commands): Promise<typeof import('pg')> {
  return loadPeer('pg', () => import('pg'), commands[kind]);
}

/** The thread imports PGlite itself: this only makes sure that it can. @throws {StoreError} `peer_missing` */
export async function requirePGlite(): Promise<void> {
  const name = '@electric-sql/pglite';
  await loadPeer(name, async () => import.meta.resolve(name), commands.embedded);
}
