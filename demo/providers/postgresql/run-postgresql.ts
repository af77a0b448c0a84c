import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, rm, writeFile } from 'node:fs/promises';
import { type PostgresqlPlace, placePostgresql } from './programs.js';

export interface PostgresqlOptions {
  /** Where its files lie; where the user that it runs as cannot get there, they lie elsewhere, as `directory` of what is answered says. */
  readonly directory: string;
  readonly user: string;
  readonly password: string;
  /** Asked for when it is about to listen: between that and asking for a free one another process may take it. */
  readonly port: () => Promise<number>;
  readonly initdbFlags?: readonly string[];
  /** `name=value`. */
  readonly settings?: readonly string[];
}

export interface RunningPostgresql {
  readonly port: number;
  readonly directory: string;
  /** There was none in its directory before. */
  readonly isNew: boolean;
  stop(): Promise<void>;
}

/** Ends with a reason that names what the program said last. */
const failed = (program: string, said: readonly string[], cause?: unknown): Error =>
  new Error(`${program} did not work: ${said.join('').trim().split('\n').slice(-3).join(' ') || String(cause)}`, { cause });

/** In words that do not depend on this machine's language: what it says is read. */
const start = (program: string, args: readonly string[], { owner, directory }: PostgresqlPlace): ChildProcess =>
  spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Where it was started it may not be allowed to be.
    cwd: directory,
    env: { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' },
    ...owner,
  });

function listenTo(child: ChildProcess): string[] {
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: unknown) => {
      said.push(String(chunk));
      if (said.length > 50) said.shift();
    });
  return said;
}

async function initialise(place: PostgresqlPlace, { user, password, initdbFlags = [] }: PostgresqlOptions): Promise<void> {
  const file = `${place.directory}-${randomBytes(6).toString('hex')}.password`;
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  try {
    if (place.owner !== undefined) await chown(file, place.owner.uid, place.owner.gid);
    const flags = ['--pgdata', place.directory, '--username', user, '--pwfile', file, '--auth=scram-sha-256'];
    const child = start(place.initdb, [...flags, '--encoding=UTF8', '--no-locale', ...initdbFlags], place);
    const said = listenTo(child);
    const [code] = (await once(child, 'close').catch((cause: unknown) => {
      throw failed('initdb', said, cause);
    })) as [number | null];
    if (code !== 0) throw failed('initdb', said, `it ended with ${code}`);
  } finally {
    await rm(file, { force: true });
  }
}

function ready(child: ChildProcess): Promise<void> {
  const said = listenTo(child);
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: unknown) => {
      if (String(chunk).includes('ready to accept connections')) resolve();
    });
    child.once('error', (cause) => reject(failed('postgres', said, cause)));
    child.once('close', (code) => reject(failed('postgres', said, `it ended with ${code}`)));
  });
}

/** Starts a real PostgreSQL of this machine's own, on loopback. It ends with this process. @throws Error that says why there is none */
export async function runPostgresql(options: PostgresqlOptions): Promise<RunningPostgresql> {
  const place = await placePostgresql(options.directory);
  if (place.isNew) await initialise(place, options);
  const port = await options.port();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...(options.settings ?? [])];
  const child = start(
    place.postgres,
    ['-D', place.directory, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    place,
  );
  const end = (): boolean => child.kill('SIGINT');
  process.once('exit', end);
  await ready(child);
  return {
    port,
    directory: place.directory,
    isNew: place.isNew,
    async stop() {
      process.removeListener('exit', end);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      end();
      await closed;
    },
  };
}
