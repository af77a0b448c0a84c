import type { IntegrationErrorCode } from '../contract/error-code.js';
import type { FieldError, Problem } from '../contract/problem.js';
import { IntegrationError } from '../core/errors.js';
import { accounts } from './first-answers.js';
import { list, maybe, number, schemaOf, shape, text } from './readers.js';
import type { Failed } from './request.js';

const maybeText = maybe(text);

export const problemAnswer = schemaOf(
  shape<Problem>({
    type: text,
    title: text,
    status: number,
    code: text,
    detail: maybeText,
    instance: maybeText,
    errors: maybe(list(shape<FieldError>({ pointer: text, code: text, detail: maybeText }))),
    said: maybeText,
    accounts: maybe(accounts),
    hint: maybeText,
  }),
);

const codeOf = (status: number): IntegrationErrorCode => {
  if (status === 401) return 'token_invalid';
  if (status === 403) return 'not_permitted';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limited';
  if (status > 501) return 'unavailable';
  return status >= 500 ? 'internal' : 'invalid_answer';
};

/** An answer that is not a success, as an error (RFC 9457 where it is a problem). */
export async function problemOf(response: Response): Promise<IntegrationError> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = problemAnswer.safeParse(body);
  const { status } = response;
  if (!problem.success)
    return new IntegrationError(codeOf(status), { status, hint: `The backend answered ${status} without a problem document.` });
  const { code, errors: fields, instance: reference, said, hint, accounts } = problem.data;
  return new IntegrationError(code as IntegrationErrorCode, { status, fields, said, hint, reference, accounts });
}

const passing = new Set([429, 502, 503, 504]);

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** What an attempt came to that was answered, but not with a success. */
export const failureOf = async (response: Response, now: number): Promise<Failed> => ({
  error: await problemOf(response),
  again: passing.has(response.status),
  wait: retryAfter(response.headers, now),
});
