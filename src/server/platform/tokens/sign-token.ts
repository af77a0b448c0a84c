import { randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { AdminRole } from '../../../contract/session.js';
import { adminClaimFaults, claimFaults, unknownAdminClaims, unknownClaims, withoutNulls } from './claim-faults.js';
import { adminType, audienceOf, LONGEST_LIFE, LONGEST_TOKEN, publicOrPrivate, secretKey, sessionType } from './keys.js';
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
 *   claims that are not those of a session, claims that a session does not have, a token of more than 8,192 characters
 */
export async function signSession(options: SessionTokenOptions): Promise<string> {
  const { key, publicUrl, expiresIn, ...claims } = options;
  const stated = onlyStated(withoutNulls(claims));
  refuse('Not a session', claimFaults(stated));
  refuse('A session has no such claims', unknownClaims(stated));
  return sign(stated, { key, publicUrl, expiresIn, type: sessionType });
}

/** A token for the admin API and the editor. @throws {TypeError} as `signSession` */
export async function signAdmin(options: AdminTokenOptions): Promise<string> {
  const { key, publicUrl, expiresIn, ...claims } = options;
  const stated = onlyStated(claims);
  refuse('Not an administrator', adminClaimFaults(stated));
  refuse('An administrator has no such claims', unknownAdminClaims(stated));
  return sign(stated, { key, publicUrl, expiresIn, type: adminType });
}

const onlyStated = (claims: object): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));

function refuse(what: string, names: readonly string[]): void {
  if (names.length > 0) throw new TypeError(`${what}: ${names.join(', ')}`);
}

interface Signing {
  readonly key: TokenKey;
  readonly publicUrl: string;
  readonly expiresIn: number | undefined;
  readonly type: string;
}

/** JavaScript may give anything: a server finds the key by its name, and takes the algorithm from it. */
function keyFaults(key: Partial<TokenKey> | null | undefined): string[] {
  if (typeof key !== 'object' || key === null) return ['key'];
  const { kid, algorithm } = key;
  return [
    ...(typeof kid === 'string' && kid !== '' ? [] : ['key.kid']),
    ...(algorithm !== undefined && ['HS256', 'EdDSA', 'ES256', 'RS256'].includes(algorithm) ? [] : ['key.algorithm']),
  ];
}

const isAddress = (publicUrl: unknown): boolean =>
  typeof publicUrl === 'string' && URL.canParse(publicUrl) && /^https?:$/.test(new URL(publicUrl).protocol);

async function sign(claims: JWTPayload, { key, publicUrl, expiresIn = DEFAULT_LIFE, type }: Signing): Promise<string> {
  refuse('Not a key that signs', keyFaults(key));
  if (!isAddress(publicUrl)) throw new TypeError("publicUrl is the backend's address, https://…");
  if (!(typeof expiresIn === 'number' && expiresIn > 0 && expiresIn <= LONGEST_LIFE))
    throw new TypeError(`A token lives at most ${LONGEST_LIFE} seconds`);
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ ...claims, jti: randomUUID() })
    .setProtectedHeader({ alg: key.algorithm, typ: type, kid: key.kid })
    .setAudience(audienceOf(publicUrl))
    .setIssuedAt(now)
    .setExpirationTime(now + Math.ceil(expiresIn))
    .sign(
      key.algorithm === 'HS256' ? secretKey(key.kid, key.secret) : await publicOrPrivate(key.kid, key.privateKey, key.algorithm),
    );
  if (token.length > LONGEST_TOKEN)
    throw new TypeError(`The token has ${token.length} characters, and a server reads ${LONGEST_TOKEN}: name fewer widgets`);
  return token;
}
