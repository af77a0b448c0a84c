import { Turns } from '../../platform/database/embedded/turns.js';
import { eachInTurn } from '../../platform/each-in-turn.js';
import { lockConnection, publishConnection } from '../connections/connection.rows.js';
import {
  activeRunsOf,
  announceCancel,
  cancelChannel,
  markCancelling,
  type RunRow,
  runById,
  runStates,
  waitingRuns,
} from '../runs/run.rows.js';
import type { RunQueue } from '../services/run-queue.js';
import { type EndPorts, endRun } from './end-run.js';
import { Engine } from './engine.js';
import { executeRun } from './execute-run.js';
import type { Execution } from './execution.js';
import type { Beat } from './executor.rows.js';
import { failInterrupted } from './interrupted.js';
import { patiently } from './patience.js';
import { aborted, pause, RunCancelledError, RunnerStoppingError } from './run-signals.js';
import { takeOver } from './takeover.js';
import { noteTry } from './workflow.rows.js';

/** What the runner does again and again. */
export interface RunnerJob {
  readonly name: string;
  /** What a look at the database must find for it to be done. Default: it is done every time, and looks for itself. */
  readonly need?: 'beat' | 'begun' | 'interrupted' | 'waiting';
  work(): Promise<void>;
}

export interface RunnerOptions {
  /** Which database it is: a process carries on the flows of one. */
  readonly identity: string;
  /**
   * How long a Deactivation waits for the other runs of its connection to stop, in milliseconds; default 30,000. What runs on then has
   * ended as cancelled, and its workflow ends with the step that is under way.
   */
  readonly patience?: number;
  /** How long `stop` waits for the steps under way, in milliseconds; default 5,000. */
  readonly grace?: number;
}

/** Longer than a run is on its way from its row to the engine, in milliseconds. */
export const handOverGrace = 2000;
/** How many turns of the upkeep go by from one look for claimed and unbegun runs to the next. */
const turnsBetweenLooks = 5;

/** Runs a server's flows: queues them in its database, carries them on after crashes, takes over those of dead processes. */
export class Runner implements RunQueue {
  readonly #ports: EndPorts;
  readonly #options: RunnerOptions;
  readonly #under = new Map<string, Execution>();
  /** Of runs that a process died with: one at a time, so that the next death tells which of them it was. */
  readonly #suspects = new Turns();
  #engine: Engine | undefined;
  #unlisten: (() => Promise<void>) | undefined;

  constructor(ports: EndPorts, options: RunnerOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** @throws {RunnerInUseError} */
  async start(): Promise<void> {
    const { database, vault, log } = this.#ports;
    this.#engine = await Engine.acquire({ identity: this.#options.identity, database, vault, log }, this.#execute);
    await this.#takeOverDead();
    this.#unlisten = await database.listen(
      cancelChannel,
      (id) => this.#under.get(id)?.abort(new RunCancelledError()),
      () => void this.#stopCancelled().catch((cause: unknown) => log.warn('Cancelled runs could not be looked for', { cause })),
    );
  }

  get executor(): string {
    return this.#running().executor;
  }

