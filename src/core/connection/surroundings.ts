import type { Connection } from '../../contract/connection.js';
import type { HubEvent } from '../../contract/event.js';
import type { Run } from '../../contract/run.js';
import type { Widget } from '../../contract/widget.js';
import type { Backend, SignInOpener } from '../backend.js';
import type { Clock } from '../clock.js';
import type { IntegrationError } from '../errors.js';
import type { ConnectionStore } from './connection.js';
import type { RunningConnection, StartOptions } from './machine/start-connection.js';

/** The machine is a chunk of its own: what the server says is enough to draw the first cards. */
export interface MachineModule {
  readonly startConnection: (options: StartOptions) => RunningConnection;
}
export type LoadMachine = () => Promise<MachineModule>;

/** What a connection's store asks of the hub's, which holds the facts. */
export interface ConnectionSurroundings {
  readonly backend: Backend;
  readonly opener: SignInOpener;
  readonly clock: Clock;
  readonly loadMachine: LoadMachine;
  /** Once it was loaded ahead. */
  machineNow(): MachineModule | undefined;
  /** Ends with the hub's store. */
  readonly signal: AbortSignal;
  access(): 'use' | 'view';
  /** While the backend is being told of the connection: what has to wait for that. */
  made(): Promise<unknown> | undefined;
  refresh(): Promise<void>;
  /** A newer answer about this connection, from one of its verbs. */
  accept(connection: Connection): void;
  onEvent(listener: (event: HubEvent) => void): () => void;
  onRun(run: Run): void;
  onError(error: IntegrationError, action: string | undefined): void;
  onConfigured(): void;
}

/** What the server says. */
export interface Facts {
  readonly widget: Widget;
  readonly connection: Connection;
}

/** Which changes this page brought about, so that their facts say `here`. */
export interface Origins {
  readonly runs: Set<string>;
  readonly kinds: Set<'connected' | 'disconnected' | 'configured'>;
}

/** The hub's side of a connection's store. */
export interface ManagedConnection {
  readonly store: ConnectionStore;
  readonly origins: Origins;
  /** The facts changed, or the widget did, or both are gone. */
  sync(widget: Widget | undefined, connection: Connection | undefined): void;
  /** Something may have happened to the sign-in. */
  look(): void;
  /** A sign-in of this page is under way. */
  isSigningIn(): boolean;
  dispose(): void;
}
