import * as z from 'zod/mini';
import { AuthorizationSummary } from './authorization.js';
import { authMethods } from './connector.js';
import { openEnum, typedRecord } from './names.js';
import { Run } from './run.js';

/** `valid`, or why the dependency must be signed in again. */
export const credentialStatuses = ['missing', 'valid', 'expired', 'insufficient_scope'] as const;

export const Credential = z.object({
  dependency: z.string(),
  status: openEnum(credentialStatuses),
  method: z.optional(openEnum(authMethods)),
  /** The account line, such as `alice@example.com`. */
  account: z.optional(z.string()),
  /** With `insufficient_scope`: what to tick next time, in words. */
  missing: z.optional(z.array(z.string())),
});
export type Credential = z.infer<typeof Credential>;

export const MetricValue = z.object({
  key: z.string(),
  value: z.nullable(z.number()),
  /** Of the source `lastRun`: an instant, or in the format `status` how it ended. */
  text: z.optional(z.string()),
  /** One figure a day, oldest first. */
  series: z.optional(z.array(z.number())),
});
export type MetricValue = z.infer<typeof MetricValue>;

/** What one tenant has with one widget (src/README.md §1, §2). */
export const Connection = z.object({
  key: z.string(),
  label: z.optional(z.string()),
  active: z.boolean(),
  authenticated: z.boolean(),
  configured: z.boolean(),
  expired: z.boolean(),
  credentials: z.array(Credential),
  /** The sign-in under way, if any. */
  authorization: z.optional(AuthorizationSummary),
  /** Queued and running ones, oldest first. */
  activeRuns: z.array(Run),
  lastRun: z.optional(Run),
  metrics: z.array(MetricValue),
  /** A required value is missing in a newer form, or a setting needs a person. */
  attention: z.optional(openEnum(['configuration_incomplete'])),
  /** The flows whose forms ask for more than is saved: they are offered whatever their visibility (src/README.md §2). */
  incomplete: z.optional(z.array(z.string())),
  connectedAt: z.optional(z.string()),
  connectedBy: z.optional(z.string()),
  /** Grows with every change. */
  revision: z.number(),
});
export type Connection = z.infer<typeof Connection>;

/** `PUT …/connections/{connection}` of a widget that may have several: makes it, or names it. */
export const SaveConnectionRequest = z.strictObject({
  /** 1 to 80 characters, trimmed; `null` or `""` takes the name away, absent leaves it. */
  label: z.optional(z.nullable(z.string().check(z.maxLength(400)))),
  /** Only names: one that is not there is `not_found`, rather than made. */
  existing: z.optional(z.boolean()),
});
export type SaveConnectionRequest = z.infer<typeof SaveConnectionRequest>;

/** Typed-in credentials: proved by the connector's test call before they are stored. */
export const SaveCredentialRequest = z.strictObject({
  method: z.enum(authMethods),
  /** By the keys of the method's fields. */
  values: typedRecord(z.union([z.string().check(z.maxLength(10_000)), z.number(), z.boolean(), z.null()])),
  /** The Activation or Multi Connector to run once every dependency is signed in. Absent on reconnect. */
  action: z.optional(z.string().check(z.maxLength(64))),
  /** The answer to `another_account`: put it in the place of the account before. */
  replace: z.optional(z.boolean()),
});
export type SaveCredentialRequest = z.infer<typeof SaveCredentialRequest>;
