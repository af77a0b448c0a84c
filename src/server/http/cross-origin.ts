import { environmentHeader, requestHeader } from '../../contract/protocol.js';
import { ProblemError } from '../platform/problem-error.js';

const PREFLIGHT_LIFE = 7200;

const requestHeaders = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  requestHeader,
  environmentHeader,
].join(', ');

const exposedHeaders = ['etag', 'retry-after', 'idempotent-replayed', 'x-request-id'].join(', ');

/** What pages of the operator's origins may do: exact origins, echoed; no credentials; never `null`. */
export interface CrossOrigin {
  /** @throws {ProblemError} `origin_not_allowed` */
  check(request: Request): void;
  preflight(request: Request): Response;
  /** Adds what lets the page read the answer, errors too. */
  admit(request: Request, headers: Headers): void;
}

export function createCrossOrigin(options: {
  readonly publicUrl: string;
  readonly allowedOrigins: readonly string[];
}): CrossOrigin {
  const own = new URL(options.publicUrl).origin;
  const allowed = new Set([own, ...options.allowedOrigins]);
  const originOf = (request: Request): string | undefined => {
    const origin = request.headers.get('origin');
    return origin !== null && origin !== 'null' && allowed.has(origin) ? origin : undefined;
  };
  const admit = (request: Request, headers: Headers): void => {
    headers.append('vary', 'Origin');
    const origin = originOf(request);
    if (origin === undefined) return;
    headers.set('access-control-allow-origin', origin);
    headers.set('access-control-expose-headers', exposedHeaders);
  };
  const check = (request: Request): void => {
    if (request.headers.has('origin') && originOf(request) === undefined) {
      throw new ProblemError('origin_not_allowed', {
        hint: 'Add the origin of the page to allowedOrigins, exactly as the browser sends it',
      });
    }
  };
  return {
    check,
    admit,
    preflight(request) {
      check(request);
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-methods': 'GET, POST, PUT, DELETE',
          'access-control-allow-headers': requestHeaders,
          'access-control-max-age': String(PREFLIGHT_LIFE),
        },
      });
    },
  };
}

/**
 * A request of one of our own pages, which other sites cannot make: `Sec-Fetch-Site`, or the origin where a browser does not send it.
 * @throws {ProblemError} `origin_not_allowed`, `header_required`
 */
export function requireOwnPage(request: Request, publicUrl: string, beacon: boolean): void {
  const site = request.headers.get('sec-fetch-site');
  const isOwn = site === null ? request.headers.get('origin') === new URL(publicUrl).origin : site === 'same-origin';
  if (!isOwn) throw new ProblemError('origin_not_allowed');
  if (!beacon && !request.headers.get(requestHeader)) throw new ProblemError('header_required');
}
