import { createHash, createPublicKey, generateKeyPair as generateKeyPairCallback } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jwtVerify } from 'jose';
import { isMissing, writeSecretFile } from '../shared/secret-file.js';

/** The JSON key file of a Google service account. */
export interface ServiceAccountKey {
  type: 'service_account';
  project_id: string;
  private_key_id: string;
  /** PKCS #8, PEM. */
  private_key: string;
  client_email: string;
  client_id: string;
  auth_uri: string;
  token_uri: string;
  universe_domain: string;
}

const generateKeyPair = promisify(generateKeyPairCallback);

/**
 * The service account of a data directory (`service-account.json`, made on the first call). A changed `tokenUri` is
 * written back; the key stays.
 */
export async function createServiceAccount({
  dataDirectory,
  tokenUri,
  projectId = 'integration-hub-demo',
}: {
  dataDirectory: string;
  tokenUri: string;
  projectId?: string;
}): Promise<ServiceAccountKey> {
  const file = join(dataDirectory, 'service-account.json');
  const before = await readKey(file);
  if (before?.token_uri === tokenUri) return before;
  const key = before ? { ...before, token_uri: tokenUri } : await newKey(projectId, tokenUri);
  await writeSecretFile(file, key);
  return key;
}

async function readKey(file: string): Promise<ServiceAccountKey | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ServiceAccountKey;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function newKey(projectId: string, tokenUri: string): Promise<ServiceAccountKey> {
  const { privateKey } = await generateKeyPair('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const digest = createHash('sha256').update(pem).digest('hex');
  return {
    type: 'service_account',
    project_id: projectId,
    private_key_id: digest.slice(0, 40),
    private_key: pem,
    client_email: `sync@${projectId}.iam.gserviceaccount.com`,
    client_id: `1${BigInt(`0x${digest.slice(40, 56)}`)}`.padEnd(21, '0').slice(0, 21),
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: tokenUri,
    universe_domain: 'googleapis.com',
  };
}

/** A refusal of the token endpoint, in the words of RFC 6749 section 5.2. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * The scope that a service account asks for. Throws `AssertionError` unless the assertion is signed by its key (RS256), for
 * this audience, issued by it, and good for at most an hour. Source: RFC 7523 section 3; Google, "OAuth 2.0 for server to
 * server applications".
 */
export async function verifyAssertion(assertion: string, account: ServiceAccountKey): Promise<string> {
  try {
    const { payload } = await jwtVerify(assertion, createPublicKey(account.private_key), {
      algorithms: ['RS256'],
      issuer: account.client_email,
      audience: account.token_uri,
      requiredClaims: ['iat', 'exp'],
      clockTolerance: 10,
    });
    if ((payload.exp ?? 0) - (payload.iat ?? 0) > 3600)
      throw new AssertionError('Invalid JWT: Token must be short-lived (60 minutes).');
    const scope = payload['scope'];
    if (typeof scope !== 'string' || scope === '') throw new AssertionError('Invalid JWT: no scope requested.');
    return scope;
  } catch (error) {
    if (error instanceof AssertionError) throw error;
    throw new AssertionError(error instanceof Error ? `Invalid JWT: ${error.message}` : 'Invalid JWT', { cause: error });
  }
}
