import type { ProviderClient } from '../../platform/oauth/provider-client.js';
import { asProviderError } from '../../platform/oauth/provider-client.js';
import { giveBack } from '../credentials/give-back.js';
import type { Services } from '../services/services.js';
import type { AuthorizationRow } from './authorization.rows.js';
import { providerOf } from './provider-of.js';
import type { Start } from './sealed-start.js';

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'log' | 'now'>;

/**
 * Gives back what a provider gave to a process that died before it could keep it. Where nobody knows the tokens, the code is redeemed
 * once more: either it was not yet, or the provider sees it twice, and revokes what it gave for it (RFC 6749 §4.1.2).
 */
export async function giveBackLost(ports: Ports, row: AuthorizationRow, start: Start): Promise<void> {
  if (start.redeeming === undefined) return;
  try {
    const client = await providerOf(ports, row, start);
    const tokens = await tokensOf(client, start);
    if (tokens !== undefined) await giveBack(ports, client, tokens, await client.account(tokens.accessToken));
  } catch (cause) {
    const { code, reason } = asProviderError(cause);
    ports.log.warn('What a sign-in was given that broke off was not revoked', {
      authorization: row.reference,
      reason: reason ?? code,
    });
  }
}

function tokensOf(client: ProviderClient, { bound, redeeming }: Start) {
  if (redeeming?.tokens !== undefined) return redeeming.tokens;
  return redeeming === undefined || bound === undefined ? undefined : client.exchange({ ...bound, code: redeeming.code });
}
