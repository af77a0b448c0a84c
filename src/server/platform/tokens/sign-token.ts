import { randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { AdminRole } from '../../../contract/session.js';
import { claimFaults } from './claim-faults.js';
import { adminType, audienceOf, LONGEST_LIFE, publicOrPrivate, secretKey, sessionType } from './keys.js';
import type { TokenKey } from './token-key.js';

const DEFAULT_LIFE = 900;

export interface SessionTokenOptions {
  readonly key: TokenKey;
  /** The backend's `publicUrl`: the token's audience. */
  readonly publicUrl: string;
  /** Whose connections the session reaches. Take it from your own session, never from the request. */
  readonly tenant: string;
  readonly tenantName?: string;
  /** Your id of the person, and the name that others see beside what they did. */
  readonly sub?: string;
  readonly name?: string;
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
 * @throws {TypeError} when the key is too short, the life too long, or the tenant not one
 */
export async function signSession(options: SessionTokenOptions): Promise<string> {
  const { key, publicUrl, expiresIn, ...claims } = options;
  const stated = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  const faults = claimFaults(stated);
  if (faults.length > 0) throw new TypeError(`Not a session: ${faults.join(', ')}`);
  return sign(stated, { key, publicUrl, expiresIn, type: sessionType });
}

/** A token for the admin API and the editor. @throws {TypeError} as `signSession` */
export async function signAdmin(options: AdminTokenOptions): Promise<string> {
  const { key, publicUrl, expiresIn, role, sub } = options;
  return sign(sub === undefined ? { role } : { role, sub }, { key, publicUrl, expiresIn, type: adminType });
}

interface Signing {
  readonly key: TokenKey;
  readonly publicUrl: string;
  readonly expiresIn: number | undefined;
  readonly type: string;
}

async function sign(claims: JWTPayload, { key, publicUrl, expiresIn = DEFAULT_LIFE, type }: Signing): Promise<string> {
  if (!(expiresIn > 0 && expiresIn <= LONGEST_LIFE)) throw new TypeError(`A token lives at most ${LONGEST_LIFE} seconds`);
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...claims, jti: randomUUID() })
    .setProtectedHeader({ alg: key.algorithm, typ: type, kid: key.kid })
    .setAudience(audienceOf(publicUrl))
    .setIssuedAt(now)
    .setExpirationTime(now + Math.ceil(expiresIn))
    .sign(
      key.algorithm === 'HS256' ? secretKey(key.kid, key.secret) : await publicOrPrivate(key.kid, key.privateKey, key.algorithm),
    );
}
