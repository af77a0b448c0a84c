import { hostname } from 'node:os';
import type { DBOS as Dbos } from '@dbos-inc/dbos-sdk';
import type { Pool } from 'pg';
import type { Database } from '../../platform/database/open-database.js';
import { loadPg } from '../../platform/database/peers.js';
import { guardTransactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/identifiers.js';
import type { Log } from '../../platform/log.js';
import type { Vault } from '../../platform/vault/vault.js';
import { QuietPolls } from './quiet-polls.js';
import { leaveUnfinished } from './run-signals.js';
import { RunnerInUseError } from './runner-in-use-error.js';
import { logStrayRejections } from './stray-rejections.js';

/** What a flow is carried on with. */
export interface DurableSteps {
  /** Does `work` once, and remembers its answer: a replay is given that. */
  step<T>(work: () => Promise<T>, options: StepOptions): Promise<T>;
  /** Sleeps for so many milliseconds, over restarts. True: it was woken, since its run is to stop. */
  sleep(duration: number): Promise<boolean>;
}

export interface StepOptions {
  readonly name: string;
  /** How often it is tried, with growing pauses. Default: once. */
  readonly attempts?: number;
}

type Library = typeof Dbos;

/** Carries on one run, by its id. */
type Carrier = (run: string) => Promise<void>;

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
/** Where its tables are. */
export const engineSchema = 'integration_hub_flows';

/**
 * The durable engine, which there is once in a process: whoever asks for the same database gets the same one, and it is shut down with
 * the last of them.
 */
export class Engine implements DurableSteps {
  static #current: { readonly identity: string; readonly engine: Promise<Engine> } | undefined;
  /** A registration outlives its engine: the library takes it once a process. */
  static #workflow: Carrier | undefined;

  readonly executor: string;
  readonly #library: Library;
  readonly #parts: EngineParts;
  readonly #pool: Pool;
  readonly #carriers = new Set<Carrier>();
  readonly #endStrays: () => void;
  readonly #polls = new QuietPolls();
  readonly #endQuiet: () => void;

  private constructor(parts: EngineParts, library: Library, pool: Pool) {
    this.#parts = parts;
    this.#library = library;
    this.#pool = pool;
    // The embedded database has one process: under its old name it finds its own runs again at once.
    this.executor = parts.database.kind === 'embedded' ? 'embedded' : newId(hostname().slice(0, 30));
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
    const { DBOS } = await import('@dbos-inc/dbos-sdk');
    const pool = await poolFor(parts);
    const engine = new Engine(parts, DBOS, pool);
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
    Engine.#workflow ??= this.#library.registerWorkflow(
      async (run: string) => {
        const engine = await Engine.#current?.engine;
        const [carrier] = engine === undefined ? [] : engine.#carriers;
        await (carrier === undefined ? leaveUnfinished() : carrier(run));
      },
      { name: 'run' },
    );
    this.#library.setConfig({
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
        stringify: async (value) => vault.seal(JSON.stringify({ value }), 'flows'),
        parse: async (text) =>
          text === null || text === undefined ? null : JSON.parse(String(await vault.open(text, 'flows'))).value,
      },
    });
    await database.withBootLock(() => this.#library.launch());
    await this.#library.registerQueue(queueName, {
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

  /** Runs that are under way are left as they are. True: it was the last one, and the engine is shut down. */
  async release(carrier: Carrier): Promise<boolean> {
    if (!this.#carriers.delete(carrier) || this.#carriers.size > 0) return false;
    await this.#library.shutdown();
    await this.#end();
    Engine.#current = undefined;
    return true;
  }

  async #end(): Promise<void> {
    this.#endStrays();
    this.#endQuiet();
    if (this.#pool !== this.#parts.database.pool) await this.#pool.end();
  }

  step<T>(work: () => Promise<T>, { name, attempts }: StepOptions): Promise<T> {
    const again = attempts === undefined ? {} : { retriesAllowed: true, maxAttempts: attempts, intervalSeconds: 0.5 };
    return this.#library.runStep(work, { name, ...again });
  }

  async sleep(duration: number): Promise<boolean> {
    return (await this.#library.recv('cancel', duration / 1000)) !== null;
  }

  /** Has a stored run carried on, by this process or another one. The same run twice is one. */
  async enqueue(run: string, tenant: string): Promise<void> {
    if (Engine.#workflow === undefined) return;
    const options = { workflowID: run, queueName, enqueueOptions: { queuePartitionKey: tenant } };
    await this.#library.startWorkflow(Engine.#workflow, options)(run);
    this.#polls.stir();
  }

  /** Ends the sleep of a run that is to stop; twice is once. */
  async wake(run: string): Promise<void> {
    await this.#library.send(run, true, 'cancel', `cancel-${run}`);
  }

  /** Gives up the places of runs that have ended for everybody else. */
  async abandon(runs: readonly string[]): Promise<void> {
    await this.#library.cancelWorkflows([...runs]);
  }

  /** Those that a process had begun. */
  async leftBy(executor: string): Promise<string[]> {
    const left = await this.#library.listWorkflows({ status: 'PENDING', executorId: executor });
    return left.map(({ workflowID }) => workflowID);
  }

  async resume(runs: readonly string[]): Promise<void> {
    await this.#library.resumeWorkflows([...runs], { queueName });
    this.#polls.stir();
  }

  /** Forgets how runs that ended before an instant were carried on. */
  async forget(before: Date): Promise<void> {
    const old = { completedBefore: before.toISOString(), limit: 500, loadInput: false, loadOutput: false };
    for (;;) {
      const workflows = await this.#library.listWorkflows(old);
      if (workflows.length > 0) await this.#library.deleteWorkflows(workflows.map(({ workflowID }) => workflowID));
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
  return pool.on('error', (cause) => log.warn('A connection of the flow engine was lost', { cause }));
}
