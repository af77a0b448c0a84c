import { defaultTokenUrl } from '../contract/protocol.js';
import { safeUrl } from '../contract/rules/safe-url.js';
import { IntegrationError } from '../core/errors.js';
import type { GetToken } from './session.js';

/** Where session tokens come from. */
export type TokenSource =
  | { readonly kind: 'function'; readonly getToken: GetToken }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'url'; readonly url: URL };

/** Which hub: the same for all elements of a page that share a session. */
export interface HubRequest {
  /** With a trailing slash. */
  readonly backend: URL;
  readonly environment: string;
  readonly tenant: string;
  readonly source: TokenSource;
  /** For the pages of a sign-in. Default: the page's language. */
  readonly locale?: (() => string) | undefined;
}

/** As the page says it, by attributes or options. */
export interface HubOptions {
  readonly tenant: string | null | undefined;
  /** May have a path. */
  readonly backend: string | URL | null | undefined;
  /** Default `LIVE`. */
  readonly environment?: string | null | undefined;
  readonly getToken?: GetToken | undefined;
  readonly token?: string | null | undefined;
  /** Default `/integration-hub/token` of the page's origin. */
  readonly tokenUrl?: string | URL | null | undefined;
  readonly locale?: (() => string) | undefined;
  /** What relative addresses are relative to. Default: the page's address, where there is a page. */
  readonly base?: string | undefined;
}

const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== undefined && value !== null && value !== '';

function readBackend(backend: string | URL, base: string | undefined): URL {
  if (!URL.canParse(backend, base)) throw new IntegrationError('invalid_backend', { hint: `"${backend}" is not an address.` });
  // A forgotten `https://` would be taken for a path below the page's.
  if (!/^(?:[a-z][a-z0-9+.-]*:|[./])/i.test(String(backend))) {
    throw new IntegrationError('invalid_backend', { hint: `"${backend}" begins neither with https:// nor with a slash.` });
  }
  const url = new URL(backend, base);
  url.hash = '';
  url.search = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  if (url.protocol === 'http:' && safeUrl(url.href, 'link') === undefined) {
    throw new IntegrationError('insecure_context', { hint: `${url.origin} must be reached over https, except on this machine.` });
  }
  if (safeUrl(url.href, 'link') === undefined) {
    throw new IntegrationError('invalid_backend', { hint: `"${url.origin}" is not an https address without user name.` });
  }
  return url;
}

function readSource({ getToken, token, tokenUrl }: HubOptions, base: string | undefined): TokenSource {
  if (getToken !== undefined) return { kind: 'function', getToken };
  if (isGiven(token)) return { kind: 'token', token };
  const address = isGiven(tokenUrl) ? tokenUrl : defaultTokenUrl;
  if (!URL.canParse(address, base))
    throw new IntegrationError('token_unavailable', { hint: `token-url "${address}" is not an address.` });
  return { kind: 'url', url: new URL(address, base) };
}

/**
 * Reads what the page says.
 *
 * @throws {IntegrationError} `missing_tenant`, `missing_backend`, `invalid_backend`, `insecure_context`, `token_unavailable`, each with the fix as `hint`
 */
export function readHubOptions(options: HubOptions): HubRequest {
  const { tenant, backend, environment, locale } = options;
  const base = options.base ?? (typeof window === 'undefined' ? undefined : window.location.href);
  if (!isGiven(tenant))
    throw new IntegrationError('missing_tenant', { hint: 'Add tenant="…": the id that your session tokens name.' });
  if (!isGiven(backend))
    throw new IntegrationError('missing_backend', { hint: 'Add backend="https://…": the address of your integration backend.' });
  return {
    backend: readBackend(backend, base),
    environment: isGiven(environment) ? environment : 'LIVE',
    tenant,
    source: readSource(options, base),
    locale,
  };
}
