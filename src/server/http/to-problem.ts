import { problemOf } from '../hub/services/problem-of.js';
import { errorCode } from '../platform/coded-error.js';
import { isDatabaseAway } from '../platform/database/database-away.js';
import { isNoRoom } from '../platform/database/disk-room.js';
import { StoreError } from '../platform/database/store-error.js';
import type { Log } from '../platform/log.js';
import { ProblemError } from '../platform/problem-error.js';

/** A text that the database cannot hold: what no schema has refused is the request's fault all the same. */
const unstorable = /^(?:22021|22P05)$/;

function isUnavailable(cause: unknown): boolean {
  if (cause instanceof StoreError) return cause.code !== 'outside_transaction';
  return isDatabaseAway(cause) || (cause instanceof Error && cause.message.startsWith('Cannot use a pool after'));
}

export interface FailedRequest {
  readonly reference: string;
  readonly operation: string | undefined;
  readonly signal: AbortSignal;
}

/** The one place that turns what was thrown into what is answered, and writes it into the log, once. */
export function toProblem(cause: unknown, { reference, operation, signal }: FailedRequest, log: Log): ProblemError {
  const fields = { reference, operation, cause };
  const known = cause instanceof ProblemError || !signal.aborted ? problemOf(cause) : undefined;
  if (known !== undefined) {
    if (known.status >= 500) log.warn('A request was answered with a problem', { ...fields, problem: known.code });
    else log.debug('A request was refused', { reference, operation, problem: known.code });
    return known;
  }
  if (signal.aborted) {
    log.debug('A request was given up by its caller', { reference, operation });
    return new ProblemError('unavailable', { cause });
  }
  if (isNoRoom(cause)) {
    log.error('The disk of the database is full', fields);
    return new ProblemError('unavailable', { detail: 'The disk of the database is full', cause, retryAfter: 10 });
  }
  if (isUnavailable(cause)) {
    log.error('The database did not answer', fields);
    return new ProblemError('unavailable', { cause, retryAfter: 2 });
  }
  if (unstorable.test(errorCode(cause))) {
    log.warn('A request holds a text that cannot be stored', fields);
    return new ProblemError('invalid_request', { cause });
  }
  log.error('A request failed', fields);
  return new ProblemError('internal', { cause });
}
