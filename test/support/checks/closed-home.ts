import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { portsFrom } from '../../../demo/addresses.js';

const port = 5700;
/** What a clone does not bring. */
const notCloned = ['node_modules', 'dist', '.git', '.data', 'coverage', 'test-results'];
const run = promisify(execFile);

/** What somebody who sees it for the first time would ask about. */
function requireCalm(command: string, said: string): void {
  const odd = said
    .split('\n')
    .find((line) => /warn|deprecat|EACCES|EBADENGINE|unsupported/i.test(line) && !line.includes('vault.keys'));
  if (odd !== undefined) throw new Error(`${command} says: ${odd}`);
}

/** What `npm start` prints until it is ready; it is stopped then. */
async function started(folder: string): Promise<string> {
  const demo = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...process.env, DEMO_PORT: String(portsFrom({ DEMO_PORT: String(port) }).host) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = demo;
  if (pid === undefined) throw new Error('npm did not start');
  const ended = once(demo.stdout, 'close');
  let said = '';
  for (const stream of [demo.stdout, demo.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  try {
    await new Promise<void>((done, fail) => {
      demo.stdout.on('data', () => /Ready in .*\n/.test(said) && done());
      demo.once('exit', () => fail(new Error(`npm start has ended:\n${said}`)));
    });
    return said;
  } finally {
    if (demo.exitCode === null) process.kill(-pid, 'SIGTERM');
    await ended;
  }
}

/**
 * The two commands of the README as root, below a home that nobody else may enter: what a container has. PostgreSQL refuses to be root,
 * and whom it runs as cannot get there.
 *
 * @throws Error where one of them fails, or says what would worry
 */
export async function checkClosedHome(): Promise<string> {
  if (process.getuid?.() !== 0) return 'not root here: PostgreSQL runs as whoever calls it';
  const home = await mkdtemp(join(tmpdir(), 'integration-hub-home-'));
  const folder = join(home, 'integration-hub');
  let outside: string | undefined;
  try {
    await chmod(home, 0o700);
    await cp('.', folder, {
      recursive: true,
      filter: (path) => !notCloned.includes(relative('.', path)),
    });
    const { stdout, stderr } = await run('npm', ['ci', '--prefer-offline'], { cwd: folder });
    requireCalm('npm ci', stdout + stderr);
    const said = await started(folder);
    requireCalm('npm start', said);
    outside = /that of PostgreSQL in (\S+?)\. Ctrl-C/.exec(said)?.[1];
    if (!/PostgreSQL +host 127\.0\.0\.1/.test(said) || outside === undefined)
      throw new Error(`PostgreSQL does not run:\n${said}`);
    // As `npm test` runs them.
    await run(process.execPath, ['--import', 'tsx', 'test/support/node-tests.ts', 'database/open-database'], {
      cwd: folder,
      env: { ...process.env, DATABASES: 'postgresql', TEST_POSTGRESQL_SERVER: '' },
    }).catch((cause: { readonly stdout?: string }) => {
      throw new Error(`The tests on PostgreSQL fail there:\n${cause.stdout ?? String(cause)}`);
    });
    return `npm ci and npm start say nothing that worries, ${(await readdir(resolve(outside))).length} files of PostgreSQL lie outside`;
  } finally {
    await rm(home, { recursive: true, force: true });
    if (outside !== undefined) await rm(outside, { recursive: true, force: true });
  }
}
