import * as z from 'zod/mini';
import { AccountQuestion } from './authorization.js';

/** Every code a problem may carry, and its HTTP status (RFC 9457). Words for people come from the code, through messages. */
export const problemStatuses = {
  malformed_json: 400,
  header_required: 400,
  token_missing: 401,
  token_invalid: 401,
  token_expired: 401,
  origin_not_allowed: 403,
  not_permitted: 403,
  read_only: 403,
  other_session: 403,
  not_found: 404,
  widget_not_found: 404,
  method_not_allowed: 405,
  action_not_available: 409,
  busy: 409,
  already_registered: 409,
  already_bound: 409,
  already_over: 409,
  not_authenticated: 409,
  key_in_use: 409,
  same_account: 409,
  another_account: 409,
  single_connection: 409,
  connection_limit: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  validation_failed: 422,
  credentials_refused: 422,
  idempotency_mismatch: 422,
  rate_limited: 429,
  internal: 500,
  provider_error: 502,
  provider_unreachable: 502,
  flow_failed: 502,
  unavailable: 503,
} as const satisfies Record<string, number>;
export type ProblemCode = keyof typeof problemStatuses;

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
