import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { type Account, findAccount } from './accounts.js';
import type { RecordEvent } from './event.js';
import { loadOidcProvider } from './load-oidc-provider.js';
import { errorPage } from './pages.js';
import { identityScopes, supportedScopes } from './scopes.js';
import type { SigningKeys } from './signing-keys.js';
import type { TokenStore } from './token-store.js';

/** An application that may send people here. Confidential; its secret is taken by HTTP Basic or in the body, as Google does. */
export interface RegisteredClient {
  clientId: string;
  clientSecret: string;
  /** Shown on the pages. */
  name: string;
  /** Compared exactly. */
  redirectUris: readonly string[];
  /** Whose pages people see. Default: `Drive`. */
  service?: string;
}

export type ServiceOf = (clientId: string | undefined) => string;

/** Paths of Google's endpoints, all on one origin. */
export const endpointPaths = {
  authorization: '/o/oauth2/v2/auth',
  token: '/token',
  revocation: '/revoke',
  userinfo: '/v1/userinfo',
  jwks: '/oauth2/v3/certs',
} as const;

/** Set at a consent that asked for offline access, taken by the first token request: Google hands out a refresh token only then. */
export const offlineConsents = 'OfflineConsent';

export interface ProviderOptions {
  issuer: string;
  clients: readonly RegisteredClient[];
  accounts: readonly Account[];
  /** Seconds. */
  accessTokenTtl: number;
  keys: SigningKeys;
  store: TokenStore;
  record: RecordEvent;
  log: (line: string) => void;
}

const day = 24 * 60 * 60;

export async function createProvider({
  issuer,
  clients,
  accounts,
  accessTokenTtl,
  keys,
  store,
  record,
  log,
}: ProviderOptions): Promise<Provider> {
  const { default: OidcProvider, interactionPolicy } = await loadOidcProvider();
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  // Cookies know no ports: two providers on localhost would overwrite each other's without a name of their own.
  const cookie = (name: string) => `drive_${new URL(issuer).port}_${name}`;
  const provider = new OidcProvider(issuer, {
    adapter: store.adapter,
    clients: clients.map(({ clientId, clientSecret, name, redirectUris }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      client_name: name,
      redirect_uris: [...redirectUris],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    })),
    jwks: keys.jwks,
    cookies: {
      keys: keys.cookieKeys,
      names: { interaction: cookie('interaction'), resume: cookie('resume'), session: cookie('session') },
    },
    routes: endpointPaths,
    scopes: supportedScopes,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    responseTypes: ['code'],
    extraParams: ['access_type', 'include_granted_scopes'],
    pkce: { required: () => true },
    findAccount: (_context, id) => {
      const account = findAccount(accounts, id);
      if (!account) return undefined;
      const { email, name } = account;
      return { accountId: account.id, claims: () => ({ sub: account.id, email, email_verified: true, name }) };
    },
    issueRefreshToken: async (_context, _client, code) => {
      const consents = store.adapter(offlineConsents);
      if (!code.grantId || !(await consents.find(code.grantId))) return false;
      await consents.destroy(code.grantId);
      return true;
    },
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    revokeGrantPolicy: () => true,
    ttl: {
      AccessToken: accessTokenTtl,
      AuthorizationCode: 60,
      Grant: 180 * day,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 180 * day,
      Session: 14 * day,
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
    },
    interactions: { policy, url: (_context, interaction) => `/interaction/${interaction.uid}` },
    renderError: (context, { error, error_description }) => {
      const page = errorPage('This sign-in cannot go on', error_description ?? error);
      context.set(page.headers);
      context.type = 'html';
      context.body = page.body;
    },
  });
  recordEvents(provider, accounts, record);
  provider.on('server_error', (_context, error) => log(`authorization server: ${error.stack ?? error.message}`));
  return provider;
}

function recordEvents(provider: Provider, accounts: readonly Account[], record: RecordEvent): void {
  const about = ({ oidc }: KoaContextWithOIDC) => {
    const token = oidc.entities.RefreshToken ?? oidc.entities.AuthorizationCode ?? oidc.entities.AccessToken;
    const account = token?.accountId && findAccount(accounts, token.accountId);
    return {
      ...(account ? { account: account.email } : {}),
      ...(oidc.client || token?.clientId ? { clientId: oidc.client?.clientId ?? token?.clientId ?? '' } : {}),
    };
  };
  const isRefresh = ({ oidc }: KoaContextWithOIDC) => oidc.params?.['grant_type'] === 'refresh_token';
  provider.on('grant.success', (context) => {
    const scope = context.oidc.entities.AccessToken?.scope;
    record({ event: isRefresh(context) ? 'refresh' : 'token', ...about(context), ...(scope ? { scope } : {}) });
  });
  provider.on('grant.error', (context, error) => {
    record({ event: isRefresh(context) ? 'refresh_failed' : 'token_failed', ...about(context), error: error.error });
  });
  provider.use(async (context, next) => {
    await next();
    const oidc = (context as Partial<KoaContextWithOIDC>).oidc;
    if (oidc && context.path === endpointPaths.userinfo && context.status === 200) {
      record({ event: 'userinfo', ...about(context as KoaContextWithOIDC) });
    }
  });
}

/** The scopes of a request that a person is not asked about one by one. */
export function impliedScopes(requested: readonly string[]): string[] {
  return requested.filter((scope) => identityScopes.includes(scope) || scope === 'offline_access');
}
