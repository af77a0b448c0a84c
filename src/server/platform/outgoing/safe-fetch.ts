import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { errorCode } from '../coded-error.js';
import { limitBody } from './limit-body.js';
import { OutgoingError } from './outgoing-error.js';
import { isPublicAddress, literalAddress } from './public-address.js';

export interface OutgoingLimits {
  /** Milliseconds for the whole exchange, body included. Default: 30 s until the headers and between two chunks. */
  readonly timeout?: number;
  /** Bytes of the body, after decompression. Default 1 GiB. */
  readonly maximumBytes?: number;
  /** Redirects that are followed, without credentials to another origin. With 0 a redirect is answered as it is. Default 5. */
  readonly redirects?: number;
  /** Names of further headers that carry a credential. `authorization`, `cookie` and `proxy-authorization` always do. */
  readonly credentialHeaders?: readonly string[];
}

export type SafeFetch = (url: string | URL, init?: RequestInit, limits?: OutgoingLimits) => Promise<Response>;

const idleTimeout = 30_000;
const connectTimeout = 10_000;
const defaultMaximumBytes = 2 ** 30;

/** For whoever reads the log: people are told that the service could not be reached. */
const allowed = (host: string): string =>
  `; where that is meant, name it in allowPrivateHosts (INTEGRATION_HUB_ALLOW_PRIVATE_HOSTS=${host})`;

/** Resolves a name and refuses it when any of its addresses is not public. The checked address is the one connected to. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const bad = addresses.find(({ address }) => !isPublicAddress(address));
    if (bad)
      return callback(
        new OutgoingError('blocked', `${hostname} resolves to an address that is not public${allowed(hostname)}`),
        [],
      );
    const [first] = addresses;
    if (options.all === true || first === undefined) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

const agentOptions = { headersTimeout: idleTimeout, bodyTimeout: idleTimeout, keepAliveTimeout: 1000 };

/** One agent a kind, made when first used: it belongs to the process, not to a server. */
let agents: { readonly guarded: Agent; readonly trusting: Agent } | undefined;
function agentFor(isTrusted: boolean): Agent {
  agents ??= {
    guarded: new Agent({ ...agentOptions, connect: { lookup: publicLookup, timeout: connectTimeout } }),
    trusting: new Agent({ ...agentOptions, connect: { timeout: connectTimeout } }),
  };
  return isTrusted ? agents.trusting : agents.guarded;
}

function checkUrl(url: URL, isTrusted: boolean): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutgoingError('blocked', `the scheme ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw new OutgoingError('blocked', 'a user name in the address');
  if (isTrusted) return;
  if (url.protocol === 'http:') throw new OutgoingError('blocked', `plain http to ${url.host}${allowed(url.host)}`);
  const literal = literalAddress(url.hostname);
  if (literal !== undefined && !isPublicAddress(literal))
    throw new OutgoingError('blocked', `${url.host} is not public${allowed(url.host)}`);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : error;
}

/** What a failed request, or a body that broke off, means. */
export function asOutgoingError(error: unknown, host: string): OutgoingError {
  const cause = causeOf(error);
  if (cause instanceof OutgoingError) return cause;
  const isTimeout = (cause instanceof Error && cause.name === 'TimeoutError') || /TIMEOUT|TIMEDOUT/.test(errorCode(cause));
  return new OutgoingError(isTimeout ? 'timed_out' : 'unreachable', host, error);
}

const alwaysCredentials = ['authorization', 'cookie', 'proxy-authorization'];

/** The request that follows a redirect (Fetch standard, "HTTP-redirect fetch"), without credentials for another origin. */
function redirected(from: URL, to: URL, status: number, init: RequestInit, credentialHeaders: readonly string[]): RequestInit {
  const method = (init.method ?? 'GET').toUpperCase();
  const headers = new Headers(init.headers);
  const becomesGet = (status === 303 && method !== 'HEAD') || ((status === 301 || status === 302) && method === 'POST');
  const isElsewhere = to.origin !== from.origin;
  if (isElsewhere) for (const name of [...alwaysCredentials, ...credentialHeaders]) headers.delete(name);
  if (!becomesGet && method !== 'GET' && method !== 'HEAD' && isElsewhere) {
    throw new OutgoingError('unsafe_redirect', `${from.host} sends a ${method} on to ${to.host}`);
  }
  if (!becomesGet) return { ...init, headers };
  for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language']) headers.delete(name);
  const { body: _body, ...rest } = init;
  return { ...rest, headers, method: 'GET' };
}

/** Whether an address is one of those hosts, each `name` or `name:port`. */
export function hostsIn(hosts: readonly string[]): (url: URL) => boolean {
  const named = new Set(hosts.map((host) => host.toLowerCase()));
  return ({ hostname, port, protocol }) =>
    named.has(hostname) || named.has(`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`);
}

/**
 * `fetch` for addresses that others choose: public addresses and https only, checked when the name is resolved and once more for
 * literal addresses, on every redirect again; with limits of time and size.
 *
 * @param allowPrivateHosts `name` or `name:port` of hosts that may be private or plain http
 */
export function createSafeFetch(allowPrivateHosts: readonly string[]): SafeFetch {
  const isTrusted = hostsIn(allowPrivateHosts);

  async function once(url: URL, init: RequestInit, caller: AbortSignal | null | undefined): Promise<Response> {
    checkUrl(url, isTrusted(url));
    try {
      return await fetch(url, { ...init, redirect: 'manual', dispatcher: agentFor(isTrusted(url)) } as RequestInit);
    } catch (error) {
      throw caller?.aborted ? error : asOutgoingError(error, url.host);
    }
  }

  return async (input, init = {}, limits = {}) => {
    const { timeout, maximumBytes = defaultMaximumBytes, redirects = 5, credentialHeaders = [] } = limits;
    const signals = [...(init.signal ? [init.signal] : []), ...(timeout === undefined ? [] : [AbortSignal.timeout(timeout)])];
    let url = new URL(input);
    let request: RequestInit = signals.length === 0 ? init : { ...init, signal: AbortSignal.any(signals) };
    for (let followed = 0; ; followed++) {
      const response = await once(url, request, init.signal);
      const location = response.headers.get('location');
      if (redirects === 0 || location === null || ![301, 302, 303, 307, 308].includes(response.status))
        return limitBody(response, maximumBytes);
      await response.body?.cancel();
      if (followed === redirects) throw new OutgoingError('too_many_redirects', url.host);
      if (!URL.canParse(location, url)) throw new OutgoingError('unsafe_redirect', `${url.host} answers an unreadable address`);
      const next = new URL(location, url);
      request = redirected(url, next, response.status, request, credentialHeaders);
      url = next;
    }
  };
}
