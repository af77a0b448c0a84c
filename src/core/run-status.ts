import type { Run } from '../contract/run.js';

const over: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether a run has come to its end. */
export const isOver = (run: Pick<Run, 'status'>): boolean => over.has(run.status);
