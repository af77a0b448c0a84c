import type { DBOS as DurableEngine } from '@dbos-inc/dbos-sdk';
import type { RunErrorCode } from '../../contract/error-code.js';
import { FlowError, type FlowResult } from '../catalogue/define.js';
import { withdrawSignIns } from '../oauth/withdraw-sign-ins.js';
import { plainText } from '../problem-error.js';
import type { Services } from '../services.js';
import { connectionById, deleteConnection, publishConnection } from '../store/connections.js';
import { addHistory } from '../store/history.js';
import { type RunRow, runById } from '../store/runs.js';
import { createFlowContext, leaveUnfinished, RunCancelledError } from './flow-context.js';
import { RunRecord } from './run-record.js';

type Ending =
  | { readonly status: 'succeeded'; readonly result: FlowResult | undefined }
  | { readonly status: 'cancelled' }
  | {
      readonly status: 'failed';
      readonly code: RunErrorCode;
      readonly message: string | undefined;
      readonly header: string | undefined;
    };

export interface Execution {
  readonly engine: typeof DurableEngine;
  readonly services: Services;
  readonly id: string;
  readonly signal: AbortSignal;
}

const historyKind = (run: RunRow, ending: Ending['status']) => {
  if (ending !== 'succeeded') return 'run';
  if (run.action_type === 'activation') return 'connected';
  return run.action_type === 'deactivation' ? 'disconnected' : 'run';
};

/** Marks the run as running. False when it was over before it began. */
async function begin({ services, id }: Execution): Promise<boolean> {
  const row = await services.database.kysely
    .updateTable('runs')
    .set({ status: 'running', started_at: services.now() })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return false;
  const connection = await connectionById(services.database.kysely, row, row.connection);
  if (connection === undefined) return false;
  await addHistory(services, connection, {
    kind: 'run',
    outcome: 'running',
    action: row.action_name,
    who: row.started_by ?? undefined,
    scheduled: row.scheduled,
    run: row.id,
  });
  await publishConnection(services, connection);
  return true;
}

async function runFlow(execution: Execution, run: RunRow, connection: string, record: RunRecord): Promise<Ending> {
  const { engine, services, signal } = execution;
  if (run.flow === null) return { status: 'succeeded', result: undefined };
  const flow = services.catalogue.flow(run.flow);
  if (flow === undefined) return { status: 'failed', code: 'flow_missing', message: undefined, header: undefined };
  if (flow.version !== run.flow_version) return { status: 'failed', code: 'flow_changed', message: undefined, header: undefined };
  try {
    return {
      status: 'succeeded',
      result: await flow.run(createFlowContext({ engine, services, run, connection, record, signal })),
    };
  } catch (cause) {
    if (cause instanceof RunCancelledError || signal.reason instanceof RunCancelledError) return { status: 'cancelled' };
    if (signal.aborted) return leaveUnfinished();
    if (!(cause instanceof FlowError)) services.log.warn('A flow failed', { run: run.id, flow: run.flow, cause });
    return {
      status: 'failed',
      code: cause instanceof FlowError ? cause.code : 'flow_failed',
      message: cause instanceof FlowError ? plainText(cause.message) : undefined,
      header: cause instanceof FlowError ? cause.userMessageHeader : undefined,
    };
  }
}

/** What the end of a run does to its connection (spec §3), its record and its history, all or nothing. */
async function finish({ services }: Execution, run: RunRow, ending: Ending): Promise<void> {
  const now = services.now();
  const message =
    ending.status === 'succeeded' ? ending.result?.userMessage : ending.status === 'failed' ? ending.message : undefined;
  const header =
    ending.status === 'succeeded' ? ending.result?.userMessageHeader : ending.status === 'failed' ? ending.header : undefined;
  await services.database.kysely.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable('runs')
      .set({
        status: ending.status,
        finished_at: now,
        message: message === undefined ? null : plainText(message),
        message_header: header === undefined ? null : plainText(header),
        error_code: ending.status === 'failed' ? ending.code : null,
        error_message: ending.status === 'failed' ? (ending.message ?? null) : null,
      })
      .where('id', '=', run.id)
      .where('status', '=', 'running')
      .returningAll()
      .executeTakeFirst();
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
        message: message === undefined ? undefined : plainText(message),
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

/**
 * One run, from queued to its end, as a durable workflow: steps that were finished are not done again after a crash, the ones
 * below with a name included.
 */
export async function executeRun(execution: Execution): Promise<void> {
  const { engine, services, id } = execution;
  if (!(await engine.runStep(() => begin(execution), { name: 'begin' }))) return;
  const run = await runById(services.database.kysely, id);
  if (run === undefined) return;
  const connection = await connectionById(services.database.kysely, run, run.connection);
  if (connection === undefined) return;
  const record = new RunRecord(services, run, connection.key);
  if (run.action_type === 'deactivation') {
    await engine.runStep(() => services.runs.cancelOthers(run.connection, run.id), { name: 'stop other runs' });
  }
  const ending = await runFlow(execution, run, connection.key, record);
  await record.flush();
  if (ending.status === 'succeeded' && run.action_type === 'deactivation') {
    await engine.runStep(() => withdrawSignIns(services, run.connection), { name: 'withdraw sign-ins' });
  }
  await engine.runStep(() => finish(execution, run, ending), { name: 'finish' });
}
