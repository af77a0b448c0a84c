import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { nodeArguments } from '../../support/node-arguments.js';
import { until } from '../../support/until.js';

const startTime = 180_000;
const answerTime = 10_000;

/** A process of the demo, with everything that it has said. It ends with the process that started it. */
export class DemoProcess {
  readonly output: string[] = [];
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #answers = 0;

  constructor(script: string, parameters: readonly string[], environment: Readonly<Record<string, string>>) {
    this.#name = script;
    this.#child = spawn(process.execPath, [...nodeArguments(new URL(script, import.meta.url)), ...parameters], {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.output.push(line));
    }
    // Writing to one that was killed is no news.
    this.#child.stdin?.on('error', () => undefined);
    this.#closed = once(this.#child, 'close');
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The first line that begins with `start`. @throws {Error} with what it said, when it ended before */
  line(start: string): Promise<string> {
    return this.#find(() => this.output.find((line) => line.startsWith(start)), startTime);
  }

  /** Sends a command and answers its answer, a line of JSON. One at a time. */
  async ask(command: Readonly<Record<string, unknown>>): Promise<unknown> {
    const position = this.#answers;
    this.#answers += 1;
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
    const line = await this.#find(() => this.output.filter((text) => text.startsWith('{"answer"'))[position], answerTime);
    return (JSON.parse(line) as { answer: unknown }).answer;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#hasEnded) this.#child.kill(signal);
    await this.#closed;
  }

  async #find(find: () => string | undefined, timeout: number): Promise<string> {
    const found = await until(() => find() ?? (this.#hasEnded ? 'ended' : undefined), {
      timeout,
      message: `${this.#name} kept its answer to itself`,
    });
    if (found === 'ended') throw new Error(`${this.#name} ended:\n${this.output.slice(-40).join('\n')}`);
    return found;
  }
}
