import { createSecretKey } from 'node:crypto';
import { type CryptoKey, importJWK, type KeyObject } from 'jose';

export const sessionType = 'integration-session+jwt';
export const adminType = 'integration-admin+jwt';

/** Of a token, in seconds. */
export const LONGEST_LIFE = 3600;
/** In characters. */
export const LONGEST_TOKEN = 8192;
/** RFC 7518, 3.2: a key at least as long as the hash. */
export const SHORTEST_SECRET = 32;

/** In which family of keys each algorithm of key pairs is at home (RFC 7518, RFC 8037). */
export const families: Readonly<Record<string, string>> = { EdDSA: 'OKP', ES256: 'EC', RS256: 'RSA' };
export const algorithms: readonly string[] = ['HS256', ...Object.keys(families)];

/** With or without a slash at its end, it is the same server. */
export const audienceOf = (publicUrl: string): string => publicUrl.replace(/\/+$/, '');

export function secretKey(kid: string, secret: string): KeyObject {
  const bytes = Buffer.from(typeof secret === 'string' ? secret : '');
  if (bytes.length < SHORTEST_SECRET)
    throw new TypeError(`The secret of the signing key ${kid} must have at least ${SHORTEST_SECRET} bytes`);
  return createSecretKey(bytes);
}

export async function publicOrPrivate(kid: string, jwk: JsonWebKey, algorithm: string): Promise<CryptoKey> {
  const key = await importJWK(jwk as Parameters<typeof importJWK>[0], algorithm);
  if (key instanceof Uint8Array) throw new TypeError(`The signing key ${kid} is not an asymmetric key`);
  return key;
}
