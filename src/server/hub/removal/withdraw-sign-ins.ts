import type { HubEvent } from '../../../contract/event.js';
import type { Transaction } from '../../platform/database/queries.js';
import {
  authorizationChanged,
  isAsking,
  openAuthorizationsOf,
  openStatuses,
  takeTokens,
  transition,
} from '../authorizations/authorization.rows.js';
import { giveBackTokensOf } from '../authorizations/held-tokens.js';
import { cancelled } from '../authorizations/states.js';
import type { Services } from '../services/services.js';

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'credentials' | 'log' | 'now'>;

/** What is left to do, and to tell, of sign-ins that were withdrawn. */
export interface WithdrawnSignIns {
  readonly events: readonly HubEvent[];
  /** Asks the services to revoke what they gave. Called once the transaction has committed; a refusal is logged. */
  revoke(): Promise<void>;
}

/** What a connection loses that is disconnected or removed: its credentials, the sign-ins under way, and tokens that waited for an answer. */
export async function withdrawSignIns(transaction: Transaction, ports: Ports, connection: string): Promise<WithdrawnSignIns> {
  const { credentials, now } = ports;
  const open = await openAuthorizationsOf(transaction, connection);
  for (const row of open)
    await transition(transaction, row, { from: openStatuses }, cancelled('asked'), { at: now(), tell: false });
  const revokeTaken = await credentials.take(transaction, connection);
  return {
    events: open.map(authorizationChanged),
    async revoke() {
      for (const row of open.filter(isAsking)) {
        await giveBackTokensOf(ports, row);
        await takeTokens(ports.database.queries, row);
      }
      await revokeTaken();
    },
  };
}
