import { hostname } from 'node:os';
import type { DBOS as DurableEngine } from '@dbos-inc/dbos-sdk';
import type { Pool } from 'pg';
import { loadPg } from '../../platform/database/peers.js';
import type { Queries } from '../../platform/database/queries.js';
import { newId } from '../../platform/identifiers.js';
import { startDue } from '../actions/start-due.js';
import { activeRunsOf, insertRun, markCancelling, type RunRow } from '../runs/run.rows.js';
import type { NewRun, QueuedRun, RunQueue } from '../services/run-queue.js';
import type { Services } from '../services/services.js';
import { endRun } from './end-run.js';
import { executeRun } from './execute-run.js';
import { leaveUnfinished, pause, RunCancelledError, RunnerStoppingError } from './flow-context.js';
import { engineSchema, failInterrupted } from './interrupted.js';
import { RunnerInUseError } from './runner-in-use-error.js';
import { logStrayRejections } from './stray-rejections.js';
import { beat, leave, takeOver } from './takeover.js';

type Engine = typeof DurableEngine;

const queueName = 'runs';
const cancelChannel = 'integration_hub_cancel';
/** Active runs of one tenant at a time. */
const runsPerTenant = 4;

export interface RunnerOptions {
  /**
   * How long a Deactivation waits for the other runs of its connection to stop, in milliseconds; default 30,000. What runs on then has
   * ended as cancelled, and its workflow ends with the step that is under way.
   */
  readonly patience?: number;
}

/** The workflow's registration outlives its engine: a process registers it once, and starts and stops the engine around it. */
let workflow: ((id: string) => Promise<void>) | undefined;

/** The one engine of this process, and the servers that share it. */
let shared:
  | {
      readonly identity: string;
      readonly executor: string;
      readonly pool: Promise<Pool>;
      readonly servers: Set<Runner>;
      readonly ready: Promise<Engine>;
      /** What rejections that flows forgot about come to, until it is called. */
      readonly endStrays: () => void;
    }
  | undefined;

const identityOf = ({ options }: Services): string => options.databaseUrl ?? `embedded:${options.dataDirectory}`;

async function loadEngine(): Promise<Engine> {
  const { DBOS } = await import('@dbos-inc/dbos-sdk');
  return DBOS;
}

/**
 * The embedded database is one session, which the engine shares. On PostgreSQL it has clients of its own: it outlives the server that
 * launched it while another one of the process is left.
 */
async function enginePool({ database, log }: Services): Promise<Pool> {
  if (database.kind === 'embedded') return database.pool;
  const { Pool } = await loadPg('postgresql');
  return new Pool(database.pool.options).on('error', (cause) => log.warn('A connection of the flow engine was lost', { cause }));
}

async function launch(services: Services, executor: string, pool: Pool): Promise<Engine> {
  const engine = await loadEngine();
  workflow ??= engine.registerWorkflow(runById, { name: 'run' });
  engine.setConfig({
    name: 'integration-hub',
    systemDatabaseUrl: 'postgresql://unused:unused@unused.invalid/unused',
    systemDatabasePool: pool,
    systemDatabaseSchemaName: engineSchema,
    applicationVersion: 'runs-1',
    executorID: executor,
    useListenNotify: true,
    logger: quiet(services),
    serializer: {
      name: () => 'integration-hub-sealed',
      stringify: async (value) => services.vault.seal(JSON.stringify({ value }), 'flows'),
      parse: async (text) =>
        text === null || text === undefined ? null : JSON.parse(String(await services.vault.open(text, 'flows'))).value,
    },
  });
  await services.database.withBootLock(() => engine.launch());
  await engine.registerQueue(queueName, {
    partitionConcurrency: runsPerTenant,
    minPollingIntervalMs: 100,
    onConflict: 'always_update',
  });
  return engine;
}

const quiet = ({ log }: Services) => ({
  info: (text: unknown) => log.debug(String(text)),
  debug: (text: unknown) => log.debug(String(text)),
  warn: (text: unknown) => log.warn(String(text)),
  error: (text: unknown) => log.error(text instanceof Error ? text.message : String(text)),
});

