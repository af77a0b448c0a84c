import type { Log } from './log.js';

/** Work that goes on after its request was answered: waited for when the server stops, with what it begins itself. */
export class Background {
  readonly #log: Log;
  readonly #work = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #turns = new Map<string, Promise<void>>();
  #isStopping = false;
  #isStopped = false;

  constructor(log: Log) {
    this.#log = log;
  }

  run(name: string, work: () => Promise<void>): void {
    if (this.#isStopped) {
      this.#log.error('Work behind a request came after the end', { work: name });
      return;
    }
    const done = work()
      .catch((cause: unknown) => this.#log.error('Work behind a request failed', { work: name, cause }))
      .finally(() => this.#work.delete(done));
    this.#work.add(done);
  }

  /** Once, after `delay` milliseconds. Keeps no process alive: whatever must happen, the sweep does as well. */
  later(name: string, delay: number, work: () => Promise<void>): void {
    if (this.#isStopping) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.run(name, work);
    }, delay);
    timer.unref();
    this.#timers.add(timer);
  }

  /** One after the other for a name; what waits behind another turn is done after it, whatever became of that. */
  alone(name: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work);
    this.#turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    while (this.#work.size > 0) await Promise.all(this.#work);
    this.#isStopped = true;
  }
}
