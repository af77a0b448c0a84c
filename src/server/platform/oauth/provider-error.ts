import { CodedError } from '../coded-error.js';
import { plainText } from '../plain-text.js';

export type ProviderErrorCode = 'grant_dead' | 'provider_error' | 'provider_unreachable';

/** What a provider answered instead of tokens. Holds nothing secret. */
export class ProviderError extends CodedError<ProviderErrorCode> {
  override readonly name = 'ProviderError';
  /** The provider's own words, plain; capped for whom they are told to. */
  readonly said: string | undefined;
  /** Its error code: for the log, people are not shown it. */
  readonly reason: string | undefined;
  /** Seconds that it asks to be left alone for. */
  readonly retryAfter: number | undefined;
  /** Nobody has decided anything: it was not reached, or is out of order. */
  readonly isOutage: boolean;

  /** @param code `grant_dead`: the refresh token, the code or the access token is good no more */
  constructor(
    code: ProviderErrorCode,
    options: {
      readonly said?: string | undefined;
      readonly reason?: string | undefined;
      readonly retryAfter?: number | undefined;
      readonly isOutage?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(code, code, options.cause);
    this.reason = options.reason;
    this.retryAfter = options.retryAfter;
    this.isOutage = options.isOutage ?? code === 'provider_unreachable';
    this.said = plainText(options.said ?? '', 4000) || undefined;
  }
}
