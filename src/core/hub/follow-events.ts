import type { Connection } from '../../contract/connection.js';
import type { HubEvent } from '../../contract/event.js';
import type { Clock } from '../clock.js';
import { createLateWork } from '../late-work.js';
import { isProgress } from '../run-status.js';
import { createProgress, type Progress } from './progress.js';

interface Followed {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** How many readings have begun. */
  readings(): number;
  find(widget: string, connection: string): Connection | undefined;
  replace(widget: string, connection: Connection): void;
  readHub(): Promise<void>;
  manage(widget: string, connection: string): { reread(): Promise<void>; look(): void };
}

/** Brings the hub up to date with what the stream tells. Comes with the stream, after the first cards. */
export interface EventFollower extends Pick<Progress, 'keep'> {
  follow(event: HubEvent): void;
}

export function createEventFollower({ signal, clock, readings, find, replace, readHub, manage }: Followed): EventFollower {
  const { hear, keep } = createProgress(readings);
  // Where much happens, a page asks less than once in two seconds, and for everything rather than for each.
  const later = createLateWork(signal, { clock, burst: 6, every: 3000, instead: { many: 3, work: readHub } });
  const lookLater = createLateWork(signal, { clock, burst: 6, every: 3000 });
  /** Runs that no reading had named when they were heard of: each has been asked for. */
  const strangers = new Set<string>();

  /** False where it tells of a run that is not held as being at work: that is asked for, once. */
  const isTaken = ({ widget = '', run = '', progress }: HubEvent, held: Connection | undefined): boolean => {
    if (held?.activeRuns.some(({ id }) => id === run) === true) {
      const next = hear(held, run, progress);
      if (next !== held) replace(widget, next);
      return true;
    }
    const wasAskedFor = strangers.has(run);
    strangers.add(run);
    return wasAskedFor;
  };

  return {
    keep,
    follow(event) {
      if (event.type === 'history.added') return;
      const { widget, connection } = event;
      const isNamed = widget !== undefined && connection !== undefined;
      const held = isNamed ? find(widget, connection) : undefined;
      if (isProgress(event) && isTaken(event, held)) return;
      if (!isNamed || held === undefined) return later(readHub);
      const { look, reread } = manage(widget, connection);
      if (event.type === 'authorization.changed') lookLater(look);
      later(reread);
    },
  };
}
