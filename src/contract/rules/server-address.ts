import { isLoopback } from './safe-url.js';

/**
 * The address of a server that people run themselves, as a person types it, as an origin; `undefined` where it is more or less than
 * that. Whether it may be reached is the safe fetch's business: plain http and private addresses only where the operator names the host.
 */
export function serverOrigin(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  // Nothing but the origin: no user, path, query or fragment, and none of the spellings that a URL parser forgives.
  return isSafe && (value === url.origin || value === `${url.origin}/`) ? url.origin : undefined;
}

/** One segment of a path for each origin, which a person can read: `git.example`, `git.example~8443`, `http~localhost~3000`. */
export const serverPath = (origin: string): string =>
  encodeURIComponent(
    origin
      .replace(/^https:\/\//, '')
      .replace('://', '~')
      .replaceAll(':', '~'),
  );

/** A redirect URL for the server that somebody typed: `{field}` in it stands for the server's path. `undefined`: it is not known yet. */
export function fillRedirectUrl(url: string, typed: Readonly<Record<string, unknown>>): string | undefined {
  const { field } = /\{(?<field>[^{}]+)\}$/.exec(url)?.groups ?? {};
  if (field === undefined) return url;
  const value = Object.hasOwn(typed, field) ? typed[field] : undefined;
  const origin = typeof value === 'string' ? serverOrigin(value) : undefined;
  return origin === undefined ? undefined : `${url.slice(0, -field.length - 2)}${serverPath(origin)}`;
}
