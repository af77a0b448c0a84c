import { randomUUID } from 'node:crypto';
import { type CryptoKey, type JWTPayload, SignJWT } from 'jose';
import type { AdminRole } from '../../../contract/session.js';
import { isPromise, kindOf } from '../value-words.js';
import {
  adminClaimFaults,
  adminNames,
  claimFaults,
  sessionNames,
  unknownAdminClaims,
  unknownClaims,
  withoutNulls,
} from './claim-faults.js';
import { adminType, audienceOf, LONGEST_TOKEN, publicOrPrivate, secretKey, sessionType } from './keys.js';
import { addressWords, claimWords, keyWords, lifeWords, unknownWords } from './sign-words.js';
import type { TokenKey } from './token-key.js';

const DEFAULT_LIFE = 900;

export interface SessionTokenOptions {
  readonly key: TokenKey;
  /** The backend's `publicUrl`: the token's audience. */
  readonly publicUrl: string;
  /** Whose connections the session reaches. Take it from your own session, never from the request. */
  readonly tenant: string;
  readonly tenantName?: string | null;
  /** Your id of the person, and the name that others see beside what they did. `null` is none. */
  readonly sub?: string | null;
  readonly name?: string | null;
  /** Default `["LIVE"]`. */
  readonly env?: readonly string[];
  /** Allow-list. Default: every widget that the tenant may see. */
  readonly widgets?: readonly string[];
  /** Default `use`; `view` may read only. */
  readonly access?: 'use' | 'view';
  /** A preview for the integration builder: read-only outside DRAFT. */
  readonly preview?: boolean;
  /** Seconds, at most 3600. Default 900. */
  readonly expiresIn?: number;
}

export interface AdminTokenOptions {
  readonly key: TokenKey;
  readonly publicUrl: string;
  readonly role: AdminRole;
  readonly sub?: string;
  /** Seconds, at most 3600. Default 900. */
  readonly expiresIn?: number;
}

/**
 * A session token for one tenant, to be served by your backend at `/integration-hub/token` (src/README.md §8).
 *
 * @throws {TypeError} what no server would accept: a key without a name or too short, a `publicUrl` that is no address, a life too long,
 *   claims that are not those of a session, claims that a session does not have, a token of more than 8,192 characters. It names each
 *   place and the way out, and no value
 */
export async function signSession(options: SessionTokenOptions): Promise<string> {
  const { key, publicUrl, expiresIn, ...claims } = asObject('signSession', options);
  const stated = onlyStated(withoutNulls(claims));
  refuse('No session can be signed', [
    ...signingFaults({ key, publicUrl, expiresIn }),
    ...claimFaults(stated).map((fault) => claimWords(fault, stated)),
    ...unknownFaults('a session', unknownClaims(stated), sessionNames),
  ]);
  return sign(stated, { key, publicUrl, expiresIn, type: sessionType });
}

/** A token for the admin API and the editor. @throws {TypeError} as `signSession` */
export async function signAdmin(options: AdminTokenOptions): Promise<string> {
  const { key, publicUrl, expiresIn, ...claims } = asObject('signAdmin', options);
  const stated = onlyStated(claims);
  refuse('No administrator can be signed', [
    ...signingFaults({ key, publicUrl, expiresIn }),
    ...adminClaimFaults(stated).map((fault) => claimWords(fault, stated)),
    ...unknownFaults('an administrator', unknownAdminClaims(stated), adminNames),
  ]);
  return sign(stated, { key, publicUrl, expiresIn, type: adminType });
}

function asObject<Options extends object>(name: string, options: Options): Options {
  if (typeof options === 'object' && options !== null && !isPromise(options)) return options;
  throw new TypeError(`${name} takes an object, and there is ${kindOf(options)}: write ${name}({ key, publicUrl, … })`);
}

const onlyStated = (claims: object): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));

function refuse(what: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new TypeError(`${what}: ${faults.join('\n')}`);
}

const unknownFaults = (whose: string, names: readonly string[], known: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${whose} has no ${unknownWords(names, [...known, 'key', 'publicUrl', 'expiresIn'])}`];

interface Signing {
  readonly key: TokenKey;
  readonly publicUrl: string;
  readonly expiresIn: number | undefined;
  readonly type: string;
}

const signingFaults = ({ key, publicUrl, expiresIn = DEFAULT_LIFE }: Omit<Signing, 'type'>): string[] => [
  ...keyWords(key),
  ...addressWords(publicUrl),
  ...lifeWords(expiresIn),
];

/** A private key as the library takes it, whose words may quote what was given. */
async function privateHalf(kid: string, jwk: JsonWebKey, algorithm: string): Promise<CryptoKey> {
  try {
    return await publicOrPrivate(kid, jwk, algorithm);
  } catch {
    throw new TypeError(`key.privateKey is no key of ${algorithm}: make the pair again, and export it as a JWK`);
  }
}

async function sign(claims: JWTPayload, { key, publicUrl, expiresIn = DEFAULT_LIFE, type }: Signing): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ ...claims, jti: randomUUID() })
    .setProtectedHeader({ alg: key.algorithm, typ: type, kid: key.kid })
    .setAudience(audienceOf(publicUrl))
    .setIssuedAt(now)
    .setExpirationTime(now + Math.ceil(expiresIn))
    .sign(key.algorithm === 'HS256' ? secretKey(key.kid, key.secret) : await privateHalf(key.kid, key.privateKey, key.algorithm));
  if (token.length > LONGEST_TOKEN)
    throw new TypeError(`The token has ${token.length} characters, and a server reads ${LONGEST_TOKEN}: name fewer widgets`);
  return token;
}
