import type { JsonValue } from '../../../contract/names.js';
import type { Scope } from '../../platform/access.js';
import type { AskedValues } from '../../platform/oauth/resolve-oauth.js';
import type { TypedCredential } from '../definitions/define.js';
import type { CredentialAddress } from '../services/credentials.js';

/** What is sealed for a dependency that was signed in at a provider. */
export interface OAuthSecret {
  readonly kind: 'oauth';
  /** Tokens go to the connector they were made for, whatever the dependency names later. */
  readonly connector: string;
  readonly values: AskedValues;
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly scope?: readonly string[];
}

/** What is sealed for typed-in credentials. */
export interface TypedSecret {
  readonly kind: 'typed';
  readonly connector: string;
  readonly method: TypedCredential['method'];
  readonly values: Readonly<Record<string, JsonValue>>;
}

export type Secret = OAuthSecret | TypedSecret;

export const asJson = (secret: Secret): JsonValue => ({ ...secret });

/** The vault has authenticated it, so that only its kind is looked at. */
export function asSecret(value: JsonValue): Secret {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  if (kind === 'oauth' || kind === 'typed') return value as unknown as Secret;
  throw new Error('This is not a credential');
}

/** The identity of a credential's row: what is sealed for one place opens in no other. */
export const credentialContext = (scope: Scope, address: CredentialAddress): string =>
  JSON.stringify(['credential', scope.environment, scope.tenant, address.connection, address.dependency]);
