import type { RunErrorCode } from '../../../contract/error-code.js';
import type { HubEvent } from '../../../contract/event.js';
import { activates } from '../../../contract/rules/signs-in.js';
import type { Transaction } from '../../platform/database/queries.js';
import { deleteConfigurations } from '../configurations/configuration.rows.js';
import { deleteSchedules } from '../configurations/schedule.rows.js';
import { type ConnectionRow, deleteConnection, lockConnection, setActive } from '../connections/connection.rows.js';
import { recordChange } from '../history/history-line.rows.js';
import { type WithdrawnSignIns, withdrawSignIns } from '../removal/withdraw-sign-ins.js';
import { endActive, type RunRow } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { widgetIn } from '../widgets/visible-widgets.js';

/** How a run ends; the words are plain text. */
export type Ending =
  | { readonly status: 'succeeded'; readonly message: string | undefined; readonly header: string | undefined }
  | { readonly status: 'cancelled' }
  | {
      readonly status: 'failed';
      readonly code: RunErrorCode;
      readonly message: string | undefined;
      readonly header: string | undefined;
    };

export type EndPorts = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'credentials' | 'log' | 'now'>;

/** What the end of a run means for its connection. */
type Effect = 'connected' | 'disconnected' | 'run';

async function effectOf(
  transaction: Transaction,
  ports: EndPorts,
  run: RunRow,
  { active }: ConnectionRow,
  { status }: Ending,
): Promise<Effect> {
  if (status !== 'succeeded') return 'run';
  if (run.action_type === 'activation') return 'connected';
  if (run.action_type === 'deactivation') return 'disconnected';
  if (run.action_type !== 'multi_connector' || active) return 'run';
  const { actions = [] } = (await widgetIn(transaction, ports, run.environment, run.widget))?.definition ?? {};
  const action = actions.find(({ key }) => key === run.action);
  return action !== undefined && activates(action, actions) ? 'connected' : 'run';
}

async function changeConnection(
  transaction: Transaction,
  ports: EndPorts,
  run: RunRow,
  effect: Effect,
  at: Date,
): Promise<WithdrawnSignIns | undefined> {
  if (effect === 'connected') await setActive(transaction, run.connection, { at, by: run.started_by });
  if (effect !== 'disconnected') return undefined;
  const withdrawn = await withdrawSignIns(transaction, ports, run.connection);
  await deleteConfigurations(transaction, run.connection);
  await deleteSchedules(transaction, run.connection);
  await setActive(transaction, run.connection, undefined);
  return withdrawn;
}

async function end(
  transaction: Transaction,
  ports: EndPorts,
  run: RunRow,
  connection: ConnectionRow,
  ending: Ending,
): Promise<WithdrawnSignIns | undefined> {
  const at = ports.now();
  const { message, header } = ending.status === 'cancelled' ? {} : ending;
  const ended = await endActive(transaction, run.id, {
    status: ending.status,
    finished_at: at,
    message: message ?? null,
    message_header: header ?? null,
    error_code: ending.status === 'failed' ? ending.code : null,
    error_message: ending.status === 'failed' ? (message ?? null) : null,
  });
  if (ended === undefined) return undefined;
  const effect = await effectOf(transaction, ports, run, connection, ending);
  const withdrawn = await changeConnection(transaction, ports, run, effect, at);
  const over: HubEvent = {
    type: 'run.changed',
    widget: run.widget,
    connection: connection.key,
    run: run.id,
    status: ending.status,
  };
  const line = {
    kind: effect,
    outcome: ending.status,
    action: run.action_name,
    who: run.started_by ?? undefined,
    message,
    duration: at.getTime() - (ended.started_at ?? at).getTime(),
    run: run.id,
  } as const;
  await recordChange(transaction, connection, { line, events: [...(withdrawn?.events ?? []), over] }, at);
  if (ending.status === 'succeeded' && ended.removes) await deleteConnection(transaction, connection);
  return withdrawn;
}

/**
 * What the end of a run does to its connection (src/README.md §3), its record and its history, all or nothing; what its services gave
 * is revoked afterwards. A run that is over stays as it ended.
 */
export async function endRun(ports: EndPorts, run: RunRow, ending: Ending): Promise<void> {
  const withdrawn = await ports.database.transaction(async (transaction) => {
    const connection = await lockConnection(transaction, run.connection);
    return connection && end(transaction, ports, run, connection, ending);
  });
  await withdrawn?.revoke();
}
