import { offered } from '../../../contract/rules/offered.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import { enqueueOn, refuseWhenBusy } from '../actions/new-run.js';
import { type ConnectionRow, publishConnection } from '../connections/connection.rows.js';
import { connectionFacts } from '../connections/connection-facts.js';
import { activeRunsOf, markRemoving } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';

/**
 * Starts the Deactivation after which a connection goes, or makes the one that runs do so. `undefined` where there is none to wait for.
 * @throws {ProblemError} `busy`
 */
export async function startRemoval(
  services: Services,
  connection: ConnectionRow,
  definition: WidgetDefinition,
  startedBy: string | undefined,
): Promise<string | undefined> {
  const queries = services.database.kysely;
  const facts = await connectionFacts(queries, connection, definition);
  const deactivations = definition.actions.filter(({ type }) => type === 'deactivation');
  const action = deactivations.find((candidate) => offered(candidate, facts)) ?? deactivations[0];
  if (action === undefined) return undefined;
  refuseWhenBusy(await activeRunsOf(queries, [connection.id]), action);
  const { id, replayed } = await enqueueOn(services, connection, action, { startedBy, removes: true });
  if (replayed && !(await markRemoving(queries, id))) return undefined;
  await publishConnection(services, connection);
  return id;
}
