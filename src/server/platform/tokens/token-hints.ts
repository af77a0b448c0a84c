import { errors } from 'jose';
import { plainText } from '../plain-text.js';

export type TokenKind = 'session' | 'admin';

/** A token that names a key of ours, and what was expected of it. */
interface NamedKey {
  readonly kind: TokenKind;
  readonly kid: string;
  readonly algorithm: string;
  /** The server's `publicUrl`. */
  readonly audience: string;
}

export const notAToken = 'This is no JWT as signSession makes it';

/** Only what looks like a name is said again. */
const isPlain = (kid: string): boolean => /^[\w.:+-]{1,64}$/.test(kid);

/** The token's `kid` names no key. Says nothing of those there are. */
export function unknownKeyHint(kind: TokenKind, kid: string | undefined): string {
  const where = `${kind}Keys (INTEGRATION_HUB_${kind.toUpperCase()}_KEYS)`;
  if (kid === undefined) return `The token's header has no kid: it names the key in ${where}`;
  return `No ${kind} key ${isPlain(kid) ? `is named ${kid}` : 'has the kid of this token'}: add it to ${where}`;
}

/** What is wrong with a token that was not accepted, and how to mend it. Claims are quoted only once the signature was right. */
export function refusedHint(cause: unknown, { kind, kid, algorithm, audience }: NamedKey): string {
  if (cause instanceof errors.JWSSignatureVerificationFailed)
    return `The token is signed with another ${algorithm === 'HS256' ? 'secret' : 'key'} than ${kind}Keys has under ${kid}`;
  if (cause instanceof errors.JOSEAlgNotAllowed) return `The token's alg is not ${algorithm}, which ${kind}Keys has under ${kid}`;
  if (!(cause instanceof errors.JWTClaimValidationFailed)) return notAToken;
  const { claim, reason, payload } = cause;
  if (claim === 'aud') {
    const whom = reason === 'missing' ? 'nobody' : plainText([payload.aud].flat().join(', '));
    return `The token is for ${whom} (aud), this server is ${audience} (publicUrl)`;
  }
  if (claim === 'typ') return `The typ in the token's header must be integration-${kind}+jwt`;
  if (claim === 'nbf') return 'The token is not valid yet (nbf): compare the clocks of the two servers';
  return `The token's ${claim} ${reason === 'missing' ? 'is missing' : 'is not right'}`;
}

/** Claims that are not those of a kind of token, by their names. */
export const claimsHint = (issues: readonly { readonly path: readonly PropertyKey[] }[]): string =>
  `Missing or not allowed in the token: ${[...new Set(issues.map(({ path }) => String(path[0])))].join(', ')}`;
