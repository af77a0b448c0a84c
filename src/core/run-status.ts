import type { HubEvent } from '../contract/event.js';
import type { Run } from '../contract/run.js';

const over: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether a run has come to its end. */
export const isOver = (run: Pick<Run, 'status'>): boolean => over.has(run.status);

/** Whether an event tells of a run at work, and of nothing else. A status that only a newer backend knows may be anything. */
export const isProgress = ({ type, status }: HubEvent): boolean =>
  type === 'run.changed' && (status === 'queued' || status === 'running');
