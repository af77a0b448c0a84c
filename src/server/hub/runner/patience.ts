import { isDatabaseAway } from '../../platform/database/database-away.js';
import { isCancelled, leaveUnfinished, pause } from './run-signals.js';

const firstPause = 100;
const longestPause = 2000;

/** Tries again until the database is back: that it was away fails no run. */
export async function patiently<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    try {
      return await work();
    } catch (cause) {
      if (!isDatabaseAway(cause)) throw cause;
    }
    if (signal.aborted && !isCancelled(signal)) return leaveUnfinished();
    await pause(wait, signal);
  }
}
