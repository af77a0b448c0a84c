import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type * as DbosLibrary from '@dbos-inc/dbos-sdk';
import type { Pool } from 'pg';
import { type Database, queriesOn } from '../../platform/database/open-database.js';
import { loadPg } from '../../platform/database/peers.js';
import type { Queries } from '../../platform/database/queries.js';
import { guardTransactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/identifiers.js';
import type { Log } from '../../platform/log.js';
import { type Vault, VaultError } from '../../platform/vault/vault.js';
import { Execution } from './execution.js';
import { putLeave } from './executor.rows.js';
import { Lease } from './lease.js';
import { patiently } from './patience.js';
import { QuietPolls } from './quiet-polls.js';
import { leaveUnfinished } from './run-signals.js';
import { RunnerInUseError } from './runner-in-use-error.js';
import { fromEnvelope, toEnvelope } from './step-value.js';
import { logStrayRejections } from './stray-rejections.js';
import { begunBy, engineSchema, isGivenUp } from './workflow.rows.js';

type Library = typeof DbosLibrary;

/** Carries on one run. */
export type Carrier = (execution: Execution) => Promise<void>;

export interface EngineParts {
  /** Which database it is. */
  readonly identity: string;
  readonly database: Database;
  readonly vault: Vault;
  readonly log: Log;
}

const queueName = 'runs';
/** Active runs of one tenant at a time. */
const runsPerTenant = 4;
/** Milliseconds between looks at the queue that the library keeps for itself. */
const internalInterval = 15_000;
/** How often a process tells that it lives while it waits for its last steps, in milliseconds. */
const beatEvery = 1000;

/**
 * The durable engine, which there is once in a process: whoever asks for the same database gets the same one, and it is shut down with
 * the last of them.
 */
export class Engine {
  static #current: { readonly identity: string; readonly engine: Promise<Engine> } | undefined;
  /** A registration outlives its engine: the library takes it once a process. */
  static #workflow: ((run: string) => Promise<void>) | undefined;

  /** The name of this process, new with each start. */
  readonly executor = newId(hostname().slice(0, 30));
  readonly lease: Lease;
  readonly #library: Library;
  readonly #parts: EngineParts;
  readonly #pool: Pool;
  /** On its own clients: those of the server that launched it may be gone before it is. */
  readonly #queries: Queries;
  readonly #carriers = new Set<Carrier>();
  /** The newest of each run. */
  readonly #executions = new Map<string, { readonly execution: Execution; readonly carrier: Carrier }>();
  /** Claimed and not begun, when they were looked for last. */
  #unbegun: ReadonlySet<string> = new Set();
  readonly #endStrays: () => void;
  readonly #polls = new QuietPolls();
  readonly #endQuiet: () => void;

  private constructor(parts: EngineParts, library: Library, pool: Pool) {
    this.#parts = parts;
    this.#library = library;
    this.#pool = pool;
    this.#queries = pool === parts.database.pool ? parts.database.queries : queriesOn(pool);
    this.lease = new Lease({
      queries: this.#queries,
      executor: this.executor,
      isAlone: parts.database.kind === 'embedded',
      onLapse: () => this.#leaveTaken(),
    });
    this.#endStrays = logStrayRejections(parts.log);
    this.#endQuiet = this.#polls.over(pool);
  }

  /** @throws {RunnerInUseError} where this process carries on the flows of another database */
  static async acquire(parts: EngineParts, carrier: Carrier): Promise<Engine> {
    const current = Engine.#current ?? { identity: parts.identity, engine: Engine.#launch(parts) };
    if (current.identity !== parts.identity) throw new RunnerInUseError();
    Engine.#current = current;
    try {
      const engine = await current.engine;
      engine.#carriers.add(carrier);
      return engine;
    } catch (cause) {
      if (Engine.#current === current) Engine.#current = undefined;
      throw cause;
    }
  }

  static async #launch(parts: EngineParts): Promise<Engine> {
    const library = await import('@dbos-inc/dbos-sdk');
    const pool = await poolFor(parts);
    const engine = new Engine(parts, library, pool);
    try {
      await engine.#start();
      return engine;
    } catch (cause) {
      await engine.#end();
      throw cause;
    }
  }

  async #start(): Promise<void> {
    const { database, vault, log } = this.#parts;
    const { DBOS } = this.#library;
    Engine.#workflow ??= DBOS.registerWorkflow(
      async (run: string) => {
        const engine = await Engine.#current?.engine;
        await (engine === undefined ? leaveUnfinished() : engine.#carry(run));
      },
      { name: 'run' },
    );
    DBOS.setConfig({
      name: 'integration-hub',
      systemDatabaseUrl: 'postgresql://unused:unused@unused.invalid/unused',
      systemDatabasePool: this.#pool,
      systemDatabaseSchemaName: engineSchema,
      applicationVersion: 'runs-1',
      executorID: this.executor,
      useListenNotify: true,
      logger: {
        info: (text: unknown) => log.debug(String(text)),
        debug: (text: unknown) => log.debug(String(text)),
        warn: (text: unknown) => log.warn(String(text)),
        error: (text: unknown) => log.error(text instanceof Error ? text.message : String(text)),
      },
      serializer: {
        name: () => 'integration-hub-sealed',
        stringify: async (value) => vault.seal(toEnvelope(value), 'flows'),
        parse: async (text) =>
          text === null || text === undefined ? null : fromEnvelope(String(await vault.open(text, 'flows'))),
      },
    });
    await database.withBootLock(() => DBOS.launch());
    // Before it claims anything, since whoever has said nothing is not known to have died.
    await this.lease.beat();
    await DBOS.registerQueue(queueName, {
      partitionConcurrency: runsPerTenant,
      minPollingIntervalMs: 100,
      onConflict: 'always_update',
    });
    this.#polls.stir();
    // The library's own queue holds what it recovers at its launch, which its first look finds.
    const { getQueue } = await import('@dbos-inc/dbos-sdk/eventreceiver');
    const internal = await getQueue('_dbos_internal_queue');
    if (internal !== null) internal.minPollingIntervalMs = internalInterval;
  }

  async #carry(run: string): Promise<void> {
    const [carrier] = this.#carriers;
    if (carrier === undefined) return leaveUnfinished();
    if (run !== this.#library.DBOS.workflowID)
      throw new VaultError('vault_context_mismatch', 'What was remembered of a run is of another one');
    this.#executions.get(run)?.execution.lose();
    const execution: Execution = new Execution({
      run,
      library: this.#library,
      log: this.#parts.log,
      secure: () => this.#secure(execution),
      isGivenUp: () => patiently(execution.signal, () => isGivenUp(this.#queries, run)),
    });
    const entry = { execution, carrier };
    this.#executions.set(run, entry);
    try {
      await execution.unlessLost(() => carrier(execution));
    } finally {
      if (this.#executions.get(run) === entry) this.#executions.delete(run);
    }
  }

  /** Asks the database only where others may have taken this process for dead. */
  async #secure({ lost }: Execution): Promise<void> {
    while (!this.lease.isSure && !lost.aborted) await patiently(lost, () => this.lease.beat());
  }

  /** Leaves to others what they have taken over. */
  async #leaveTaken(): Promise<void> {
    const begun = new Set(await begunBy(this.#queries, this.executor));
    for (const [run, { execution }] of this.#executions) if (!begun.has(run)) execution.lose();
  }

  /**
   * Carries on what this process has claimed and never begun: the answer to the claim was lost with a connection. Asked for the second
   * time in a row, so that it is not on its way.
   */
  async carryOnUnbegun(): Promise<void> {
    const begun = await begunBy(this.#queries, this.executor);
    const unbegun = begun.filter((run) => !this.#executions.has(run));
    const stranded = unbegun.filter((run) => this.#unbegun.has(run));
    this.#unbegun = new Set(unbegun);
    if (stranded.length > 0) await this.resume(stranded);
  }

  /** Lets the steps under way end, for so many milliseconds at most, and begins none. Others are told that this process lives. */
  async drain(carrier: Carrier, patience: number): Promise<void> {
    const own = [...this.#executions.values()].filter((entry) => entry.carrier === carrier);
    const over = new AbortController();
    const drained = Promise.all(own.map(({ execution }) => execution.drain())).finally(() => over.abort());
    const since = performance.now();
    while (!over.signal.aborted && performance.now() - since < patience) {
      await Promise.race([drained, delay(beatEvery, undefined, { signal: over.signal }).catch(() => undefined)]);
      if (!over.signal.aborted) await this.lease.beat().catch(() => undefined);
    }
  }

  /** Runs that are under way are left as they are. With the last of those that asked for it, the engine is shut down. */
  async release(carrier: Carrier): Promise<void> {
    if (!this.#carriers.delete(carrier) || this.#carriers.size > 0) return;
    await this.#library.DBOS.shutdown();
    await putLeave(this.#queries, this.executor).catch((cause: unknown) =>
      this.#parts.log.warn('Others could not be told that this process leaves', { cause }),
    );
    await this.#end();
    Engine.#current = undefined;
  }

  async #end(): Promise<void> {
    this.#endStrays();
    this.#endQuiet();
    if (this.#pool !== this.#parts.database.pool) await this.#pool.end();
  }

  /** Has a stored run carried on, by this process or another one. The same run twice is one. */
  async enqueue(run: string, tenant: string): Promise<void> {
    if (Engine.#workflow === undefined) return;
    const options = { workflowID: run, queueName, enqueueOptions: { queuePartitionKey: tenant } };
    await this.#library.DBOS.startWorkflow(Engine.#workflow, options)(run);
    this.#polls.stir();
  }

  /** Ends the sleep of a run that is to stop; twice is once. */
  async wake(run: string): Promise<void> {
    await this.#library.DBOS.send(run, true, 'cancel', `cancel-${run}`);
  }

  /** Gives up the places of runs that have ended for everybody else. */
  async abandon(runs: readonly string[]): Promise<void> {
    await this.#library.DBOS.cancelWorkflows([...runs]);
  }

  async resume(runs: readonly string[]): Promise<void> {
    await this.#library.DBOS.resumeWorkflows([...runs], { queueName });
    this.#polls.stir();
  }

  /** Forgets how runs that ended before an instant were carried on. */
  async forget(before: Date): Promise<void> {
    const old = { completedBefore: before.toISOString(), limit: 500, loadInput: false, loadOutput: false };
    for (;;) {
      const workflows = await this.#library.DBOS.listWorkflows(old);
      if (workflows.length > 0) await this.#library.DBOS.deleteWorkflows(workflows.map(({ workflowID }) => workflowID));
      if (workflows.length < old.limit) return;
    }
  }
}

/**
 * The embedded database is one session, which the engine shares. On PostgreSQL it has clients of its own: it outlives the server that
 * launched it while another one of the process is left.
 */
async function poolFor({ database, log }: EngineParts): Promise<Pool> {
  if (database.kind === 'embedded') return database.pool;
  const { Pool } = await loadPg('postgresql');
  const pool = guardTransactions(new Pool(database.pool.options));
  const onError = (cause: Error): void => log.warn('A connection of the flow engine was lost', { cause });
  // One in use has no listener of the pool's, and its loss would end the process.
  return pool.on('error', onError).on('connect', (client) => client.on('error', onError));
}
