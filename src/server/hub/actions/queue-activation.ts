import { offered } from '../../../contract/rules/offered.js';
import type { Queries } from '../../platform/database/queries.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import { connectionFacts } from '../connections/connection-facts.js';
import { activeRunsOf } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { widgetIn } from '../widgets/deployments.js';
import { isLifecycle, runOn } from './new-run.js';

/**
 * Goes on after a sign-in, in the transaction that stores it: with an Activation that is offered and every dependency valid, its run is
 * queued, so that neither a page that was closed meanwhile nor a crash loses it. `undefined` where none begins. `handOver` follows.
 */
export async function queueActivation(
  services: Services,
  queries: Queries,
  connection: ConnectionRow,
  actionKey: string | undefined,
  by: string | undefined,
): Promise<string | undefined> {
  const widget = actionKey === undefined ? undefined : await widgetIn(queries, connection.environment, connection.widget);
  const action = widget?.definition.actions.find((candidate) => candidate.key === actionKey);
  if (widget === undefined || action?.type !== 'activation') return undefined;
  const facts = await connectionFacts(queries, connection, widget.definition);
  const isReady = facts.credentials.every(({ status }) => status === 'valid');
  if (!isReady || !offered(action, facts)) return undefined;
  const running = await activeRunsOf(queries, [connection.id]);
  if (running.some((run) => isLifecycle(run.action_type))) return undefined;
  const { id } = await services.runs.store(await runOn(services, queries, connection, action, { startedBy: by }), queries);
  return id;
}

/** The runner finds a queued run by itself where it cannot be handed over now. */
export async function handOver(services: Services, { tenant }: ConnectionRow, run: string | undefined): Promise<void> {
  if (run === undefined) return;
  try {
    await services.runs.handOver(run, tenant);
  } catch (cause) {
    services.log.warn('A run could not be handed over yet', { run, cause });
  }
}
