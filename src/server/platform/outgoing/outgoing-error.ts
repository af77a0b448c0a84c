export type OutgoingErrorCode = 'blocked' | 'unreachable' | 'timed_out' | 'too_large' | 'too_many_redirects' | 'unsafe_redirect';

/** A request to another server that was not made, or whose answer was not taken. Names the host, never the rest of the URL. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';
  readonly code: OutgoingErrorCode;

  constructor(code: OutgoingErrorCode, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
