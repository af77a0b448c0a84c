import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { nodeArguments } from './node-arguments.js';

/** Another process of Node that runs a TypeScript file of the tests. */
export interface TestProcess {
  readonly pid: number;
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** The exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals>;
  send(line: string): void;
  kill(signal: NodeJS.Signals): void;
}

export function startProcess(file: URL, ...parameters: string[]): TestProcess {
  const child: ChildProcess = spawn(process.execPath, [...nodeArguments(file), ...parameters], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { pid, stdin, stdout } = child;
  if (pid === undefined || !stdin || !stdout) throw new Error(`${file} did not start`);
  const lines: string[] = [];
  createInterface({ input: stdout }).on('line', (line) => lines.push(line));
  // `close`, not `exit`: everything that it printed has arrived.
  const exit = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { pid, lines, exit, send: (line) => stdin.write(`${line}\n`), kill: (signal) => child.kill(signal) };
}
