import { openAuthorizationsOf } from '../authorizations/authorization.rows.js';
import { giveBackTokens } from '../authorizations/held-tokens.js';
import { cancel } from '../authorizations/states.js';
import type { Services } from '../services/services.js';

/** What a disconnected connection loses: its credentials, the sign-ins under way, and tokens that waited for an answer. */
export async function withdrawSignIns(services: Services, connection: string): Promise<{ readonly refused: readonly string[] }> {
  for (const row of await openAuthorizationsOf(services.database.kysely, connection)) await cancel(services, row, 'asked');
  await giveBackTokens(services);
  return services.credentials.erase(connection);
}
