import type { Connection } from '../../contract/connection.js';
import type { HubEvent } from '../../contract/event.js';
import { createLateWork } from '../late-work.js';
import { isProgress } from '../run-status.js';
import type { Progress } from './progress.js';

interface Followed {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  find(widget: string, connection: string): Connection | undefined;
  replace(widget: string, connection: Connection): void;
  readHub(): Promise<void>;
  manage(widget: string, connection: string): { reread(): Promise<void>; look(): void };
}

/** Brings the hub up to date with what the stream tells: how far runs are, and what is to be read again. */
export function createEventFollower({ signal, progress, find, replace, readHub, manage }: Followed) {
  const listeners = new Set<(event: HubEvent) => void>();
  const later = createLateWork(signal);
  /** Runs that no reading had named when they were heard of: each has been asked for. */
  const strangers = new Set<string>();

  /** False where it tells of a run that is not held as being at work: that is asked for, once. */
  const isTaken = ({ widget = '', run = '', progress: told }: HubEvent, held: Connection | undefined): boolean => {
    if (held?.activeRuns.some(({ id }) => id === run) === true) {
      const next = progress.hear(held, run, told);
      if (next !== held) replace(widget, next);
      return true;
    }
    const wasAskedFor = strangers.has(run);
    strangers.add(run);
    return wasAskedFor;
  };

  const tell = (event: HubEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  return {
    tell,
    follow(event: HubEvent): void {
      tell(event);
      if (event.type === 'history.added') return;
      const { widget, connection } = event;
      const isNamed = widget !== undefined && connection !== undefined;
      const held = isNamed ? find(widget, connection) : undefined;
      if (isProgress(event) && isTaken(event, held)) return;
      if (!isNamed || held === undefined) return later(readHub);
      const { look, reread } = manage(widget, connection);
      if (event.type === 'authorization.changed') later(look);
      later(reread);
    },
    listen(listener: (event: HubEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
