import type { OAuthDefinition } from '../../../contract/connector.js';
import { asOutgoingError, type SafeFetch } from '../outgoing/safe-fetch.js';

/** As much as is read and parsed in one go without holding up others. */
export const providerLimits = { timeout: 15_000, maximumBytes: 262_144, redirects: 0 } as const;
const maximumText = 16_384;
const maximumScopes = 1000;

type TokenName = keyof NonNullable<OAuthDefinition['tokenNames']>;
type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (value: Json, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/** A dotted path, through own properties only. */
export function atPath(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((current, key) => (isRecord(current) ? own(current, key) : undefined), value);
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= maximumText ? value : undefined;

/** JSON whatever its content type says, else a form: older providers answer tokens form-encoded. */
function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    const isForm = body.length <= maximumText * 4 && /^[\w.%-]+=/.test(body);
    return isForm ? Object.fromEntries(new URLSearchParams(body)) : undefined;
  }
}

/** Ten years: an instant further away may be none that a program or a database can hold. */
const longestLife = 10 * 366 * 24 * 3600;

function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0
    ? Math.min(Math.floor(number), longestLife)
    : undefined;
}

/** Scopes contain no white space (RFC 6749 §3.3), so that it parts them beside the separator: GitHub is asked with the one, answers the other. */
export const scopeWordsIn = (list: string, separator: string | undefined): readonly string[] =>
  (separator === undefined ? list : list.replaceAll(separator, ' ')).split(/\s+/).filter((scope) => scope !== '');

function scopes(value: unknown, separator: string | undefined): string | undefined {
  const list = Array.isArray(value) ? value.filter((scope): scope is string => typeof scope === 'string') : [text(value) ?? ''];
  return (
    list
      .slice(0, maximumScopes)
      .flatMap((scope) => scopeWordsIn(scope, separator))
      .join(' ') || undefined
  );
}

/** Slack says `ok: false`, GitHub answers errors with 200, Meta nests them: all as RFC 6749 §5.2 says. */
function errorOf(answer: Json): Json | undefined {
  const error = own(answer, 'error');
  const isSlack = own(answer, 'ok') === false;
  if (error === undefined && !isSlack) return undefined;
  const nested = isRecord(error) ? error : {};
  const words = text(own(answer, 'error_description')) ?? text(own(nested, 'message')) ?? text(own(answer, 'message'));
  // Slack has no other words than these.
  const description = words ?? (isSlack ? text(error) : undefined);
  const name = text(error) ?? text(own(nested, 'type')) ?? 'provider_error';
  return {
    error: name.replace(/[^\x20-\x7e]/g, ' ').slice(0, 100),
    ...(description === undefined ? {} : { error_description: description }),
  };
}

/** The members of RFC 6749 §5.1 that we use, and no other. */
function tokensOf(answer: Json, definition: OAuthDefinition): Json {
  const nested = definition.tokenPath === undefined ? answer : atPath(answer, definition.tokenPath);
  const primary = isRecord(nested) ? nested : {};
  const fallback = definition.fallbackTokenPath === undefined ? undefined : atPath(answer, definition.fallbackTokenPath);
  const named = (from: unknown, key: TokenName): unknown => atPath(from, definition.tokenNames?.[key] ?? key);
  const isElsewhere = text(named(primary, 'access_token')) === undefined && isRecord(fallback);
  const pick = (key: TokenName): unknown => (isElsewhere ? named(fallback, key) : undefined) ?? named(primary, key);
  const members: Record<string, unknown> = {
    access_token: text(pick('access_token')),
    // Bot, user and other words stand here in the wild; all are used as bearer tokens.
    token_type: 'bearer',
    refresh_token: text(pick('refresh_token')),
    expires_in: seconds(pick('expires_in')) ?? definition.defaultExpiresIn,
    scope: scopes(pick('scope'), definition.scopeSeparator),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function requestBody(definition: OAuthDefinition, url: string, body: unknown): { readonly body: string; readonly type: string } {
  const params = new URLSearchParams(body instanceof URLSearchParams || typeof body === 'string' ? body : '');
  renameParams(definition, params);
  if (url === definition.tokenUrl)
    for (const [key, value] of Object.entries(definition.tokenParams ?? {})) params.set(key, value);
  return definition.bodyFormat === 'json'
    ? { body: JSON.stringify(Object.fromEntries(params)), type: 'application/json' }
    : { body: params.toString(), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
}

/** TikTok calls `client_id` `client_key`; such names are data. */
export function renameParams(definition: OAuthDefinition, params: URLSearchParams): void {
  for (const [from, to] of Object.entries(definition.renameParams ?? {})) {
    const value = params.get(from);
    if (value === null) continue;
    params.delete(from);
    params.set(to, value);
  }
}

const json = (status: number, value: unknown): Response => Response.json(value, { status });

/**
 * Stands between openid-client and a provider: makes the request as the provider wants it and reads the answer as RFC 6749 would
 * have it, both by the connector's data. No redirect is followed, at most 256 kB are read, in at most 15 s.
 *
 * @throws {OutgoingError}
 */
export function createProviderFetch(
  definition: OAuthDefinition,
  fetch: SafeFetch,
): (
  url: string,
  init: {
    readonly method: string;
    readonly headers: HeadersInit;
    readonly body?: unknown;
    readonly signal?: AbortSignal | undefined;
  },
) => Promise<Response> {
  return async (url, { method, headers: given, body: form, signal }) => {
    const headers = new Headers(given);
    headers.set('accept', 'application/json');
    const { body, type } = requestBody(definition, url, form);
    headers.set('content-type', type);
    const response = await fetch(url, { method, headers, body, ...(signal === undefined ? {} : { signal }) }, providerLimits);
    const answer = parse(await read(response, new URL(url).host));
    if (response.status >= 300 && response.status < 400) return json(502, { error: 'unexpected_redirect' });
    const error = answer === undefined ? undefined : errorOf(answer);
    if (response.status >= 400) return json(response.status, error ?? { error: 'provider_error' });
    if (error !== undefined) return json(400, error);
    // A revocation is answered with any body, or none.
    if (url !== definition.tokenUrl) return new Response(null, { status: 200 });
    return answer === undefined ? json(502, { error: 'unreadable_answer' }) : json(200, tokensOf(answer, definition));
  };
}

async function read(response: Response, host: string): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw asOutgoingError(error, host);
  }
}
