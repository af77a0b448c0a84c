import type { Connection } from '../../contract/connection.js';
import type { Run, RunProgress } from '../../contract/run.js';
import { same } from '../same.js';

/** Surely told earlier. Another total is another part of the work, and begins anew. */
const isBehind = (one: RunProgress | undefined, other: RunProgress | undefined): boolean =>
  one === undefined ? other !== undefined : other !== undefined && one.total === other.total && one.done < other.done;

const withRuns = (connection: Connection, change: (run: Run) => Run): Connection => {
  const activeRuns = connection.activeRuns.map(change);
  return activeRuns.every((run, index) => run === connection.activeRuns[index]) ? connection : { ...connection, activeRuns };
};

const withProgress = (run: Run, progress: RunProgress | undefined): Run =>
  progress === undefined || same(run.progress, progress) ? run : { ...run, progress };

/**
 * How far runs are: told by events, which carry no date, beside what is read. Events may be replayed after newer readings, and readings
 * may be overtaken by events: neither takes the figures back.
 */
export interface Progress {
  /** What an event tells of a run that is held as being at work. */
  hear(held: Connection, run: string, told: RunProgress | undefined): Connection;
  /** A reading over what is held: what an event told since the reading began stays. @param began how many had begun with it */
  keep(held: Connection | undefined, read: Connection, began: number): Connection;
}

/** @param readings how many have begun */
export function createProgress(readings: () => number): Progress {
  /** How many readings had begun when an event told of a run last. */
  const heard = new Map<string, number>();
  return {
    hear: (held, id, told) =>
      withRuns(held, (run) => {
        if (run.id !== id || isBehind(told, run.progress)) return run;
        heard.set(id, readings());
        return withProgress(run, told);
      }),
    keep: (held, read, began) =>
      withRuns(read, (run) => {
        const known = held?.activeRuns.find(({ id }) => id === run.id)?.progress;
        return (heard.get(run.id) ?? -1) < began || isBehind(known, run.progress) ? run : withProgress(run, known);
      }),
  };
}
