import { createSecretKey, randomUUID } from 'node:crypto';
import {
  type CryptoKey,
  decodeProtectedHeader,
  errors,
  importJWK,
  type JWTPayload,
  jwtVerify,
  type KeyObject,
  SignJWT,
} from 'jose';
import { AdminClaims, type AdminRole, SessionClaims } from '../../../contract/session.js';
import type { SigningKey } from '../../options/options.js';
import type { AdminSession, Session } from '../access.js';
import { ProblemError } from '../problem-error.js';
import { claimsHint, notAToken, refusedHint, type TokenKind, unknownKeyHint } from './token-hints.js';

const sessionType = 'integration-session+jwt';
const adminType = 'integration-admin+jwt';

const LONGEST_LIFE = 3600;
/** In characters. */
const LONGEST_TOKEN = 8192;
const DEFAULT_LIFE = 900;
const LEEWAY = 30;
/** RFC 7518, 3.2: a key at least as long as the hash. */
const SHORTEST_SECRET = 32;

/** What signs tokens: a shared secret, or a private key whose public half the server knows. */
export type TokenKey =
  | { readonly kid: string; readonly algorithm: 'HS256'; readonly secret: string }
  | { readonly kid: string; readonly algorithm: 'EdDSA' | 'ES256' | 'RS256'; readonly privateKey: JsonWebKey };

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
 * A session token for one tenant, to be served by your backend at `/integration-hub/token` (spec §8).
 *
 * @throws {TypeError} when the key is too short, the life too long, or the tenant not one
 */
export async function signSession(options: SessionTokenOptions): Promise<string> {
  const { key, publicUrl, expiresIn, ...claims } = options;
  const stated = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  const parsed = SessionClaims.safeParse({ ...stated, exp: 0 });
  if (!parsed.success)
    throw new TypeError(`Not a session: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
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

/** With or without a slash at its end, it is the same server. */
const audienceOf = (publicUrl: string): string => publicUrl.replace(/\/+$/, '');

function secretKey(kid: string, secret: string): KeyObject {
  const bytes = Buffer.from(secret);
  if (bytes.length < SHORTEST_SECRET)
    throw new TypeError(`The secret of the signing key ${kid} must have at least ${SHORTEST_SECRET} bytes`);
  return createSecretKey(bytes);
}

async function publicOrPrivate(kid: string, jwk: JsonWebKey, algorithm: string): Promise<CryptoKey> {
  const key = await importJWK(jwk as Parameters<typeof importJWK>[0], algorithm);
  if (key instanceof Uint8Array) throw new TypeError(`The signing key ${kid} is not an asymmetric key`);
  return key;
}

export interface TokenVerifier {
  /**
   * @param environment the one that the request is about
   * @throws {ProblemError} `token_missing`, `token_invalid`, `token_expired`, `not_permitted`
   */
  session(authorization: string | null, environment: string): Promise<Session>;
  /** @throws {ProblemError} `token_missing`, `token_invalid`, `token_expired` */
  admin(authorization: string | null): Promise<AdminSession>;
}

interface KnownKey {
  readonly algorithm: SigningKey['algorithm'];
  readonly key: KeyObject | CryptoKey;
}

/** @throws {TypeError} about a key that cannot be used */
export async function createTokenVerifier(options: {
  readonly publicUrl: string;
  readonly sessionKeys: readonly SigningKey[];
  readonly adminKeys: readonly SigningKey[];
  readonly now: () => Date;
}): Promise<TokenVerifier> {
  const audience = audienceOf(options.publicUrl);
  const sessionKeys = await knownKeys(options.sessionKeys);
  const adminKeys = await knownKeys(options.adminKeys);
  const verify = (keys: ReadonlyMap<string, KnownKey>, kind: TokenKind) => async (authorization: string | null) =>
    verifyToken(bearer(authorization), { keys, kind, audience, now: options.now() });
  const verifySession = verify(sessionKeys, 'session');
  const verifyAdmin = verify(adminKeys, 'admin');
  return {
    async session(authorization, environment) {
      const claims = SessionClaims.safeParse(await verifySession(authorization));
      if (!claims.success)
        throw new ProblemError('token_invalid', {
          detail: 'The claims of the token are not those of a session',
          hint: claimsHint(claims.error.issues),
        });
      if (!(claims.data.env ?? ['LIVE']).includes(environment)) {
        throw new ProblemError('not_permitted', { detail: 'The session is not for this environment' });
      }
      return toSession(claims.data, environment);
    },
    async admin(authorization) {
      const claims = AdminClaims.safeParse(await verifyAdmin(authorization));
      if (!claims.success)
        throw new ProblemError('token_invalid', {
          detail: 'The claims of the token are not those of an administrator',
          hint: claimsHint(claims.error.issues),
        });
      return { role: claims.data.role, subject: claims.data.sub };
    },
  };
}

const toSession = (claims: SessionClaims, environment: string): Session => ({
  environment,
  tenant: claims.tenant,
  tenantName: claims.tenantName,
  subject: claims.sub,
  person: claims.name,
  widgets: claims.widgets,
  access: claims.access ?? 'use',
  preview: claims.preview ?? false,
  expiresAt: new Date(claims.exp * 1000),
});

async function knownKeys(keys: readonly SigningKey[]): Promise<ReadonlyMap<string, KnownKey>> {
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

function bearer(authorization: string | null): string {
  if (authorization === null) throw new ProblemError('token_missing');
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
  if (token === undefined || token.length > LONGEST_TOKEN)
    throw new ProblemError('token_invalid', {
      detail: 'Not a bearer token',
      hint: `Send "Bearer" and the token as it was signed, of at most ${LONGEST_TOKEN} characters`,
    });
  return token;
}

interface Verification {
  readonly keys: ReadonlyMap<string, KnownKey>;
  readonly kind: TokenKind;
  readonly audience: string;
  readonly now: Date;
}

/** The key, and with it the algorithm, comes from our own table: the token's header only names a row of it (RFC 8725, 3.1). */
async function verifyToken(token: string, { keys, kind, audience, now }: Verification): Promise<JWTPayload> {
  const kid = keyNameOf(token);
  const known = keys.get(kid ?? '');
  if (kid === undefined || known === undefined)
    throw new ProblemError('token_invalid', {
      detail: 'No key of that name signs these tokens',
      hint: unknownKeyHint(kind, kid),
    });
  const { algorithm, key } = known;
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      typ: kind === 'session' ? sessionType : adminType,
      audience,
      requiredClaims: ['exp'],
      clockTolerance: LEEWAY,
      currentDate: now,
    });
    requireShortLife(payload, now);
    return payload;
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    if (cause instanceof errors.JWTExpired) throw new ProblemError('token_expired', { cause });
    throw new ProblemError('token_invalid', {
      detail: 'The token is not one for this server',
      hint: refusedHint(cause, { kind, kid, algorithm, audience }),
      cause,
    });
  }
}

function keyNameOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch (cause) {
    throw new ProblemError('token_invalid', { detail: 'Not a token', hint: notAToken, cause });
  }
}

/** Measured from now: a token that was issued in the future, or says nothing of when, lives no longer than the others. */
function requireShortLife({ exp = 0, iat }: JWTPayload, now: Date): void {
  const from = Math.min(iat ?? Number.POSITIVE_INFINITY, now.getTime() / 1000 + LEEWAY);
  if (exp - from > LONGEST_LIFE)
    throw new ProblemError('token_invalid', {
      detail: 'A token lives at most an hour',
      hint: `Let the token end (exp) at most ${LONGEST_LIFE} seconds after it is made`,
    });
}
