import type { Hub } from '../../src/contract/hub.js';
import { aHub } from './factories.js';

export interface FakeNetwork {
  /** Every request, as `GET /v1/hub acme`: the tenant is that of the token. */
  readonly requests: readonly string[];
  restore(): void;
}

const inFiveMinutes = () => Math.floor(Date.now() / 1000) + 300;

/** A token that says whose it is; its signature is nobody's. */
export const tokenOf = (tenant: string): string =>
  `e30.${btoa(JSON.stringify({ tenant, exp: inFiveMinutes() })).replaceAll('=', '')}.e30`;

function tenantOf(token: string): string {
  const [, payload = ''] = token.split('.');
  return (JSON.parse(atob(payload)) as { tenant: string }).tenant;
}

/**
 * A backend behind `fetch`, for elements that are given attributes only. `/token-of?tenant=…` answers tokens; the hub that is answered
 * is that tenant's. The stream stays open and silent.
 */
export function installFakeNetwork(hubs: Readonly<Record<string, Partial<Hub>>>): FakeNetwork {
  const { fetch } = globalThis;
  const requests: string[] = [];
  const answer = (body: unknown, status = 200) =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' },
    });
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.pathname === '/token-of') return answer({ token: tokenOf(url.searchParams.get('tenant') ?? '') });
    if (url.hostname !== 'backend.test') return fetch(input, init);
    const tenant = tenantOf(request.headers.get('authorization') ?? '');
    const path = url.pathname.replace(/^\/api\d*/, '');
    requests.push(`${request.method} ${path} ${tenant}`);
    if (path === '/v1/hub') {
      const hub = hubs[tenant];
      if (hub === undefined) return answer({ type: 'about:blank', title: 'No', status: 401, code: 'token_invalid' }, 401);
      return answer({ ...aHub({ tenant: { id: tenant } }), ...hub });
    }
    if (path === '/v1/events') {
      const body = new ReadableStream({
        start(controller) {
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason), { once: true });
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    }
    return answer({ type: 'about:blank', title: 'No', status: 404, code: 'not_found' }, 404);
  };
  return {
    requests,
    restore() {
      globalThis.fetch = fetch;
    },
  };
}
