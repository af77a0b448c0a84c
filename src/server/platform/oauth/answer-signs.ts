import type { AnswerSign } from '../../../contract/connector.js';
import { atPath } from './at-path.js';

/** What somebody answered. `body` is absent where it cannot be read as data. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** Longer texts are documents, not errors. */
const longest = 2000;

/** `BadRefreshToken`, `BAD_REFRESH_TOKEN` and `bad refresh-token` are the same words. */
const wordsOf = (text: string): string =>
  text
    .slice(0, longest)
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const squeezed = (text: string): string => wordsOf(text).replaceAll(' ', '');

/** `*` stands for any text. Every part is looked for once, behind the one before: the time grows with the text alone. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map(squeezed);
  const value = squeezed(text);
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return first === '' ? text === pattern : value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

function isOneOf(value: unknown, wanted: readonly (string | number | boolean)[]): boolean {
  if (typeof value === 'string') return wanted.some((entry) => isLike(value, String(entry)));
  return typeof value === 'number' || typeof value === 'boolean'
    ? wanted.some((entry) => String(entry) === String(value))
    : false;
}

/** What is out of order or too busy says nothing of a grant. */
const isOfTheMoment = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

const isSign = ({ status, body = {} }: AnswerSign, answer: Answer): boolean =>
  (status === undefined ? !isOfTheMoment(answer.status) : status.includes(answer.status)) &&
  Object.entries(body).every(([path, values]) => isOneOf(atPath(answer.body, path), values));

/** Where services put the name of an error. */
const namePaths = [
  'error',
  'error.type',
  'error.code',
  'error.status',
  'error_code',
  'errorCode',
  'code',
  'status',
  'type',
  'name',
  'errors.0.errorType',
  'errors.0.code',
  'errors.0.type',
  '0.errorCode',
] as const;

/** Where they put its words. */
const textPaths = [
  'error_description',
  'error',
  'error.message',
  'message',
  'detail',
  'errors.0.message',
  'errors.0.detail',
] as const;

const wordsAt = (body: unknown, paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => {
    const value = atPath(body, path);
    return typeof value === 'string' || typeof value === 'number' ? [wordsOf(String(value))] : [];
  });

/** RFC 6749 §5.2, OpenID Connect, and how services call the same. 190: a token that a person or a new password ended. */
const grantNames = new Set([
  'invalid grant',
  'invalid code',
  'bad verification code',
  'invalid token',
  'token expired',
  'expired token',
  'token revoked',
  'revoked token',
  'access revoked',
  'account inactive',
  'interaction required',
  'login required',
  'consent required',
  '190',
]);

/** About the client, or the moment: signing in again would change nothing. */
const otherNames = new Set([
  'invalid client',
  'unsupported grant type',
  'invalid scope',
  'server error',
  'temporarily unavailable',
  'slow down',
  'rate limited',
  'rate limit exceeded',
  'too many requests',
]);

const gone =
  '(?:invalid|expired|revoked|inactive|unknown|bad|reused|deleted|not valid|not found|not active|no longer|already used|does not exist)';
/** `refresh_token is invalid`, and no `grant type refresh_token is invalid`. */
const goneAfter = new RegExp(
  `(?<!grant type )\\brefresh token(?: (?!client|scope|request|grant|flow|parameter)\\w+){0,4} ${gone}\\b`,
);
/** `Unknown or invalid refresh token`, and `requires an active refresh_token`. */
const goneBefore = new RegExp(`\\b(?:${gone}|active)(?: or \\w+)? refresh token\\b`);
const tokenGone = /(?<!client |assertion )\btoken(?: (?!client|scope|request|grant)\w+){0,3} (?:expired|revoked)\b/;

/** Whether the token endpoint says that a refresh token or a code is good no more, for good. */
export function isDeadGrant(signs: readonly AnswerSign[] | undefined, answer: Answer): boolean {
  if (signs?.some((sign) => isSign(sign, answer)) === true) return true;
  if (isOfTheMoment(answer.status)) return false;
  const names = wordsAt(answer.body, namePaths);
  if (names.some((name) => otherNames.has(name))) return false;
  return (
    names.some((name) => grantNames.has(name)) ||
    wordsAt(answer.body, [...namePaths, ...textPaths]).some((words) =>
      [goneAfter, goneBefore, tokenGone].some((pattern) => pattern.test(words)),
    )
  );
}

/** What a callback says where a person has decided against it: RFC 6749 §4.1.2.1, OpenID Connect, and what others say. */
const cancelNames = new Set([
  'access denied',
  'consent required',
  'consent denied',
  'consent declined',
  'authorization denied',
  'authorization declined',
  'permission denied',
  'login cancelled',
  'login canceled',
  'user denied',
  'user declined',
  'user cancel',
  'user cancelled',
  'user canceled',
  'user cancelled login',
  'user canceled login',
  'user cancelled authorize',
  'user canceled authorize',
  'denied',
  'declined',
  'cancel',
  'cancelled',
  'canceled',
]);

export const isCancelWord = (own: readonly string[] | undefined, word: string): boolean =>
  cancelNames.has(wordsOf(word)) || isOneOf(word, own ?? []);

const tokenNames = new Set([
  'invalid token',
  'token expired',
  'expired token',
  'token revoked',
  'revoked token',
  'token inactive',
  'invalid access token',
  'access token invalid',
  'access token expired',
  'expired access token',
  'access token revoked',
  'invalid authentication token',
  'expired authentication',
  'invalid auth',
  'invalid session id',
  'account inactive',
]);

/** Whether a service says of the very credential that it is good no more: a refusal of what was asked with it is none. */
export function isDeadToken(signs: readonly AnswerSign[] | undefined, { status, body }: Answer): boolean {
  if (signs?.some((sign) => isSign(sign, { status, body })) === true) return true;
  const isRefusal = [400, 401, 403].includes(status) || (status === 200 && atPath(body, 'ok') === false);
  if (!isRefusal) return false;
  return wordsAt(body, namePaths).some((name) => tokenNames.has(name)) || String(atPath(body, 'error.code')) === '190';
}
