import type { AccountQuestion } from '../../contract/authorization.js';
import { type FieldError, type Problem, type ProblemCode, problemStatuses } from '../../contract/problem.js';
import { plainText } from './plain-text.js';

export interface ProblemOptions {
  /** For developers. Reflects nothing of the input. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** The service's or the flow's own words; capped and stripped of control characters here. */
  readonly said?: string | undefined;
  readonly hint?: string;
  readonly accounts?: AccountQuestion;
  readonly cause?: unknown;
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number;
}

const titles: Readonly<Record<ProblemCode, string>> = {
  malformed_json: 'The body is not valid JSON',
  header_required: 'A header of ours is missing',
  token_missing: 'A session token is required',
  token_invalid: 'The session token was refused',
  token_expired: 'The session token has expired',
  origin_not_allowed: 'This origin is not allowed',
  not_permitted: 'The session may not do this',
  read_only: 'A preview changes nothing outside DRAFT',
  other_session: 'The sign-in was started in another session',
  not_found: 'There is no such thing',
  widget_not_found: 'There is no such widget',
  method_not_allowed: 'This method is not allowed here',
  action_not_available: 'The action is not offered in this state',
  busy: 'The connection is being activated or deactivated',
  already_registered: 'This id is taken',
  already_bound: 'The sign-in goes on in another window',
  already_over: 'It has already ended',
  not_authenticated: 'A service must be signed in first',
  key_in_use: 'This key is taken',
  same_account: 'This account is connected already',
  another_account: 'These are the credentials of another account',
  single_connection: 'This widget has one connection',
  connection_limit: 'There are as many connections as there may be',
  body_too_large: 'The body is too large',
  unsupported_media_type: 'The content type must be application/json',
  invalid_request: 'The request is not valid',
  validation_failed: 'Some entries are not valid',
  credentials_refused: 'The service refused these credentials',
  idempotency_mismatch: 'This key was used for another request',
  rate_limited: 'Too many requests',
  internal: 'Something went wrong here',
  provider_error: 'The service answered with an error',
  provider_unreachable: 'The service could not be reached',
  flow_failed: 'The flow failed',
  unavailable: 'The server is starting or stopping',
};

/** The one error class of the server: a code, from which status and title follow. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(
      options.detail ? `${code}: ${options.detail}` : code,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return problemStatuses[this.code];
  }

  toProblem(reference: string): Problem {
    const { detail, errors, said, hint, accounts } = this.options;
    return {
      type: 'about:blank',
      title: titles[this.code],
      status: this.status,
      code: this.code,
      instance: reference,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors: [...errors] }),
      ...(said === undefined || said === '' ? {} : { said: plainText(said) }),
      ...(accounts === undefined ? {} : { accounts }),
      ...(hint === undefined ? {} : { hint }),
    };
  }
}
