import { CodedError } from '../coded-error.js';

export type OutgoingErrorCode = 'blocked' | 'unreachable' | 'timed_out' | 'too_large' | 'too_many_redirects' | 'unsafe_redirect';

/** A request to another server that was not made, or whose answer was not taken. Names the host, never the rest of the URL. */
export class OutgoingError extends CodedError<OutgoingErrorCode> {
  override readonly name = 'OutgoingError';

  constructor(code: OutgoingErrorCode, detail: string, cause?: unknown) {
    super(code, `${code}: ${detail}`, cause);
  }
}
