import { untilBack } from '../../platform/database/database-away.js';
import { isCancelled, leaveUnfinished, pause } from './run-signals.js';

/** Tries again until the database is back: that it was away fails no run. */
export const patiently = <Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> =>
  untilBack(work, (milliseconds) => (signal.aborted && !isCancelled(signal) ? leaveUnfinished() : pause(milliseconds, signal)));
