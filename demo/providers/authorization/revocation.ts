import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { type Account, findAccount } from './accounts.js';
import type { RecordEvent } from './event.js';
import { endpointPaths } from './provider.js';
import type { TokenStore } from './token-store.js';

/**
 * Revoking one token at Google takes the application's whole access to that account away, also what it got in other
 * sign-ins. oidc-provider ends the grant of the token; this ends the others before the answer goes out.
 */
export function revokeWholeAccount(
  provider: Provider,
  { store, accounts, record }: { store: TokenStore; accounts: readonly Account[]; record: RecordEvent },
): void {
  provider.use(async (context, next) => {
    await next();
    const oidc = (context as Partial<KoaContextWithOIDC>).oidc;
    if (!oidc || context.path !== endpointPaths.revocation || context.status !== 200) return;
    const token = oidc.entities.RefreshToken ?? oidc.entities.AccessToken;
    if (!token?.accountId || !token.clientId || token.clientId !== oidc.client?.clientId) return;
    await store.revokeGrants(token.accountId, token.clientId);
    const account = findAccount(accounts, token.accountId)?.email ?? token.accountId;
    record({ event: 'revoke', account, clientId: token.clientId });
  });
}
