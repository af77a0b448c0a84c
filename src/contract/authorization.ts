import * as z from 'zod/mini';
import { Key, openEnum, RandomId, typedRecord } from './names.js';

/** authorizations/README.md: the server owns the authorization. The last four are final. */
export const authorizationStatuses = [
  'registered',
  'started',
  'bound',
  'returned',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const;
export type AuthorizationStatus = (typeof authorizationStatuses)[number];

/** The account lines of a sign-in that waits for an answer: another account than the one before (src/README.md §4). */
export const AccountQuestion = z.object({ was: z.string(), now: z.string() });
export type AccountQuestion = z.infer<typeof AccountQuestion>;

const shape = {
  id: z.string(),
  dependency: z.string(),
  status: openEnum(authorizationStatuses),
  error: z.optional(
    z.object({
      code: z.string(),
      said: z.optional(z.string()),
      /** With `insufficient_scope`: what to tick next time, in words. */
      missing: z.optional(z.array(z.string())),
    }),
  ),
  /** While it is `returned`: whether the account is to be replaced. */
  question: z.optional(AccountQuestion),
  expiresAt: z.string(),
};

export const AuthorizationSummary = z.object(shape);
export type AuthorizationSummary = z.infer<typeof AuthorizationSummary>;

const windows = ['popup', 'redirect'] as const;

/** `GET /v1/authorizations/{id}`. */
export const Authorization = z.object({
  ...shape,
  widget: z.string(),
  connection: z.string(),
  /** How it was opened: a return page closes itself where it was a window of its own. */
  window: z.optional(openEnum(windows)),
  /** Whether it may come back to its page, where there is no opener to bind it to (authorizations/README.md §3). */
  returns: z.optional(z.boolean()),
});
export type Authorization = z.infer<typeof Authorization>;

/** `POST /v1/authorizations`: insert-only, in parallel with `window.open`. */
export const RegisterAuthorizationRequest = z.strictObject({
  id: RandomId,
  /** The browser's secret: posted by the start page once its opener has handed it over. */
  proof: RandomId,
  widget: Key,
  connection: Key,
  dependency: Key,
  method: z.literal('oauth'),
  /** What the connector asks before the window opens, such as a shop's name. */
  values: z.optional(typedRecord(z.string().check(z.maxLength(500)))),
  /** The Activation or Multi Connector to run once every dependency is signed in. Absent on reconnect. */
  action: z.optional(Key),
  window: z.enum(windows),
  returnUrl: z.optional(z.string().check(z.maxLength(2000))),
  locale: z.optional(z.string().check(z.maxLength(35))),
});
export type RegisterAuthorizationRequest = z.infer<typeof RegisterAuthorizationRequest>;

/** `POST /v1/authorizations/{reference}/return`: what came back in the page's address, behind the reference. */
export const ReturnRequest = z.strictObject({ handle: RandomId });

/** `POST /v1/authorizations/{id}/answer`: the answer to its `question`. */
export const AnswerAuthorizationRequest = z.strictObject({ replace: z.boolean() });
export type AnswerAuthorizationRequest = z.infer<typeof AnswerAuthorizationRequest>;

/**
 * Start page to opener: who it is, with `helloType`. Answered only to the window that `open` returned for that id, at the backend's
 * origin: an id that was not drawn there is nobody's, whatever it looks like.
 */
export const AuthorizationHello = z.object({ type: z.string(), id: z.string() });
export type AuthorizationHello = z.infer<typeof AuthorizationHello>;

/** Opener to start page. */
export const AuthorizationProof = z.object({ type: z.literal('integration-hub/proof'), id: RandomId, proof: RandomId });
export type AuthorizationProof = z.infer<typeof AuthorizationProof>;
