import { offered } from '../../../contract/rules/offered.js';
import type { Transaction } from '../../platform/database/queries.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import { factsOf } from '../connections/connection-facts.js';
import { storedConnectionById } from '../connections/connection-state.rows.js';
import { insertRun } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { widgetIn } from '../widgets/visible-widgets.js';
import { isLifecycle, newRun } from './new-run.js';

/**
 * Goes on after a sign-in, in the transaction that stores it: with an Activation that is offered and every dependency valid, its run is
 * queued, so that neither a page that was closed meanwhile nor a crash loses it. `undefined` where none begins. `handOver` follows.
 */
export async function queueActivation(
  transaction: Transaction,
  ports: Pick<Services, 'definitions' | 'vault' | 'now'>,
  connection: ConnectionRow,
  actionKey: string | undefined,
  by: string | undefined,
): Promise<string | undefined> {
  if (actionKey === undefined) return undefined;
  const widget = await widgetIn(transaction, ports, connection.environment, connection.widget);
  const action = widget?.definition.actions.find((candidate) => candidate.key === actionKey);
  if (widget === undefined || action?.type !== 'activation') return undefined;
  const stored = await storedConnectionById(transaction, connection.id, ports.now());
  if (stored === undefined || stored.activeRuns.some((run) => isLifecycle(run.action_type))) return undefined;
  const facts = factsOf(stored, widget.definition);
  const isReady = facts.credentials.every(({ status }) => status === 'valid');
  if (!isReady || !offered(action, facts)) return undefined;
  const run = await newRun(ports, stored, widget, action, { startedBy: by });
  return (await insertRun(transaction, run, ports.now())).run.id;
}
