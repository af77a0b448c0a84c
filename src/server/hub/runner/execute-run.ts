import { openConfiguration } from '../configurations/sealed-values.js';
import { FlowError } from '../definitions/define.js';
import { toldByFlow } from '../definitions/told-by-flow.js';
import { recordChange } from '../history/history-line.rows.js';
import { type KeyedRun, lockConnectionOf, markRunning, type RunRow, runById } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { type Ending, type EndPorts, endRun } from './end-run.js';
import type { DurableSteps } from './execution.js';
import { createFlowContext } from './flow-context.js';
import { inFlowScope } from './flow-scope.js';
import { flowText } from './flow-text.js';
import { patiently } from './patience.js';
import { RunRecord } from './run-record.js';
import { leaveUnfinished, RunCancelledError } from './run-signals.js';

/** The steps around a flow are tried for about a minute, whatever the database refuses. */
const attempts = 8;

export interface Execution {
  readonly engine: DurableSteps;
  readonly ports: EndPorts;
  readonly id: string;
  readonly signal: AbortSignal;
  /** Aborts the signal: the run was asked to stop before anybody listened. */
  cancel(): void;
  /** Stops the other runs of a connection, and waits until they have stopped or the signal is aborted. */
  cancelOthers(connection: string, except: string, signal: AbortSignal): Promise<void>;
  /** Resolves once a run that a process died with may be tried again. */
  takeTurn(): Promise<void>;
}

/** Marks the run as running. `undefined` when it was over before it began. */
function begin({ ports: { database, now }, id }: Execution): Promise<KeyedRun | undefined> {
  return database.transaction(async (transaction) => {
    const connection = await lockConnectionOf(transaction, id);
    const run = connection && (await markRunning(transaction, id, now()));
    if (connection === undefined || run === undefined) return undefined;
    const line = {
      kind: 'run',
      outcome: 'running',
      action: run.action_name,
      who: run.started_by ?? undefined,
      scheduled: run.scheduled,
      run: run.id,
    } as const;
    await recordChange(transaction, connection, { line }, now());
    return { ...run, connection_key: connection.key };
  });
}

const opened = async ({ vault }: Pick<Services, 'vault'>, run: RunRow): Promise<RunRow> => ({
  ...run,
  configuration: await openConfiguration(vault, run),
});

/** Answers `cancelled` when the run itself was asked to stop meanwhile. */
async function stopOthers({ cancelOthers, signal }: Execution, run: RunRow): Promise<'cancelled' | undefined> {
  await cancelOthers(run.connection, run.id, signal);
  if (!signal.aborted) return undefined;
  return signal.reason instanceof RunCancelledError ? 'cancelled' : leaveUnfinished();
}

const failed = (code: 'flow_missing' | 'flow_changed'): Ending => ({
  status: 'failed',
  code,
  message: undefined,
  header: undefined,
});

async function runFlow(execution: Execution, run: RunRow, connection: string, record: RunRecord): Promise<Ending> {
  const { engine, ports, signal } = execution;
  const { catalogue } = ports.definitions;
  if (run.flow === null) return { status: 'succeeded', message: undefined, header: undefined };
  const flow = run.flow_version === null ? undefined : catalogue.flow(run.flow, run.flow_version);
  if (flow === undefined) {
    const code = catalogue.flow(run.flow) === undefined ? 'flow_missing' : 'flow_changed';
    ports.log.warn('A run failed, since code does not define its flow in that version', {
      ...{ run: run.id, flow: run.flow, version: run.flow_version, code },
      mend: 'keep the earlier defineFlow in flows, after the new one',
    });
    return failed(code);
  }
  try {
    const context = createFlowContext({ engine, ports, run: await opened(ports, run), connection, record, signal });
    const result = await inFlowScope({ run: run.id }, () => flow.run(context));
    return { status: 'succeeded', message: flowText(run, result?.userMessage), header: flowText(run, result?.userMessageHeader) };
  } catch (cause) {
    if (cause instanceof RunCancelledError || signal.reason instanceof RunCancelledError) return { status: 'cancelled' };
    if (signal.aborted) return leaveUnfinished();
    const known = cause instanceof FlowError ? toldByFlow(cause) : undefined;
    if (known === undefined) ports.log.warn('A flow failed', { run: run.id, flow: run.flow, cause });
    return {
      status: 'failed',
      code: known?.code ?? 'flow_failed',
      message: flowText(run, known?.message),
      header: flowText(run, known?.header),
    };
  }
}

/**
 * One run, from queued to its end, as a durable workflow: steps that were finished are not done again after a crash, the ones
 * below with a name included.
 */
export async function executeRun(execution: Execution): Promise<void> {
  const { engine, ports, id, signal } = execution;
  const around = <Result>(name: string, work: () => Promise<Result>): Promise<Result> =>
    engine.step(() => patiently(signal, work), { name, attempts });
  let begun: KeyedRun | undefined;
  const hasBegun = await around('begin', async () => {
    begun = await begin(execution);
    return begun !== undefined;
  });
  if (!hasBegun) return;
  // After a crash it had begun before.
  const run = begun ?? (await patiently(signal, () => runById(ports.database.queries, id)));
  // Over, and the process died before the engine knew: there is nothing left to do, nor a configuration to do it with.
  if (run === undefined || run.finished_at !== null) return;
  if (run.deaths.length > 0) await execution.takeTurn();
  if (run.cancelling) execution.cancel();
  const connection = run.connection_key;
  const record = new RunRecord(engine, ports, run, connection, signal);
  const stopped =
    run.action_type === 'deactivation' ? await around('stop other runs', () => stopOthers(execution, run)) : undefined;
  const ending = stopped === 'cancelled' ? { status: stopped } : await runFlow(execution, run, connection, record);
  await record.close();
  // A run that is over stays as it ended: nobody has to remember this one.
  await engine.end(() => patiently(signal, () => endRun(ports, run, ending)), attempts);
}
