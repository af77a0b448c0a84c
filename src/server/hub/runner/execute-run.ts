import type { DBOS as DurableEngine } from '@dbos-inc/dbos-sdk';
import { openConfiguration } from '../configurations/sealed-values.js';
import { connectionById, publishConnection } from '../connections/connection.rows.js';
import { FlowError } from '../definitions/define.js';
import { addHistory } from '../history/history.rows.js';
import { withdrawSignIns } from '../removal/withdraw-sign-ins.js';
import { type RunRow, runById } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { type Ending, endRun } from './end-run.js';
import { createFlowContext, leaveUnfinished, RunCancelledError } from './flow-context.js';
import { inFlowScope } from './flow-scope.js';
import { flowText } from './flow-text.js';
import { RunRecord } from './run-record.js';

/** The steps around a flow are tried for about a minute: a database that restarts meanwhile costs no run. */
const persistently = { retriesAllowed: true, maxAttempts: 8, intervalSeconds: 0.5 };

export interface Execution {
  readonly engine: typeof DurableEngine;
  readonly services: Services;
  readonly id: string;
  readonly signal: AbortSignal;
}

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

const opened = async ({ vault }: Services, run: RunRow): Promise<RunRow> => ({
  ...run,
  configuration: await openConfiguration(vault, run),
});

/** Answers `cancelled` when the run itself was asked to stop meanwhile. */
async function stopOthers({ services, signal }: Execution, run: RunRow): Promise<'cancelled' | undefined> {
  await services.runs.cancelOthers(run.connection, run.id, signal);
  if (!signal.aborted) return undefined;
  return signal.reason instanceof RunCancelledError ? 'cancelled' : leaveUnfinished();
}

async function runFlow(execution: Execution, run: RunRow, connection: string, record: RunRecord): Promise<Ending> {
  const { engine, services, signal } = execution;
  if (run.flow === null) return { status: 'succeeded', message: undefined, header: undefined };
  const flow = services.catalogue.flow(run.flow);
  if (flow === undefined) return { status: 'failed', code: 'flow_missing', message: undefined, header: undefined };
  if (flow.version !== run.flow_version) return { status: 'failed', code: 'flow_changed', message: undefined, header: undefined };
  try {
    const context = createFlowContext({ engine, services, run: await opened(services, run), connection, record, signal });
    const result = await inFlowScope({ run: run.id }, () => flow.run(context));
    return { status: 'succeeded', message: flowText(result?.userMessage), header: flowText(result?.userMessageHeader) };
  } catch (cause) {
    if (cause instanceof RunCancelledError || signal.reason instanceof RunCancelledError) return { status: 'cancelled' };
    if (signal.aborted) return leaveUnfinished();
    if (!(cause instanceof FlowError)) services.log.warn('A flow failed', { run: run.id, flow: run.flow, cause });
    return {
      status: 'failed',
      code: cause instanceof FlowError ? cause.code : 'flow_failed',
      message: cause instanceof FlowError ? flowText(cause.message) : undefined,
      header: cause instanceof FlowError ? flowText(cause.userMessageHeader) : undefined,
    };
  }
}

/**
 * One run, from queued to its end, as a durable workflow: steps that were finished are not done again after a crash, the ones
 * below with a name included.
 */
export async function executeRun(execution: Execution): Promise<void> {
  const { engine, services, id } = execution;
  if (!(await engine.runStep(() => begin(execution), { name: 'begin', ...persistently }))) return;
  const run = await runById(services.database.kysely, id);
  // Over, and the process died before the engine knew: there is nothing left to do, nor a configuration to do it with.
  if (run === undefined || run.finished_at !== null) return;
  const connection = await connectionById(services.database.kysely, run, run.connection);
  if (connection === undefined) return;
  const record = new RunRecord(services, run, connection.key);
  const stopped =
    run.action_type === 'deactivation'
      ? await engine.runStep(() => stopOthers(execution, run), { name: 'stop other runs', ...persistently })
      : undefined;
  const ending = stopped === 'cancelled' ? { status: stopped } : await runFlow(execution, run, connection.key, record);
  await record.close();
  if (ending.status === 'succeeded' && run.action_type === 'deactivation') {
    await engine.runStep(() => withdrawSignIns(services, run.connection), { name: 'withdraw sign-ins', ...persistently });
  }
  await engine.runStep(() => endRun(services, run, ending), { name: 'finish', ...persistently });
}
