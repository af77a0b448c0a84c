import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import { lockConnection } from '../connections/connection.rows.js';
import { storedConnectionById } from '../connections/connection-state.rows.js';
import { addressedConnection, type ConnectionAddress } from '../connections/find-connection.js';
import { recordChange } from '../history/history-line.rows.js';
import { isLifecycle } from '../runs/lifecycle.js';
import type { Services } from '../services/services.js';
import { withdrawSignIns } from './withdraw-sign-ins.js';

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'credentials' | 'background' | 'log' | 'now'>;

/**
 * Withdraws and erases what a connection that never became active, or is not any more, was signed in with (src/README.md §2). Nothing
 * happens where there is nothing.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `action_not_available` of an active one, which is disconnected, `busy`
 */
export async function signOut(ports: Ports, session: Session, address: ConnectionAddress): Promise<void> {
  const { database, background, now } = ports;
  const { stored: found } = await addressedConnection(database.queries, ports, session, address);
  if (found === undefined) return;
  const withdrawn = await database.transaction(async (transaction) => {
    const row = await lockConnection(transaction, found.row.id);
    const stored = row && (await storedConnectionById(transaction, row.id, now()));
    if (row === undefined || stored === undefined) throw new ProblemError('not_found');
    if (row.active) throw new ProblemError('action_not_available');
    if (stored.activeRuns.some((run) => isLifecycle(run, row))) throw new ProblemError('busy');
    if (stored.credentials.length === 0 && stored.signIn === undefined) return undefined;
    const taken = await withdrawSignIns(transaction, ports, row.id);
    const who = session.person ?? session.subject;
    const line = { kind: 'signed_out', outcome: 'succeeded', who } as const;
    await recordChange(transaction, row, { line, events: taken.events }, now());
    return taken;
  });
  if (withdrawn !== undefined) background.run('withdraw the sign-ins of a connection', () => withdrawn.revoke());
}
