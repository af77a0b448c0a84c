import type { Log } from './log.js';

/** Work that goes on after its request was answered: waited for when the server stops, with what it begins itself. */
export class Background {
  readonly #log: Log;
  readonly #work = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isStopping = false;
  #isStopped = false;

  constructor(log: Log) {
    this.#log = log;
  }

  run(name: string, work: () => Promise<void>): void {
    if (this.#isStopped) {
      this.#log.error('Work behind a sign-in came after the end', { work: name });
      return;
    }
    const done = work()
      .catch((cause: unknown) => this.#log.error('Work behind a sign-in failed', { work: name, cause }))
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

  /** Again and again, `interval` milliseconds after the turn before has ended. */
  repeat(name: string, interval: number, work: () => Promise<void>): void {
    this.later(name, interval, async () => {
      try {
        await work();
      } finally {
        this.repeat(name, interval, work);
      }
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    while (this.#work.size > 0) await Promise.all(this.#work);
    this.#isStopped = true;
  }
}
