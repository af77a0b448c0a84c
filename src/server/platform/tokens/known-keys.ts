import type { CryptoKey, KeyObject } from 'jose';
import { publicOrPrivate, secretKey } from './keys.js';
import type { SigningKey } from './token-key.js';

/** A key that tokens are verified with. */
export interface KnownKey {
  readonly algorithm: SigningKey['algorithm'];
  readonly key: KeyObject | CryptoKey;
}

/** By their `kid`. @throws {TypeError} where two have the same, or one is none */
export async function knownKeys(keys: readonly SigningKey[]): Promise<ReadonlyMap<string, KnownKey>> {
  const known = new Map<string, KnownKey>();
  for (const key of keys) {
    if (known.has(key.kid)) throw new TypeError(`Two signing keys have the kid ${key.kid}`);
    const imported =
      key.algorithm === 'HS256'
        ? secretKey(key.kid, key.secret)
        : await publicOrPrivate(key.kid, withoutPrivate(key.publicKey), key.algorithm);
    known.set(key.kid, { algorithm: key.algorithm, key: imported });
  }
  return known;
}

/** A private key given by mistake verifies as well as a public one. */
const withoutPrivate = ({ kty, crv, x, y, n, e }: JsonWebKey): JsonWebKey =>
  Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined));
