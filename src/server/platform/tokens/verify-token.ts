import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { AdminClaims, SessionClaims } from '../../../contract/session.js';
import type { AdminSession, Session } from '../access.js';
import { hashOf } from '../hash.js';
import { ProblemError } from '../problem-error.js';
import { withoutNulls } from './claim-faults.js';
import { adminType, audienceOf, LONGEST_LIFE, LONGEST_TOKEN, sessionType } from './keys.js';
import { type KnownKey, knownKeys } from './known-keys.js';
import { claimsHint, notAToken, refusedHint, type TokenKind, unknownKeyHint } from './token-hints.js';
import type { SigningKey } from './token-key.js';

const LEEWAY = 30;

export interface TokenVerifier {
  /**
   * @param environment the one that the request is about
   * @throws {ProblemError} `token_missing`, `token_invalid`, `token_expired`, `not_permitted`
   */
  session(authorization: string | null, environment: string): Promise<Session>;
  /** @throws {ProblemError} `token_missing`, `token_invalid`, `token_expired` */
  admin(authorization: string | null): Promise<AdminSession>;
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
      const claims = SessionClaims.safeParse(withoutNulls(await verifySession(authorization)));
      if (!claims.success)
        throw new ProblemError('token_invalid', {
          detail: 'The claims of the token are not those of a session',
          hint: claimsHint(claims.error.issues),
        });
      if (!(claims.data.env ?? ['LIVE']).includes(environment)) {
        throw new ProblemError('not_permitted', { detail: 'The session is not for this environment' });
      }
      return { ...toSession(claims.data, environment), token: hashOf(bearer(authorization)) };
    },
    async admin(authorization) {
      const claims = AdminClaims.safeParse(withoutNulls(await verifyAdmin(authorization)));
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
      // Signed elsewhere than by `signSession`, with the slash that an address may end with.
      audience: [audience, `${audience}/`],
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
    const { kid } = decodeProtectedHeader(token) as { readonly kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
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
