import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Megabytes of all processes of `npm start` together, at most; the first start unpacks a database besides. */
const most = { first: 700, again: 600 };
const port = 5600;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}

/** Megabytes that a process and those that it started hold. */
function residentOf(root: number): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const [, parent] = /\) \S (\d+)/.exec(read(`/proc/${name}/stat`)) ?? [];
    if (parent !== undefined) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  let kilobytes = 0;
  const left = [root];
  for (const id of left) {
    kilobytes += Number(/VmRSS:\s*(\d+)/.exec(read(`/proc/${id}/status`))?.[1] ?? 0);
    left.push(...(children.get(id) ?? []));
  }
  return kilobytes / 1024;
}

/** The most that it held until some seconds after it was ready, looked at ten times a second. */
async function peakOf(directory: string): Promise<number> {
  const demo = spawn('npm', ['start', '--silent'], {
    env: { ...process.env, DEMO_DATA: directory, DEMO_PORT: `${port}` },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const { pid } = demo;
  if (pid === undefined) throw new Error('npm did not start');
  // npm ends before what it started.
  const ended = once(demo.stdout, 'close');
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, residentOf(pid));
  }, 100);
  try {
    await new Promise<void>((resolve, reject) => {
      demo.stdout.on('data', (chunk) => String(chunk).includes('Ready in') && resolve());
      demo.once('exit', () => reject(new Error('The demo has ended')));
    });
    await new Promise((resolve) => setTimeout(resolve, 5000));
    return peak;
  } finally {
    clearInterval(look);
    if (demo.exitCode === null) process.kill(-pid, 'SIGTERM');
    await ended;
  }
}

/** @throws Error where `npm start` takes more memory than it may */
export async function checkDemoMemory(): Promise<string> {
  if (!existsSync('/proc/self/status')) return 'memory is not measured here';
  const directory = await mkdtemp(join(tmpdir(), 'integration-hub-demo-'));
  // As root, PostgreSQL runs as somebody else.
  await chmod(directory, 0o755);
  try {
    const first = await peakOf(directory);
    const again = await peakOf(directory);
    const report = `${again.toFixed(0)} MB at its most, ${first.toFixed(0)} MB where it makes its database`;
    if (first > most.first || again > most.again) throw new Error(`${report}: too much`);
    return report;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
