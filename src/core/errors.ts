import type { AccountQuestion } from '../contract/authorization.js';
import type { IntegrationErrorCode } from '../contract/error-code.js';
import type { FieldError } from '../contract/problem.js';

export interface IntegrationErrorOptions {
  /** What a developer can do about it. Never shown to end users. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Per-field errors of a refused form. */
  readonly fields?: readonly FieldError[] | undefined;
  /** The service's or the flow's own words: plain text. */
  readonly said?: string | undefined;
  /** What to tick next time, in words. */
  readonly missing?: readonly string[] | undefined;
  /** The backend's correlation id, to be given to support. */
  readonly reference?: string | undefined;
  readonly status?: number | undefined;
  /** With `another_account`: the account before, and the one that was given. */
  readonly accounts?: AccountQuestion | undefined;
}

/** Everything that goes wrong in the browser. Words for people come from `code` through the messages; no secret is ever in it. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError';
  readonly code: IntegrationErrorCode;
  readonly hint: string | undefined;
  readonly fields: readonly FieldError[];
  readonly said: string | undefined;
  readonly missing: readonly string[];
  readonly reference: string | undefined;
  readonly status: number | undefined;
  readonly accounts: AccountQuestion | undefined;

  constructor(code: IntegrationErrorCode, options: IntegrationErrorOptions = {}) {
    super(options.hint ? `${code}: ${options.hint}` : code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.fields = options.fields ?? [];
    this.said = options.said;
    this.missing = options.missing ?? [];
    this.reference = options.reference;
    this.status = options.status;
    this.accounts = options.accounts;
  }

  /** The error itself, or an `unexpected` one around whatever was thrown. */
  static from(cause: unknown): IntegrationError {
    return cause instanceof IntegrationError ? cause : new IntegrationError('unexpected', { cause });
  }
}

/** A part of the script that comes when it is needed did not. */
export const chunkLost = (cause: unknown): IntegrationError =>
  new IntegrationError('network_error', { cause, hint: 'A chunk of the script could not be loaded.' });

const passing: ReadonlySet<IntegrationErrorCode> = new Set<IntegrationErrorCode>([
  'network_error',
  'timed_out',
  'rate_limited',
  'unavailable',
  'internal',
  'token_unavailable',
  'token_expired',
  'unexpected',
]);

/**
 * Whether the same question may well be answered later. A host that answers, but with no token, has nobody signed in: every tab would
 * ask it for ever.
 */
export const isPassing = ({ code, status }: IntegrationError): boolean =>
  passing.has(code) && (code !== 'token_unavailable' || !status || status > 428);
