import * as z from 'zod/mini';
import { AccountQuestion } from './authorization.js';

/** Every code a problem may carry, with its HTTP status and title (RFC 9457). Words for people come from the code, through messages. */
export const problems = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  header_required: { status: 400, title: 'A header of ours is missing' },
  token_missing: { status: 401, title: 'A session token is required' },
  token_invalid: { status: 401, title: 'The session token was refused' },
  token_expired: { status: 401, title: 'The session token has expired' },
  origin_not_allowed: { status: 403, title: 'This origin is not allowed' },
  not_permitted: { status: 403, title: 'The session may not do this' },
  read_only: { status: 403, title: 'A preview changes nothing outside DRAFT' },
  other_session: { status: 403, title: 'The sign-in was started in another session' },
  not_found: { status: 404, title: 'There is no such thing' },
  widget_not_found: { status: 404, title: 'There is no such widget' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  action_not_available: { status: 409, title: 'The action is not offered in this state' },
  busy: { status: 409, title: 'The connection is being activated or deactivated' },
  already_registered: { status: 409, title: 'This id is taken' },
  already_bound: { status: 409, title: 'The sign-in goes on in another window' },
  already_over: { status: 409, title: 'It has already ended' },
  not_authenticated: { status: 409, title: 'A service must be signed in first' },
  key_in_use: { status: 409, title: 'This key is taken' },
  same_account: { status: 409, title: 'This account is connected already' },
  another_account: { status: 409, title: 'These are the credentials of another account' },
  single_connection: { status: 409, title: 'This widget has one connection' },
  connection_limit: { status: 409, title: 'There are as many connections as there may be' },
  form_changed: { status: 409, title: 'The form was changed since it was opened' },
  revision_conflict: { status: 412, title: 'Somebody else has changed it' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type must be application/json' },
  invalid_request: { status: 422, title: 'The request is not valid' },
  validation_failed: { status: 422, title: 'Some entries are not valid' },
  credentials_refused: { status: 422, title: 'The service refused these credentials' },
  idempotency_mismatch: { status: 422, title: 'This key was used for another request' },
  not_deployable: { status: 422, title: 'It cannot be deployed as it is' },
  revision_required: { status: 428, title: 'The revision that was read is required' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  provider_error: { status: 502, title: 'The service answered with an error' },
  provider_unreachable: { status: 502, title: 'The service could not be reached' },
  flow_failed: { status: 502, title: 'The flow failed' },
  secret_unreadable: { status: 503, title: 'A secret that is stored cannot be opened' },
  unavailable: { status: 503, title: 'The server is starting or stopping' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;
export type ProblemCode = keyof typeof problems;

/** Why an entry of a request was refused. `custom` carries words of a flow or a provider in `detail`. */
export const fieldErrorCodes = [
  'required',
  'invalid',
  'unknown_field',
  'too_short',
  'too_long',
  'too_small',
  'too_large',
  'not_a_step',
  'pattern',
  'not_an_email',
  'not_a_url',
  'not_a_number',
  'not_a_date',
  'not_an_option',
  'number_not_exact',
  'custom',
] as const;
export type FieldErrorCode = (typeof fieldErrorCodes)[number];

export const FieldError = z.object({
  /** JSON Pointer (RFC 6901) as a URI fragment into the request, such as `#/values/prefix`. */
  pointer: z.string(),
  code: z.string(),
  detail: z.optional(z.string()),
});
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details with a stable `code`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.optional(z.string()),
  /** Correlation id: the same one is in the server's log. */
  instance: z.optional(z.string()),
  errors: z.optional(z.array(FieldError)),
  /** Words of the service or the flow: plain text, capped. */
  said: z.optional(z.string()),
  /** With `another_account`: whose credentials are stored, and whose were given. */
  accounts: z.optional(AccountQuestion),
  /** What a developer can do about it. */
  hint: z.optional(z.string()),
});
export type Problem = z.infer<typeof Problem>;
