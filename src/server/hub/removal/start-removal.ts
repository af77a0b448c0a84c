import { offered } from '../../../contract/rules/offered.js';
import type { Transaction } from '../../platform/database/queries.js';
import { newRun, refuseWhenBusy } from '../actions/new-run.js';
import type { StartedRun } from '../actions/start-action.js';
import { lockConnection, publishConnection } from '../connections/connection.rows.js';
import { factsOf } from '../connections/connection-facts.js';
import { storedConnectionById } from '../connections/connection-state.rows.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import { insertRun, markRemoving } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';

/**
 * Queues the Deactivation after which a connection goes, or makes the one that runs do so. `undefined` where there is none to wait for.
 * `handOver` follows once it has committed.
 *
 * @throws {ProblemError} `busy`
 */
export async function queueRemoval(
  transaction: Transaction,
  ports: Pick<Services, 'vault' | 'now'>,
  id: string,
  widget: DeployedWidget,
  startedBy: string | undefined,
): Promise<StartedRun | undefined> {
  const { now } = ports;
  await lockConnection(transaction, id);
  const stored = await storedConnectionById(transaction, id, now());
  if (stored?.row.active !== true) return undefined;
  const { actions } = widget.definition;
  const facts = factsOf(stored, widget.definition);
  const deactivations = actions.filter(({ type }) => type === 'deactivation');
  const action = deactivations.find((candidate) => offered(candidate, facts)) ?? deactivations[0];
  if (action === undefined) return undefined;
  refuseWhenBusy(stored, action);
  const run = await newRun(ports, stored, widget, action, { startedBy, removes: true });
  const started = await insertRun(transaction, run, now());
  if (started.replayed && !(await markRemoving(transaction, started.run.id))) return undefined;
  await publishConnection(transaction, stored.row, now());
  return started;
}
