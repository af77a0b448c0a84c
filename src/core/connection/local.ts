import type { Authorization } from '../../contract/authorization.js';
import type { Connection } from '../../contract/connection.js';
import type { Run } from '../../contract/run.js';
import type { Clock } from '../clock.js';
import type { IntegrationError } from '../errors.js';
import type { Failure, SignIn, UserMessage } from './connection.js';

/** What this page does with a connection, beside what the server says about it. */
export interface Local {
  readonly signIn: SignIn;
  readonly starting: string | undefined;
  readonly message: UserMessage | undefined;
  readonly error: Failure | undefined;
}

export const untouched: Local = { signIn: { status: 'none' }, starting: undefined, message: undefined, error: undefined };

export interface SignInBegin {
  readonly id: string;
  readonly dependency: string;
  readonly action: string | undefined;
  readonly url: string;
  readonly blocked: boolean;
}

export type ConnectionEvent =
  /** The server's facts were read. */
  | { readonly type: 'facts.changed'; readonly facts: Connection }
  /** The window is open (or was blocked) and the registration on its way. */
  | ({ readonly type: 'sign_in.begin' } & SignInBegin)
  | { readonly type: 'sign_in.cancel' }
  | { readonly type: 'question.answer'; readonly replace: boolean }
  /** The window reads as closed: a hint. */
  | { readonly type: 'window.closed' }
  /** Something may have changed: ask about the sign-in now. */
  | { readonly type: 'look' }
  /** The server starts it by itself: an Activation after a sign-in, the Deactivation of what is removed. */
  | { readonly type: 'run.expected'; readonly action: string }
  | { readonly type: 'action.start'; readonly action: string; readonly anyway: boolean }
  | { readonly type: 'action.cancel' }
  | { readonly type: 'configuration.edit' }
  | { readonly type: 'configuration.save' }
  | { readonly type: 'configuration.saved' }
  | { readonly type: 'configuration.refused' }
  | { readonly type: 'configuration.close' }
  /** Something that was begun elsewhere has failed, and is told here. */
  | { readonly type: 'failure.show'; readonly error: IntegrationError }
  | { readonly type: 'message.dismiss' }
  | { readonly type: 'error.dismiss' };

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
