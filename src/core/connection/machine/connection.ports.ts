import type { Authorization } from '../../../contract/authorization.js';
import type { Connection } from '../../../contract/connection.js';
import type { Run } from '../../../contract/run.js';
import type { Clock } from '../../clock.js';
import type { Local } from '../local.js';
import type { ConnectionEvent } from './connection.events.js';

/** What the machine asks of the store around it. */
export interface ConnectionPorts {
  /** The registration that the verb has sent already. */
  registration(id: string, signal: AbortSignal): Promise<Authorization>;
  readAuthorization(id: string, signal: AbortSignal): Promise<Authorization>;
  /** Also where it is over already, or was never registered. */
  cancelAuthorization(id: string, signal: AbortSignal): Promise<void>;
  /** Also where somebody else has answered already. */
  answerAuthorization(id: string, replace: boolean, signal: AbortSignal): Promise<void>;
  /** Reads the connection's facts again. */
  refresh(): Promise<void>;
  /** Calls `closed` once when the window reads as closed. Answers the way out. */
  watchWindow(id: string, closed: () => void): () => void;
  closeWindow(id: string): void;
  startRun(action: string, anyway: boolean, signal: AbortSignal): Promise<Run>;
  readRun(id: string, signal: AbortSignal): Promise<Run>;
  cancelRun(id: string, signal: AbortSignal): Promise<Run>;
  /** A run of this page; told once when it is known and once when it is over. */
  onRun(run: Run): void;
  onError(cause: unknown, action: string | undefined): void;
}

export interface RunningConnection {
  send(event: ConnectionEvent): void;
  local(): Local;
  stop(): void;
}

export type StartConnection = (options: {
  readonly facts: Connection;
  readonly ports: ConnectionPorts;
  readonly clock: Clock;
  readonly onChange: () => void;
}) => RunningConnection;

/** The machine is a chunk of its own: what the server says is enough to draw the first cards. */
export type LoadMachine = () => Promise<{ readonly startConnection: StartConnection }>;
