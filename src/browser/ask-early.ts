import { defaultTokenUrl, environmentHeader, requestHeader } from '../contract/protocol.js';
import { type EarlyAnswers, earlyKey } from './early-answers.js';
import { version } from './version.js';

const names = { tenant: 'tenant', backend: 'backend', 'token-url': 'tokenUrl', token: 'token', env: 'env' } as const;

/** As `readBackend` has it, where that is beyond doubt. */
function backendOf(address: string): URL | undefined {
  if (!/^(?:https?:|[./])/i.test(address) || !URL.canParse(address, location.href)) return undefined;
  const { protocol, hostname, username, password, origin, pathname } = new URL(address, location.href);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127\.0\.0\.1)$/.test(hostname));
  return isSafe && username + password === '' ? new URL(pathname.endsWith('/') ? pathname : `${pathname}/`, origin) : undefined;
}

/** Whether it is the token of that tenant: for another's nothing is asked. */
function isOf(token: unknown, tenant: string): token is string {
  try {
    const [, payload = ''] = String(token).split('.');
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).tenant === tenant;
  } catch {
    return false;
  }
}

/** Without a prototype: whatever the page has added to that of objects is not part of it. */
const get = (url: URL, headers: Record<string, string>, more: RequestInit): Promise<Response> => {
  const init: RequestInit = { credentials: 'same-origin', cache: 'no-store', headers, ...more };
  return fetch(url, Object.assign(Object.create(null), init) as RequestInit);
};

/**
 * Asks for the session token and the hub while the elements are still on their way, as they will: what they ask for then is there, or nearly. Only
 * for what the page's markup says by itself; whatever is in doubt is left to the elements, and so is every failure. Stands alone, since
 * the entry of the script waits for everything that it shares.
 */
export function askEarly(base: string): void {
  const element = document.querySelector('integration-hub[tenant],integration-widget[tenant]');
  if (element === null || Reflect.has(globalThis, earlyKey) || customElements.get('integration-hub')) return;
  const own: readonly string[] = [...Object.values(names), 'getToken', 'store'];
  if (own.some((name) => Object.hasOwn(element, name))) return;
  const says = (name: keyof typeof names): string | null => element.getAttribute(name);
  const tenant = says('tenant');
  const backend = backendOf(says('backend') ?? base);
  const tokenUrl = says('token-url') || defaultTokenUrl;
  if (!tenant || backend === undefined || !URL.canParse(tokenUrl, location.href)) return;

  const given = says('token');
  const environment = says('env') || 'LIVE';
  const tokenAnswer = given ? undefined : get(new URL(tokenUrl, location.href), { accept: 'application/json' }, {});
  // Before its body is read.
  const copy = tokenAnswer?.then((response) => response.clone());
  const token = tokenAnswer
    ? tokenAnswer.then(async (response) => (response.ok ? (await response.json()).token : undefined)).catch(() => undefined)
    : Promise.resolve(given);
  const url = new URL('v1/hub', backend);
  const hub = token.then((found) =>
    isOf(found, tenant)
      ? get(
          url,
          {
            accept: 'application/json',
            authorization: `Bearer ${found}`,
            [requestHeader]: version,
            [environmentHeader]: environment,
          },
          { method: 'GET', redirect: 'error', referrerPolicy: 'no-referrer' },
        )
      : undefined,
  );
  for (const answer of [copy, hub]) answer?.catch(() => undefined);
  const answers: EarlyAnswers = new Map([[url.href, { environment, token, response: hub, at: Date.now() }]]);
  if (copy) answers.set(new URL(tokenUrl, location.href).href, { response: copy, at: Date.now() });
  Object.defineProperty(globalThis, earlyKey, { value: answers, configurable: true });
}
