import { offered } from '../../../contract/rules/offered.js';
import { signsIn } from '../../../contract/rules/signs-in.js';
import type { Transaction } from '../../platform/database/queries.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import { factsOf } from '../connections/connection-facts.js';
import { storedConnectionById } from '../connections/connection-state.rows.js';
import { isLifecycle } from '../runs/lifecycle.js';
import { insertRun } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { widgetIn } from '../widgets/visible-widgets.js';
import { newRun } from './new-run.js';

/**
 * Goes on after a sign-in, in the transaction that stores it: with every dependency valid, the run of the action that was pressed is
 * queued where it is offered, so that neither a page that was closed meanwhile nor a crash loses it. `undefined` where none begins.
 * `handOver` follows.
 */
export async function queueSignedIn(
  transaction: Transaction,
  ports: Pick<Services, 'definitions' | 'vault' | 'now'>,
  connection: ConnectionRow,
  actionKey: string | undefined,
  by: string | undefined,
): Promise<string | undefined> {
  if (actionKey === undefined) return undefined;
  const widget = await widgetIn(transaction, ports, connection.environment, connection.widget);
  const action = widget?.definition.actions.find((candidate) => candidate.key === actionKey);
  if (widget === undefined || action === undefined || !signsIn(action)) return undefined;
  const stored = await storedConnectionById(transaction, connection.id, ports.now());
  if (stored === undefined || stored.activeRuns.some((run) => isLifecycle(run, stored.row))) return undefined;
  const facts = factsOf(stored, widget.definition);
  const isReady = facts.credentials.every(({ status }) => status === 'valid');
  // Pressed before the sign-in that this is: an expired connection has become authenticated by it.
  const pressed = { authenticated: false, configured: facts.configured, expired: stored.row.active };
  const isDue = offered(action, action.type === 'multi_connector' ? pressed : facts);
  if (!isReady || !isDue) return undefined;
  const run = await newRun(ports, stored, widget, action, { startedBy: by });
  return (await insertRun(transaction, run, ports.now())).run.id;
}
