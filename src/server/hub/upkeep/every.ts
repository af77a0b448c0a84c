import type { Background } from '../../platform/background.js';
import type { Log } from '../../platform/log.js';

export interface Job {
  readonly name: string;
  /** Milliseconds between the end of one turn and the beginning of the next. */
  readonly interval: number;
  work(): Promise<void>;
}

/** Does each job again and again, by itself: one that fails is logged and takes its next turn, and stops no other. */
export function every(background: Background, log: Log, jobs: readonly Job[]): void {
  const turn = ({ name, interval, work }: Job): void =>
    background.later(name, interval, async () => {
      try {
        await work();
      } catch (cause) {
        log.warn('A job of the upkeep failed', { job: name, cause });
      }
      turn({ name, interval, work });
    });
  for (const job of jobs) turn(job);
}
