import { randomBytes } from 'node:crypto';
import { hashOf, isSecret } from '../../platform/hash.js';
import type { AuthorizationRow } from './authorization.rows.js';

/** One cookie an authorization, at most this many in a browser. */
const most = 8;
/** Longer than an authorization: browsers deliver a callback twice, and come back to the page that says so. */
const seconds = 900;
const cookies = /(?:^|;\s*)((?:__Host-)?integration-hub-[A-Za-z0-9_-]{16})=([^;]*)/g;

const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https:');

/** On https with a prefix that no other page of the site can set; WebKit refuses `Secure` on http loopback. */
const nameFor = (publicUrl: string, row: Pick<AuthorizationRow, 'id_hash'>): string =>
  `${isSecure(publicUrl) ? '__Host-' : ''}integration-hub-${row.id_hash.slice(0, 16)}`;

const readAll = (request: Request): Map<string, string> => {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of (request.headers.get('cookie') ?? '').matchAll(cookies))
    if (!found.has(name)) found.set(name, value);
  return found;
};

const line = (publicUrl: string, name: string, value: string, life: number): string =>
  `${name}=${value}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Lax${isSecure(publicUrl) ? '; Secure' : ''}`;

export interface NewCookie {
  /** What is stored of it. */
  readonly hash: string;
  /** `Set-Cookie` lines: the new one, and the end of the oldest where there are too many. */
  readonly lines: readonly string[];
}

/** The cookie that binds an authorization to this browser. Its value begins with the time, by which the oldest are known. */
export function createBindingCookie(
  publicUrl: string,
  row: Pick<AuthorizationRow, 'id_hash'>,
  request: Request,
  now: Date,
): NewCookie {
  const name = nameFor(publicUrl, row);
  const value = `${now.getTime().toString(36)}.${randomBytes(32).toString('base64url')}`;
  const born = (text: string): number => Number.parseInt(text.split('.', 1)[0] ?? '', 36) || 0;
  const others = [...readAll(request)].filter(([other]) => other !== name).sort(([, a], [, b]) => born(a) - born(b));
  const surplus = others.slice(0, Math.max(0, others.length - (most - 1)));
  return {
    hash: hashOf(value),
    lines: [line(publicUrl, name, value, seconds), ...surplus.map(([other]) => line(publicUrl, other, '', 0))],
  };
}

/** Whether the request comes from the browser that the authorization is bound to. */
export function holdsCookie(
  publicUrl: string,
  row: Pick<AuthorizationRow, 'id_hash' | 'cookie_hash'>,
  request: Request,
): boolean {
  const value = readAll(request).get(nameFor(publicUrl, row));
  return value !== undefined && isSecret(value, row.cookie_hash);
}
