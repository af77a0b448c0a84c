import { plainText } from '../plain-text.js';

export type ProviderErrorCode = 'grant_dead' | 'provider_error' | 'provider_unreachable';

/** What a provider answered instead of tokens. Holds nothing secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** `grant_dead`: the refresh token, the code or the access token is good no more. */
  readonly code: ProviderErrorCode;
  /** The provider's own words, plain and capped. */
  readonly said: string | undefined;
  /** Its error code: for the log, people are not shown it. */
  readonly reason: string | undefined;

  constructor(
    code: ProviderErrorCode,
    options: { readonly said?: string | undefined; readonly reason?: string | undefined; readonly cause?: unknown } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = options.reason;
    this.said = options.said === undefined || plainText(options.said) === '' ? undefined : plainText(options.said);
  }
}
