import type { ActionType } from '../../../contract/action.js';
import type { FormValues } from '../../../contract/form.js';
import { saidTo } from '../../platform/plain-text.js';
import { type FlowContext, FlowError, type StepWork, type Storable } from '../definitions/define.js';
import { toldByFlow } from '../definitions/told-by-flow.js';
import { addToCounter } from '../runs/count.rows.js';
import type { RunRow } from '../runs/run.rows.js';
import { addLogLine } from '../runs/run-log.rows.js';
import { configurationOf } from '../runs/run-view.js';
import type { Services } from '../services/services.js';
import type { DurableSteps } from './execution.js';
import { currentFlowScope, inFlowScope, type StepScope } from './flow-scope.js';
import { flowText } from './flow-text.js';
import { patiently } from './patience.js';
import type { RunRecord } from './run-record.js';
import { isCancelled, leaveUnfinished, pause, RunCancelledError } from './run-signals.js';
import { StepError } from './step-error.js';

/** What is remembered of a step. Failures are remembered as data: thrown errors lose their class on the way through the database. */
type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T; readonly duration: number }
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'failed';
      /** `undefined`: its words are not for people. */
      readonly code: FlowError['code'] | undefined;
      readonly message: string;
      readonly header: string | undefined;
      readonly dependency: string | undefined;
      readonly duration: number;
    };

export interface ContextParts {
  readonly engine: DurableSteps;
  readonly ports: Pick<Services, 'database' | 'credentials' | 'log' | 'now'>;
  readonly run: RunRow;
  /** The connection's key. */
  readonly connection: string;
  readonly record: RunRecord;
  /** Aborted by a cancel, with a `RunCancelledError`, or when the process stops, with a `RunnerStoppingError`. */
  readonly signal: AbortSignal;
}

function failure(run: RunRow, cause: unknown, duration: number): Outcome<never> {
  const known = cause instanceof FlowError ? toldByFlow(cause) : undefined;
  return {
    kind: 'failed',
    code: known?.code,
    message: saidTo(run, known?.message ?? (cause instanceof Error ? cause.message : String(cause))),
    header: flowText(run, known?.header),
    dependency: known?.dependency,
    duration,
  };
}

/** A name made of a service's words: no database text holds a zero character, and no index a text that is very long. */
const storableName = (name: string): string =>
  typeof name === 'string' ? name.replaceAll('\0', '\ufffd').slice(0, longestName) : name;
const longestName = 600;

interface Attempt<T> {
  readonly name: string;
  readonly work: StepWork<T>;
  readonly attempts: number;
}

async function attempt<T>(
  { run, ports: { log }, signal }: ContextParts,
  { name, work, attempts }: Attempt<T>,
): Promise<Outcome<T>> {
  const started = performance.now();
  const duration = () => Math.round(performance.now() - started);
  for (let turn = 1; ; turn++) {
    if (isCancelled(signal)) return { kind: 'cancelled' };
    if (signal.aborted) return leaveUnfinished();
    try {
      return { kind: 'done', value: await work(signal), duration: duration() };
    } catch (cause) {
      if (isCancelled(signal)) return { kind: 'cancelled' };
      if (signal.aborted) return leaveUnfinished();
      const isLast = turn >= attempts || cause instanceof FlowError;
      if (!(cause instanceof FlowError))
        log[isLast ? 'warn' : 'debug']('A step of a flow failed', { run: run.id, flow: run.flow, step: name, turn, cause });
      if (isLast) return failure(run, cause, duration());
      await pause(2 ** (turn - 1) * 500 * (0.5 + Math.random()), signal);
    }
  }
}

/** What a flow is given, over the durable engine. */
export function createFlowContext(parts: ContextParts): FlowContext {
  const { engine, ports, run, connection, record, signal } = parts;
  const currentStep = (): StepScope | undefined => {
    const scope = currentFlowScope();
    return scope?.run === run.id ? scope.step : undefined;
  };
  const outside: StepScope = { name: '', counts: 0 };
  let steps = 0;
  const address = (dependency: string) => ({ connection: run.connection, dependency, version: run.version ?? undefined });

  async function step<T>(
    name: string,
    work: StepWork<T & Storable<T>>,
    options: { readonly attempts?: number } = {},
  ): Promise<T> {
    if (currentStep() !== undefined) throw new Error(`The step "${name}" is inside another one`);
    const scope = { run: run.id, step: { name: `${++steps}`, counts: 0 } };
    record.step(name, 'running');
    const outcome = await engine.step(
      () => inFlowScope(scope, () => attempt(parts, { name, work, attempts: options.attempts ?? 3 })),
      { name: storableName(name) },
    );
    if (outcome.kind === 'cancelled') throw new RunCancelledError();
    record.step(
      name,
      outcome.kind === 'done' ? 'succeeded' : 'failed',
      outcome.duration,
      outcome.kind === 'failed' && outcome.code !== undefined ? outcome.message : undefined,
    );
    if (outcome.kind === 'done') return outcome.value;
    if (outcome.code === undefined) throw new StepError(name, outcome.message);
    throw new FlowError(outcome.message, {
      code: outcome.code,
      ...(outcome.header === undefined ? {} : { userMessageHeader: outcome.header }),
      ...(outcome.dependency === undefined ? {} : { dependency: outcome.dependency }),
    });
  }

  /** Inside a step at once; outside as a small step of its own, so that a replay does not do it again. */
  const once = (name: string, work: () => Promise<void>): Promise<void> => {
    const kept = () => patiently(signal, work);
    return currentStep() === undefined ? engine.step(kept, { name }) : kept();
  };

  return {
    run: run.id,
    environment: run.environment,
    tenant: run.tenant,
    widget: run.widget,
    connection,
    action: { key: run.action, type: run.action_type as ActionType },
    input: run.payload,
    configuration: configurationOf(run) as Readonly<Record<string, FormValues>>,
    signal,
    step,
    async sleep(duration) {
      if (!Number.isFinite(Number(duration))) throw new TypeError(`sleep() takes a finite number, not ${duration}`);
      if (await engine.sleep(duration)) throw new RunCancelledError();
    },
    fetch(dependency, url, init) {
      return ports.credentials.fetchFor(address(dependency), (read) => patiently(signal, read))(url, {
        ...init,
        signal: init?.signal ?? signal,
      });
    },
    workspace: (name) => ports.credentials.workspace(name),
    credential: (dependency) => patiently(signal, () => ports.credentials.typed(address(dependency))),
    async progress(progress) {
      record.progress(progress);
    },
    async log(text, level = 'info') {
      const line = { level, text: saidTo(run, String(text)) };
      await once('log', () => addLogLine(ports.database.queries, run.id, line, ports.now()));
    },
    count(counter, amount) {
      // Thrown, not rejected: a flow that does not await it fails, and not the process.
      if (!Number.isFinite(amount)) throw new TypeError(`count("${counter}") takes a finite number, not ${amount}`);
      const scope = currentStep() ?? outside;
      const name = `${scope.name}:${counter}:${++scope.counts}`;
      const count = { run: run.id, name, connection: run.connection, counter, amount };
      return once('count', () => ports.database.transaction((transaction) => addToCounter(transaction, count, ports.now())));
    },
  };
}