  /** Lets steps under way end, and leaves their runs there: they go on in another process, or after the restart. */
  async stop(): Promise<void> {
    const { grace = 5000 } = this.#options;
    await this.#unlisten?.();
    const engine = this.#engine;
    await engine?.drain(this.#execute, grace);
    for (const execution of this.#under.values()) execution.abort(new RunnerStoppingError());
    this.#engine = undefined;
    await engine?.release(this.#execute);
  }

  /** Asks the database for something, and tells in the same statement, where there are other processes, that this one lives. */
  async look<Found extends { readonly others: readonly Beat[] }>(
    ask: (executor: string | undefined) => Promise<Found>,
  ): Promise<Found> {
    const { executor, lease } = this.#running();
    return this.#ports.database.kind === 'postgresql' ? lease.within(() => ask(executor)) : ask(undefined);
  }

  /** Each by itself: one that fails stops no other. */
  jobs(): readonly RunnerJob[] {
    const { database, now } = this.#ports;
    let turn = 0;
    const ofMany: readonly RunnerJob[] = [
      { name: 'tell that the process lives', need: 'beat', work: () => this.#running().lease.beat() },
      { name: 'take over the runs of dead processes', work: () => this.#takeOverDead() },
      {
        name: 'carry on runs that were claimed only',
        need: 'begun',
        work: async () => void (++turn % turnsBetweenLooks === 0 && (await this.#running().carryOnUnbegun())),
      },
    ];
    return [
      ...(database.kind === 'postgresql' ? ofMany : []),
      { name: 'end runs that nothing carries on', need: 'interrupted', work: () => failInterrupted(this.#ports) },
      { name: 'stop cancelled runs', work: () => this.#stopCancelled() },
      {
        name: 'hand over runs that were stored only',
        need: 'waiting',
        work: async () => {
          const waiting = await waitingRuns(database.queries, new Date(now().getTime() - handOverGrace));
          await eachInTurn(waiting, ({ id, tenant }) => this.handOver(id, tenant));
        },
      },
    ];
  }

  async handOver(id: string, tenant: string): Promise<void> {
    await this.#running().enqueue(id, tenant);
  }

  async cancel(id: string): Promise<boolean> {
    const { database, now } = this.#ports;
    const found = await runById(database.queries, id);
    if (found === undefined || found.finished_at !== null) return false;
    const row = await database.transaction(async (transaction) => {
      const connection = await lockConnection(transaction, found.connection);
      const marked = connection && (await markCancelling(transaction, id));
      if (connection === undefined || marked === undefined) return undefined;
      await publishConnection(transaction, connection, now());
      await announceCancel(transaction, id);
      return marked;
    });
    // The engine may not know a queued one yet. It reads its row when it begins.
    if (row?.status === 'running') await this.#running().wake(id);
    return row !== undefined;
  }

  forget(before: Date): Promise<void> {
    return this.#running().forget(before);
  }

  #running(): Engine {
    if (this.#engine === undefined) throw new RunnerStoppingError();
    return this.#engine;
  }

  readonly #execute = async (execution: Execution): Promise<void> => {
    const { run, signal, lost } = execution;
    const leave = (): void => {
      if (this.#under.get(run) === execution) this.#under.delete(run);
    };
    lost.addEventListener('abort', leave);
    this.#under.set(run, execution);
    try {
      await executeRun({
        engine: execution,
        ports: this.#ports,
        id: run,
        signal,
        cancel: () => execution.abort(new RunCancelledError()),
        cancelOthers: (connection, except, stopped) => this.#cancelOthers(connection, except, stopped),
        takeTurn: () => this.#takeTurn(execution),
      });
    } finally {
      execution.over();
      leave();
    }
  };

  /** Until the run gets further than it was when a process died with it. */
  async #takeTurn(execution: Execution): Promise<void> {
    const { run, signal } = execution;
    const turn = this.#suspects.take();
    execution.onMoved(() => void turn.then((end) => end()));
    await Promise.race([turn, aborted(signal)]);
    await patiently(signal, () => noteTry(this.#ports.database.queries, run, this.executor));
  }

  async #takeOverDead(): Promise<void> {
    const engine = this.#running();
    await eachInTurn(engine.lease.dead, (dead) => takeOver(this.#ports.database, engine, dead, this.#ports.log));
  }

  /** Those that take too long end as cancelled whatever they do. */
  async #cancelOthers(connection: string, except: string, signal: AbortSignal): Promise<void> {
    const { patience = 30_000 } = this.#options;
    const since = performance.now();
    while (!signal.aborted) {
      const active = await activeRunsOf(this.#ports.database.queries, connection);
      const others = active.filter(({ id }) => id !== except);
      if (others.length === 0) return;
      if (performance.now() - since > patience) return this.#abandon(others);
      for (const { id, cancelling } of others) if (!cancelling) await this.cancel(id);
      await pause(100, signal);
    }
  }

  /** Ends runs that do not stop. What they still do is written nowhere, and their places in the queue are free. */
  async #abandon(runs: readonly RunRow[]): Promise<void> {
    for (const run of runs) {
      this.#ports.log.warn('A run did not stop when it was asked to', { run: run.id, flow: run.flow });
      await endRun(this.#ports, run, { status: 'cancelled' });
    }
    await this.#running().abandon(runs.map(({ id }) => id));
  }

  /** Stops runs of this process whose cancel did not get through, that are over for everybody else, or whose connection is gone. */
  async #stopCancelled(): Promise<void> {
    const ids = [...this.#under.keys()];
    if (ids.length === 0) return;
    const found = await runStates(this.#ports.database.queries, ids);
    const states = new Map(found.map((row) => [row.id, row]));
    for (const id of ids) {
      const state = states.get(id);
      const isOver = state !== undefined && state.finished_at !== null;
      if (state !== undefined && !isOver && !state.cancelling) continue;
      this.#under.get(id)?.abort(new RunCancelledError());
      if (!isOver) await this.#running().wake(id);
    }
  }
}
