import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWKS } from 'oidc-provider';
import { isMissing, writeSecretFile } from '../shared/secret-file.js';

/** What has to stay the same over a restart: the key of the ID tokens and the keys that sign the session cookies. */
export interface SigningKeys {
  jwks: JWKS;
  cookieKeys: string[];
}

/** Reads the keys of a data directory, or makes them. Without a directory they live as long as the process. */
export async function openSigningKeys(dataDirectory?: string): Promise<SigningKeys> {
  if (!dataDirectory) return createSigningKeys();
  const file = join(dataDirectory, 'signing-keys.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SigningKeys;
  } catch (error) {
    if (!isMissing(error)) throw error;
    const keys = await createSigningKeys();
    await writeSecretFile(file, keys);
    return keys;
  }
}

async function createSigningKeys(): Promise<SigningKeys> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: randomBytes(8).toString('hex') };
  return { jwks: { keys: [jwk] } as JWKS, cookieKeys: [randomBytes(32).toString('base64url')] };
}
