import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { filesBelow } from './files-below.js';

/** What a part of the build was made from, and what it left: while both are as they were, it need not be made again. */
interface Stamp {
  readonly inputs: string;
  readonly outputs: Readonly<Record<string, number>>;
}

const stampFile = 'dist/.stamps.json';

const readStamps = (): Record<string, Stamp> =>
  existsSync(stampFile) ? (JSON.parse(readFileSync(stampFile, 'utf8')) as Record<string, Stamp>) : {};

/** A hash of the files named, and of all files below the folders named. */
export function hashOf(inputs: readonly string[]): string {
  const hash = createHash('sha256');
  const files = inputs
    .filter((path) => existsSync(path))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
  for (const path of files.sort()) hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

export function isFresh(part: string, inputs: string): boolean {
  const stamp = readStamps()[part];
  if (stamp?.inputs !== inputs) return false;
  return Object.entries(stamp.outputs).every(([path, size]) => existsSync(path) && statSync(path).size === size);
}

/** Forgets a part before it is made, so that a build which breaks off is not taken for a whole one. */
export function forget(part: string): readonly string[] {
  const stamps = readStamps();
  const outputs = Object.keys(stamps[part]?.outputs ?? {});
  delete stamps[part];
  if (existsSync(stampFile)) writeFileSync(stampFile, JSON.stringify(stamps));
  return outputs;
}

export function remember(part: string, inputs: string, outputs: readonly string[]): void {
  const sizes = Object.fromEntries(outputs.map((path) => [path, statSync(path).size]));
  writeFileSync(stampFile, JSON.stringify({ ...readStamps(), [part]: { inputs, outputs: sizes } }));
}

const lockFile = 'dist/.lock';

/** Whether a process of that id is there, be it another user's. */
export function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return code === 'EPERM';
    throw error;
  }
}

/** Two builds at a time (two tests, the demo and a test) would take each other's files away: the second waits, and finds all done. */
export async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  mkdirSync('dist', { recursive: true });
  for (;;) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = existsSync(lockFile) ? Number(readFileSync(lockFile, 'utf8')) : 0;
    // Empty for the moment between the file's making and its writing.
    if (owner > 0 && !isRunning(owner)) rmSync(lockFile, { force: true });
    else await pause(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}
