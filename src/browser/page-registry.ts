import type { SignInOpener } from '../core/backend.js';
import type { HubStore } from '../core/hub/hub.js';
import { createHubStore } from '../core/hub/hub.store.js';
import { jsonText } from '../core/json-text.js';
import { createBackendClient } from './backend-client.js';
import { withEarlyAnswers } from './early-answers.js';
import type { ReturnHub } from './finish-return.js';
import type { HubRequest, TokenSource } from './hub-request.js';
import { alwaysVisible, pageLanguage, pageVisibility } from './page-visibility.js';
import { hasReturned } from './return-handle.js';
import { type GetToken, tokenFromUrl } from './session.js';
import { createSignInOpener } from './sign-in-opener.js';

/** One holder's share in a hub. */
export interface HubLease {
  readonly hub: HubStore;
  /** The hub is disposed of in a later task, unless somebody holds it by then. */
  release(): void;
}

export interface PageRegistry {
  acquire(request: HubRequest): HubLease;
}

type OpenPageless = (backend: URL, locale: (() => string) | undefined) => SignInOpener;

interface Entry extends ReturnHub {
  holders: number;
  /** The newest token source of this session: a page renews its attribute. */
  readonly current: { getToken: GetToken };
}

/** All copies and versions of the library on a page meet here: the one deliberate global. */
const registryKey = Symbol.for('integration-hub/1');

/** Two sources of the same identity speak for the same session. */
const identityOf = (source: TokenSource): string => (source.kind === 'url' ? source.url.href : source.kind);

const fetchOfPage = withEarlyAnswers((input, init) => globalThis.fetch(input, init));

const getTokenOf = (source: TokenSource): GetToken => {
  if (source.kind === 'function') return source.getToken;
  if (source.kind === 'url') return tokenFromUrl(source.url, fetchOfPage);
  return () => Promise.resolve(source.token);
};

const hasPage = (): boolean => typeof window !== 'undefined' && typeof window.document !== 'undefined';

/** @param openPageless what stands for windows where there is no page; the elements are always on one */
export function createPageRegistry(openPageless?: OpenPageless): PageRegistry {
  const entries = new Map<string, Entry>();
  const openers = new Map<string, SignInOpener>();

  const openerOf = ({ backend, locale }: HubRequest): SignInOpener => {
    const opener =
      openers.get(backend.href) ??
      (openPageless === undefined || hasPage() ? createSignInOpener(backend, pageLanguage) : openPageless(backend, locale));
    openers.set(backend.href, opener);
    return locale === undefined ? opener : { ...opener, locale };
  };
  const create = (request: HubRequest): Entry => {
    const { backend, environment, tenant } = request;
    const current = { getToken: getTokenOf(request.source) };
    const client = createBackendClient({
      backend,
      environment,
      tenant,
      fetch: fetchOfPage,
      getToken: (asked) => current.getToken(asked),
      visibility: hasPage() ? pageVisibility : alwaysVisible,
    });
    const hub = createHubStore({ opener: openerOf(request), backend: client });
    return { hub, backend: client, current, holders: 0 };
  };
  let isReturn = hasPage() && hasReturned();
  const finishReturn = (): void => {
    isReturn = false;
    // Where the chunk cannot be had, the backend ends the sign-in after a minute.
    import('./finish-return.js').then(
      (returning) => returning.finishReturn(() => [...entries.values()]),
      () => undefined,
    );
  };

  return {
    acquire(request) {
      const key = jsonText([request.backend.href, request.environment, request.tenant, identityOf(request.source)]);
      const entry = entries.get(key) ?? create(request);
      entries.set(key, entry);
      entry.current.getToken = getTokenOf(request.source);
      entry.holders += 1;
      if (isReturn) finishReturn();
      let isHeld = true;
      return {
        hub: entry.hub,
        release() {
          if (!isHeld) return;
          isHeld = false;
          entry.holders -= 1;
          if (entry.holders > 0) return;
          setTimeout(() => {
            if (entry.holders > 0 || entries.get(key) !== entry) return;
            entries.delete(key);
            entry.hub.dispose();
          });
        },
      };
    },
  };
}

/** The page's registry, made by whichever copy of the library came first. */
export function pageRegistry(openPageless?: OpenPageless): PageRegistry {
  const known: unknown = Reflect.get(globalThis, registryKey);
  if (typeof known === 'object' && known !== null && typeof Reflect.get(known, 'acquire') === 'function')
    return known as PageRegistry;
  const registry = createPageRegistry(openPageless);
  Object.defineProperty(globalThis, registryKey, { value: registry, configurable: true });
  return registry;
}
