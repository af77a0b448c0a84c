import { type Account, asProviderError, type ProviderClient } from '../../platform/oauth/provider-client.js';
import type { Services } from '../services/services.js';
import { isAccountStored } from './credential.rows.js';

/** Tokens that are not kept are revoked, unless a stored credential lives on the same grant. */
export async function giveBack(
  { database, log }: Pick<Services, 'database' | 'log'>,
  client: ProviderClient,
  tokens: { readonly accessToken: string; readonly refreshToken?: string | undefined },
  account: Pick<Account, 'key'> | undefined,
): Promise<void> {
  const key = account?.key;
  if (key === undefined || (await isAccountStored(database.queries, key))) return;
  try {
    if (tokens.refreshToken === undefined) await client.revoke(tokens.accessToken, 'access_token');
    else await client.revoke(tokens.refreshToken, 'refresh_token');
  } catch (error) {
    log.warn('Tokens that were not kept were not revoked', { reason: asProviderError(error).code });
  }
}