/** Ends the sleep of a run that is to stop; the same message twice is one. */
const wake = (engine: Engine, id: string): Promise<void> => engine.send(id, true, 'cancel', `cancel-${id}`);

/** The durable workflow: everything else it needs is found by the run's id. */
async function runById(id: string): Promise<void> {
  const runner = [...(shared?.servers ?? [])][0];
  if (shared === undefined || runner === undefined) return leaveUnfinished();
  await runner.execute(await shared.ready, id);
}

/** Runs a server's flows: queues them in its database, carries them on after crashes, takes over those of dead processes. */
export class Runner implements RunQueue {
  readonly #services: () => Services;
  readonly #options: RunnerOptions;
  readonly #under = new Map<string, AbortController>();
  #executor = '';
  #timer: ReturnType<typeof setInterval> | undefined;
  #unlisten: (() => Promise<void>) | undefined;

  constructor(services: () => Services, options: RunnerOptions = {}) {
    this.#services = services;
    this.#options = options;
  }

  /** @throws {RunnerInUseError} */
  async start(): Promise<void> {
    const services = this.#services();
    const identity = identityOf(services);
    if (shared !== undefined && shared.identity !== identity) throw new RunnerInUseError();
    if (shared === undefined) {
      // The embedded database has one process: under its old name it finds its own runs again at once.
      this.#executor = services.database.kind === 'embedded' ? 'embedded' : newId(hostname().slice(0, 30));
      const pool = enginePool(services);
      const ready = pool.then((clients) => launch(services, this.#executor, clients));
      shared = {
        identity,
        executor: this.#executor,
        pool,
        servers: new Set([this]),
        ready,
        endStrays: logStrayRejections(services.log),
      };
      try {
        await ready;
      } catch (cause) {
        shared.endStrays();
        shared = undefined;
        const clients = await pool;
        if (clients !== services.database.pool) await clients.end();
        throw cause;
      }
    } else {
      shared.servers.add(this);
      this.#executor = shared.executor;
      await shared.ready;
    }
    const failed = (cause: unknown): void => services.log.warn('Runs could not be looked after', { cause });
    this.#unlisten = await services.database.listen(
      cancelChannel,
      (id) => this.#under.get(id)?.abort(new RunCancelledError()),
      () => this.#stopCancelled().catch(failed),
    );
    await this.#tend();
    this.#timer = setInterval(() => this.#tend().catch(failed), 1000);
  }

  /** Leaves running runs where they are: they go on in another process, or after the restart. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#unlisten?.();
    for (const controller of this.#under.values()) controller.abort(new RunnerStoppingError());
    if (shared === undefined || !shared.servers.delete(this) || shared.servers.size > 0) return;
    const engine = await shared.ready;
    await engine.shutdown();
    const pool = await shared.pool;
    if (pool !== this.#services().database.pool) await pool.end();
    if (this.#executor !== '') await leave(this.#services(), this.#executor);
    shared.endStrays();
    shared = undefined;
  }

  async execute(engine: Engine, id: string): Promise<void> {
    const controller = new AbortController();
    this.#under.set(id, controller);
    try {
      const cancelled = await this.#services()
        .database.kysely.selectFrom('runs')
        .select('cancelling')
        .where('id', '=', id)
        .executeTakeFirst();
      if (cancelled?.cancelling === true) controller.abort(new RunCancelledError());
      await executeRun({ engine, services: this.#services(), id, signal: controller.signal });
    } finally {
      this.#under.delete(id);
    }
  }

  async enqueue(run: NewRun): Promise<QueuedRun> {
    const queued = await this.store(run, this.#services().database.kysely);
    if (!queued.replayed) await this.handOver(queued.id, run.scope.tenant);
    return queued;
  }

  store(run: NewRun, queries: Queries): Promise<QueuedRun> {
    const services = this.#services();
    const flow = run.action.flow === undefined || run.anyway === true ? undefined : services.catalogue.flow(run.action.flow);
    return insertRun(queries, { ...run, flowVersion: flow?.version }, services.now());
  }

  async handOver(id: string, tenant: string): Promise<void> {
    const engine = await loadEngine();
    if (workflow === undefined) throw new RunnerStoppingError();
    await engine.startWorkflow(workflow, { workflowID: id, queueName, enqueueOptions: { queuePartitionKey: tenant } })(id);
  }

  async cancel(id: string): Promise<boolean> {
    const services = this.#services();
    const row = await markCancelling(services.database.kysely, id);
    if (row === undefined) return false;
    const engine = await loadEngine();
    await services.database.pool.query('select pg_notify($1, $2)', [cancelChannel, id]);
    // The engine may not know a queued one yet. It reads its row when it begins.
    if (row.status === 'running') await wake(engine, id);
    return true;
  }

  async cancelOthers(connection: string, except: string, signal: AbortSignal): Promise<void> {
    const { patience = 30_000 } = this.#options;
    const since = performance.now();
    while (!signal.aborted) {
      const active = await activeRunsOf(this.#services().database.kysely, [connection]);
      const others = active.filter(({ id }) => id !== except);
      if (others.length === 0) return;
      if (performance.now() - since > patience) return this.#abandon(others);
      for (const { id, cancelling } of others) if (!cancelling) await this.cancel(id);
      await pause(100, signal);
    }
  }

  async forget(before: Date): Promise<void> {
    const engine = await loadEngine();
    const old = { completedBefore: before.toISOString(), limit: 500, loadInput: false, loadOutput: false };
    for (;;) {
      const workflows = await engine.listWorkflows(old);
      if (workflows.length > 0) await engine.deleteWorkflows(workflows.map(({ workflowID }) => workflowID));
      if (workflows.length < old.limit) return;
    }
  }

  /** Ends runs that do not stop. What they still do is written nowhere, and their places in the queue are free. */
  async #abandon(runs: readonly RunRow[]): Promise<void> {
    const services = this.#services();
    const engine = await loadEngine();
    for (const run of runs) {
      services.log.warn('A run did not stop when it was asked to', { run: run.id, flow: run.flow });
      await endRun(services, run, { status: 'cancelled' });
    }
    await engine.cancelWorkflows(runs.map(({ id }) => id));
  }

