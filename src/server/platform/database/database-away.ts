import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../coded-error.js';

const firstPause = 50;
const longestPause = 1000;
/** Longer than a database takes to start again, in milliseconds. */
const longestPatience = 60_000;

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

/** Writes what nobody can ask for once more: tries again until the database is back, for a minute unless told otherwise. */
export async function surely<Result>(write: () => Promise<Result>, patience = longestPatience): Promise<Result> {
  const until = performance.now() + patience;
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    try {
      return await write();
    } catch (cause) {
      if (!isDatabaseAway(cause) || performance.now() > until) throw cause;
    }
    await pause(wait);
  }
}
