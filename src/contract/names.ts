import * as z from 'zod/mini';
import { environmentPattern, keyPattern, longestName, tenantPattern } from './patterns.js';

/** A slug: what markup and code call a widget, an action, a flow, a connector. Unique where it lives, stable over export and import. */
export const Key = z.string().check(z.regex(keyPattern));
export type Key = z.infer<typeof Key>;

/** An id the backend made. Never written into markup. */
export const Id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
export type Id = z.infer<typeof Id>;

/** 256 random bits drawn by the browser, base64url without padding. */
export const RandomId = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
export type RandomId = z.infer<typeof RandomId>;

/** A tenant's id: any text the host chooses, without control characters. */
export const TenantId = z.string().check(z.minLength(1), z.maxLength(longestName), z.regex(tenantPattern));
export type TenantId = z.infer<typeof TenantId>;

/** `DRAFT`, `LIVE` or a named environment. */
export const Environment = z.string().check(z.regex(environmentPattern));
export type Environment = z.infer<typeof Environment>;

/** An instant in an answer: ISO 8601 in UTC. */
export const Timestamp = z.string();
export type Timestamp = z.infer<typeof Timestamp>;

/** A text shown to people: plain, capped. */
export const PlainText = z.string().check(z.maxLength(2000));

/** Any JSON value. Its depth is capped where bodies are read. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };
export const Json: z.ZodMiniType<JsonValue, JsonValue> = z.json() as unknown as z.ZodMiniType<JsonValue, JsonValue>;

/** The same in an answer, which was JSON when it arrived. */
export const AnsweredJson = z.unknown() as unknown as z.ZodMiniType<JsonValue, JsonValue>;

/**
 * One of the known words, or a word that a newer backend knows: scripts pinned on pages are older than their backend
 * (src/README.md §8). Use it in answers only; requests take `z.enum`.
 */
export const openEnum = <const Known extends readonly [string, ...string[]]>(_known: Known) =>
  z.string() as unknown as z.ZodMiniType<Known[number], Known[number]>;

/** What was typed, by the keys of fields: of no more keys than somebody fills in, since each that is wrong is said. */
export const typedRecord = <Value extends z.ZodMiniType>(value: Value) =>
  z.pipe(z.looseObject({}).check(z.refine((typed) => Object.keys(typed).length <= 200)), z.record(z.string(), value));
