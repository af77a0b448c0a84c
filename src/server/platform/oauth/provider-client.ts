import { createHash } from 'node:crypto';
import * as openid from 'openid-client';
import type { ConnectorDefinition, OAuthDefinition } from '../../../contract/connector.js';
import { rememberSecrets } from '../known-secrets.js';
import { OutgoingError } from '../outgoing/outgoing-error.js';
import { peekJson } from '../outgoing/peek-body.js';
import type { SafeFetch } from '../outgoing/safe-fetch.js';
import { plainText } from '../plain-text.js';
import { isDeadToken } from './answer-signs.js';
import { atPath } from './at-path.js';
import { ProviderError } from './provider-error.js';
import { createProviderFetch, providerLimits, refusedAnswer, renameParams } from './provider-fetch.js';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Seconds. */
  readonly expiresIn: number | undefined;
  /** Absent: as asked for (RFC 6749 §5.1). */
  readonly scope: readonly string[] | undefined;
}

export interface Account {
  /** Such as `alice@example.com`. */
  readonly line: string;
  /** Whether the provider showed that line: else it is its identifier, which people know no better than a number. */
  readonly isNamed: boolean;
  /** Identity of client and account at the provider: the same for every credential of the same grant. Absent: nothing told it. */
  readonly key: string | undefined;
}

/** A connector's OAuth definition with everything filled in that a dependency and a person may fill in. */
export type ResolvedOAuth = OAuthDefinition & Pick<ConnectorDefinition, 'deadTokens'> & { readonly clientId: string };

/** One provider as one client of it sees it. Every method throws `ProviderError`. */
export interface ProviderClient {
  readonly definition: ResolvedOAuth;
  authorizationUrl(request: { readonly redirectUri: string; readonly state: string; readonly verifier: string }): Promise<URL>;
  exchange(request: { readonly redirectUri: string; readonly code: string; readonly verifier: string }): Promise<Tokens>;
  refresh(refreshToken: string): Promise<Tokens>;
  /** RFC 7009. Does nothing where the definition names no endpoint. */
  revoke(token: string, kind: 'access_token' | 'refresh_token'): Promise<void>;
  /** `undefined` where the definition names no user-info endpoint, or its answer no account. */
  account(accessToken: string): Promise<Account | undefined>;
}

export function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof OutgoingError)
    return new ProviderError(error.code === 'too_large' ? 'provider_error' : 'provider_unreachable', { cause: error });
  if (error instanceof openid.ResponseBodyError) {
    const { error: reason, error_description: said } = error;
    const { isDead, ...refused } = refusedAnswer(error.cause);
    return new ProviderError(isDead ? 'grant_dead' : 'provider_error', { said, reason, ...refused });
  }
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof OutgoingError ? asProviderError(cause) : new ProviderError('provider_error', { cause: error });
}

function clientAuthentication({ clientAuthentication: method, clientSecret }: OAuthDefinition): openid.ClientAuth {
  if (clientSecret === undefined || method === 'none') return openid.None();
  if (method === 'basic_raw') {
    return (_server, { client_id: id }, _body, headers) =>
      headers.set('authorization', `Basic ${Buffer.from(`${id}:${clientSecret}`, 'utf8').toString('base64')}`);
  }
  return method === 'basic' ? openid.ClientSecretBasic(clientSecret) : openid.ClientSecretPost(clientSecret);
}

const digest = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** What all credentials of one client at one provider have in common. */
export const clientKey = (definition: OAuthDefinition): string =>
  digest(definition.tokenUrl, definition.clientId ?? '').slice(0, 22);

/** Where the identifier of an account stands where its definition does not say. The first two are known without their place. */
const usualIdentities = [
  'sub',
  'id',
  'data.id',
  'data.sub',
  'user.id',
  'user.sub',
  'user_id',
  'data.user_id',
  'userId',
  'uid',
] as const;
const plainIdentities: readonly string[] = usualIdentities.slice(0, 2);

