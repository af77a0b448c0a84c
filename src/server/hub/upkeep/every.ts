import type { Background } from '../../platform/background.js';
import type { Log } from '../../platform/log.js';

export interface Job {
  readonly name: string;
  /** Milliseconds between the end of one turn and the beginning of the next. */
  readonly interval: number;
  work(): Promise<void>;
}

/** A job that is done where a look finds something for it. */
export interface NeededJob<Need extends string> {
  readonly name: string;
  readonly need: Need;
  work(): Promise<void>;
}

/**
 * One look for the work of several jobs, each of which goes on by itself and overtakes itself never. Where the look fails, all of them
 * look for themselves.
 */
export function whereNeeded<Need extends string>(
  { background, log }: { readonly background: Background; readonly log: Log },
  look: () => Promise<Readonly<Record<Need, boolean>>>,
  jobs: readonly NeededJob<Need>[],
): () => Promise<void> {
  const underWay = new Set<string>();
  const begin = ({ name, work }: NeededJob<Need>): void => {
    underWay.add(name);
    background.run(name, async () => {
      try {
        await work();
      } catch (cause) {
        log.warn('A job of the upkeep failed', { job: name, cause });
      } finally {
        underWay.delete(name);
      }
    });
  };
  return async () => {
    const found = await look().catch((cause: unknown) => {
      log.warn('What is to be done could not be looked for', { cause });
      return undefined;
    });
    for (const job of jobs) if ((found === undefined || found[job.need]) && !underWay.has(job.name)) begin(job);
  };
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
