import type { ActionDefinition } from '../../../contract/action.js';
import type { JsonValue } from '../../../contract/names.js';
import type { Scope } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';

export interface NewRun {
  readonly scope: Scope;
  readonly widget: string;
  /** The connection's row id. */
  readonly connection: string;
  readonly action: ActionDefinition;
  /** Saved values by configuration flow, as they are now. */
  readonly configuration: Readonly<Record<string, JsonValue>>;
  readonly startedBy: string | undefined;
  /** Started by the connection's schedule. */
  readonly scheduled?: boolean;
  /** Deactivation without its flow ("Disconnect anyway"). */
  readonly anyway?: boolean;
  /** Deactivation after which the connection itself goes. */
  readonly removes?: boolean;
}

export interface QueuedRun {
  readonly id: string;
  /** An active run of the same (connection, action) exists, and is this one. */
  readonly replayed: boolean;
}

/** Durable runs: queued in the database, carried on by any process. */
export interface RunQueue {
  /** Stores a queued run and hands it to the runner. */
  enqueue(run: NewRun): Promise<QueuedRun>;
  /** Stores a queued run with what else a transaction stores. `handOver` follows once it has committed. */
  store(run: NewRun, queries: Queries): Promise<QueuedRun>;
  /** Hands a stored run to the runner, which finds it by itself some seconds later. */
  handOver(id: string, tenant: string): Promise<void>;
  /** Asks a run to stop. Answers false when it was over. */
  cancel(id: string): Promise<boolean>;
  /**
   * Cancels every active run of a connection but one, and waits until they have stopped or the signal is aborted. Those that take too
   * long end as cancelled whatever they do.
   */
  cancelOthers(connection: string, except: string, signal: AbortSignal): Promise<void>;
  /** Forgets how runs that ended before an instant were carried on. */
  forget(before: Date): Promise<void>;
}
