import type * as z from 'zod/mini';
import type { ProblemError } from '../platform/problem-error.js';

/** An answer is an allow-list: only what its schema names leaves the server. */
export function answer<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: z.input<Schema>,
  init: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Response {
  return new Response(JSON.stringify(schema.parse(value)), {
    status: init.status ?? 200,
    headers: { 'content-type': 'application/json', ...init.headers },
  });
}

export const retryHeaders = ({ options: { retryAfter } }: ProblemError): Readonly<Record<string, string>> =>
  retryAfter === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) };

/** RFC 9457. */
export function answerProblem(error: ProblemError, reference: string): Response {
  return new Response(JSON.stringify(error.toProblem(reference)), {
    status: error.status,
    headers: {
      'content-type': 'application/problem+json',
      ...retryHeaders(error),
      ...(error.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  });
}
