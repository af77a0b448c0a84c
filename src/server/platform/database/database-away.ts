import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../coded-error.js';

/** Between two tries, in milliseconds; it grows. */
const firstPause = 50;
const longestPause = 2000;

/**
 * The database cannot be reached, is shutting down, or has no disk, memory or connection to spare (PostgreSQL, appendix A). Nothing of what was
 * asked is wrong.
 */
const codes =
  /^(?:08...|53...|57P0[123]|58030|ENOSPC|EDQUOT|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** As node-postgres says it, without a code. */
const words = /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether the same may succeed later, since it failed for the database's sake. */
export function isDatabaseAway(cause: unknown): boolean {
  return codes.test(errorCode(cause)) || (cause instanceof Error && words.test(cause.message));
}

/** Tries again until the database is back. @param pausing waits for so many milliseconds; where it throws, nothing is tried any more */
export async function untilBack<Result>(
  work: () => Promise<Result>,
  pausing: (milliseconds: number, cause: unknown) => Promise<void>,
): Promise<Result> {
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    try {
      return await work();
    } catch (cause) {
      if (!isDatabaseAway(cause)) throw cause;
      await pausing(wait, cause);
    }
  }
}

/** Writes what nobody can ask for once more, for so many milliseconds. */
export function surely<Result>(write: () => Promise<Result>, patience: number): Promise<Result> {
  const until = performance.now() + patience;
  return untilBack(write, async (milliseconds, cause) => {
    if (performance.now() > until) throw cause;
    await pause(milliseconds);
  });
}