function accountOf(definition: OAuthDefinition, answer: unknown): Account | undefined {
  const word = (path: string): string | undefined => {
    const value = atPath(answer, path);
    // Of a number that was too long something is lost: it could be anybody's.
    const line = typeof value === 'string' || Number.isSafeInteger(value) ? plainText(String(value)) : '';
    return line === '' ? undefined : line;
  };
  const line = (definition.accountPaths ?? ['email', 'name', 'sub']).map(word).find((value) => value !== undefined);
  const paths = definition.identityPaths ?? usualIdentities.filter((path) => word(path) !== undefined).slice(0, 1);
  const parts = paths.map(word).filter((value) => value !== undefined);
  const identity = paths.length > 0 && parts.length === paths.length ? parts : undefined;
  const shown = line ?? identity?.join(' · ');
  if (shown === undefined) return undefined;
  const client = clientKey(definition);
  // Keys from another place are another client's, so that only the lines compare (`otherAccount`).
  const from =
    definition.identityPaths === undefined && plainIdentities.includes(paths[0] ?? 'sub')
      ? client
      : `${client}~${digest(...paths).slice(0, 8)}`;
  // Without an identifier: an address is one person's, a name is not.
  const known = identity ?? (line?.includes('@') === true && definition.identityPaths === undefined ? [line] : undefined);
  return { line: shown, isNamed: line !== undefined, key: known && `${from}.${digest(...known)}` };
}

function asTokens(answer: openid.TokenEndpointResponse): Tokens {
  rememberSecrets([answer.access_token, answer.refresh_token]);
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresIn: answer.expires_in,
    scope: answer.scope?.split(' '),
  };
}

export function createProviderClient(definition: ResolvedOAuth, fetch: SafeFetch): ProviderClient {
  rememberSecrets(definition.clientSecret);
  const { clientId, authorizationUrl, tokenUrl, revocationUrl, userInfoUrl, pkce = true } = definition;
  // The callback compares `iss` before it gets here, so the issuer serves as a name only.
  const issuer = definition.issuer ?? new URL(tokenUrl).origin;
  const endpoints = {
    authorization_endpoint: authorizationUrl,
    token_endpoint: tokenUrl,
    ...(revocationUrl === undefined ? {} : { revocation_endpoint: revocationUrl }),
  };
  const configuration = new openid.Configuration({ issuer, ...endpoints }, clientId, {}, clientAuthentication(definition));
  configuration[openid.customFetch] = createProviderFetch(definition, fetch) as openid.CustomFetch;
  // Plain http is decided by the safe fetch: only hosts that the operator named.
  openid.allowInsecureRequests(configuration);

  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asProviderError(error);
    }
  };

  return {
    definition,
    async authorizationUrl({ redirectUri, state, verifier }) {
      const params = new URLSearchParams(definition.params);
      // Code that names one here does not start; a version that was stored before its name was a secret's may.
      for (const name of definition.secretParams ?? []) params.delete(name);
      params.set('redirect_uri', redirectUri);
      params.set('state', state);
      if (pkce) {
        params.set('code_challenge', await openid.calculatePKCECodeChallenge(verifier));
        params.set('code_challenge_method', 'S256');
      }
      const url = openid.buildAuthorizationUrl(configuration, params);
      renameParams(definition, url.searchParams);
      return url;
    },
    exchange: ({ redirectUri, code, verifier }) =>
      attempt(async () => {
        rememberSecrets([code, verifier]);
        const current = new URL(redirectUri);
        current.searchParams.set('code', code);
        const checks = pkce ? { pkceCodeVerifier: verifier } : {};
        return asTokens(await openid.authorizationCodeGrant(configuration, current, checks));
      }),
    refresh: (refreshToken) => attempt(async () => asTokens(await openid.refreshTokenGrant(configuration, refreshToken))),
    revoke: (token, kind) =>
      attempt(async () => {
        if (revocationUrl !== undefined) await openid.tokenRevocation(configuration, token, { token_type_hint: kind });
      }),
    account: (accessToken) =>
      attempt(async () => {
        if (userInfoUrl === undefined) return undefined;
        const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
        const { response, body } = await peekJson(await fetch(userInfoUrl, { headers }, providerLimits));
        const isDead = response.status === 401 || isDeadToken(definition.deadTokens, { status: response.status, body });
        if (!response.ok || isDead) throw new ProviderError(isDead ? 'grant_dead' : 'provider_error');
        return accountOf(definition, await response.json());
      }),
  };
}
