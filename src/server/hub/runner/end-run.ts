import type { RunErrorCode } from '../../../contract/error-code.js';
import { connectionById, deleteConnection, lockConnection, publishConnection } from '../connections/connection.rows.js';
import { addHistory } from '../history/history.rows.js';
import { endActive, type RunRow } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';

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

const historyKind = (run: RunRow, ending: Ending['status']) => {
  if (ending !== 'succeeded') return 'run';
  if (run.action_type === 'activation') return 'connected';
  return run.action_type === 'deactivation' ? 'disconnected' : 'run';
};

/**
 * What the end of a run does to its connection (spec §3), its record and its history, all or nothing. A run that is over stays as it
 * ended.
 */
export async function endRun(services: Services, run: RunRow, ending: Ending): Promise<void> {
  const now = services.now();
  const { message, header } = ending.status === 'cancelled' ? {} : ending;
  await services.database.kysely.transaction().execute(async (transaction) => {
    await lockConnection(transaction, run.connection);
    const updated = await endActive(transaction, run.id, {
      status: ending.status,
      finished_at: now,
      message: message ?? null,
      message_header: header ?? null,
      error_code: ending.status === 'failed' ? ending.code : null,
      error_message: ending.status === 'failed' ? (message ?? null) : null,
    });
    if (updated === undefined) return;
    const connection = await connectionById(transaction, run, run.connection);
    if (connection === undefined) return;
    if (ending.status === 'succeeded' && run.action_type === 'activation') {
      await transaction
        .updateTable('connections')
        .set({ active: true, active_at: now, active_by: run.started_by })
        .where('id', '=', run.connection)
        .execute();
    }
    if (ending.status === 'succeeded' && run.action_type === 'deactivation') {
      await transaction.deleteFrom('configurations').where('connection', '=', run.connection).execute();
      await transaction.deleteFrom('schedules').where('connection', '=', run.connection).execute();
      await transaction
        .updateTable('connections')
        .set({ active: false, active_at: null, active_by: null })
        .where('id', '=', run.connection)
        .execute();
    }
    await addHistory(
      services,
      connection,
      {
        kind: historyKind(run, ending.status),
        outcome: ending.status,
        action: run.action_name,
        who: run.started_by ?? undefined,
        message,
        duration: now.getTime() - (updated.started_at ?? now).getTime(),
        run: run.id,
      },
      transaction,
    );
    await services.outbox.publish(
      run,
      { type: 'run.changed', widget: run.widget, connection: connection.key, run: run.id },
      transaction,
    );
    await publishConnection(services, connection, transaction);
    if (ending.status === 'succeeded' && updated.removes) await deleteConnection(transaction, connection);
  });
}