  /** Stops runs of this process whose cancel did not get through, that are over for everybody else, or whose connection is gone. */
  async #stopCancelled(): Promise<void> {
    const ids = [...this.#under.keys()];
    if (ids.length === 0) return;
    const engine = await loadEngine();
    const found = await this.#services()
      .database.kysely.selectFrom('runs')
      .select(['id', 'cancelling', 'finished_at'])
      .where('id', 'in', ids)
      .execute();
    const rows = new Map(found.map((row) => [row.id, row]));
    for (const id of ids) {
      const row = rows.get(id);
      const isOver = row !== undefined && row.finished_at !== null;
      if (row !== undefined && !isOver && !row.cancelling) continue;
      this.#under.get(id)?.abort(new RunCancelledError());
      if (!isOver) await wake(engine, id);
    }
  }

  /**
   * Hands over runs that were stored but not handed over (a crash between the two), takes over those of dead processes, ends those that
   * nothing carries on, stops those that were asked to, starts what is due.
   */
  async #tend(): Promise<void> {
    const services = this.#services();
    const engine = await loadEngine();
    if (services.database.kind === 'postgresql') {
      await beat(services, this.#executor);
      await takeOver(services, engine, queueName);
    }
    await failInterrupted(services);
    await this.#stopCancelled();
    const waiting = await services.database.kysely
      .selectFrom('runs')
      .select(['id', 'tenant'])
      .where('status', '=', 'queued')
      .where('created_at', '<', new Date(services.now().getTime() - 2000))
      .limit(50)
      .execute();
    for (const { id, tenant } of waiting) await this.handOver(id, tenant);
    await startDue(services);
  }
}
