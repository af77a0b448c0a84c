import type { ActionDefinition } from '../../contract/action.js';
import type { JsonValue } from '../../contract/names.js';
import type { Scope } from '../access.js';

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

/** Durable runs: queued in the database, carried on by any process. */
export interface RunQueue {
  /**
   * Stores a queued run and hands it to the runner once the transaction has committed. Where an active run of the same
   * (connection, action) exists, that one is answered with `replayed`.
   */
  enqueue(run: NewRun): Promise<{ readonly id: string; readonly replayed: boolean }>;
  /** Asks a run to stop. Answers false when it was over. */
  cancel(id: string): Promise<boolean>;
  /** Cancels every active run of a connection but one, and waits until they have stopped. */
  cancelOthers(connection: string, except: string): Promise<void>;
}
