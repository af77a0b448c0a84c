import type { Account } from '../../platform/oauth/provider-client.js';
import { VaultError } from '../../platform/vault/vault.js';
import type { CredentialRow } from '../services/credentials.js';
import type { Services } from '../services/services.js';
import { asSecret, credentialContext, type OAuthSecret } from './sealed-credential.js';

/**
 * Many providers give a refresh token at the first consent only, and it goes on living: a second sign-in of the very same account keeps
 * the one that is stored (RFC 6749 §6 says the same of a refresh). Not one of a grant that has ended.
 */
export async function withRefreshToken(
  { vault, log }: Pick<Services, 'vault' | 'log'>,
  replaced: CredentialRow | undefined,
  { secret, account }: { readonly secret: OAuthSecret; readonly account: Pick<Account, 'key'> | undefined },
): Promise<OAuthSecret> {
  if (secret.refreshToken !== undefined || replaced === undefined || replaced.status === 'expired') return secret;
  if (account?.key === undefined || account.key !== replaced.account_key) return secret;
  try {
    const before = asSecret(await vault.open(replaced.sealed, credentialContext(replaced, replaced)));
    if (before.kind !== 'oauth' || before.connector !== secret.connector || before.refreshToken === undefined) return secret;
    return { ...secret, refreshToken: before.refreshToken };
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    log.error('A sealed value cannot be opened', { id: replaced.id, reason: cause.code });
    return secret;
  }
}
