import type { Connection, SaveCredentialRequest } from '../../contract/connection.js';
import type { Dependency, Widget } from '../../contract/widget.js';
import type { ConfigurationStore } from '../configuration/configuration.js';
import type { IntegrationError } from '../errors.js';
import type { HistoryStore } from '../history/history.js';
import type { Store } from '../store.js';
import type { SignIn } from './sign-in/sign-in.js';

/** A flow's words, or an action's failure: shown in a dialog until dismissed. Plain text. */
export interface UserMessage {
  readonly outcome: 'succeeded' | 'failed';
  readonly header: string | undefined;
  readonly text: string | undefined;
  /** The name of the action that ended. */
  readonly action?: string;
  readonly run: string | undefined;
  /** What failed where no flow was asked: told in words of ours. */
  readonly error?: IntegrationError;
}

/** Why something failed that was tried on this page. */
export interface Failure {
  /** The key of the action that was pressed. */
  readonly action: string | undefined;
  /** The id of the run that failed, where one did. */
  readonly run?: string;
  readonly error: IntegrationError;
}

/** What stands in the way of an action. */
export type ActionPlan =
  | { readonly kind: 'unavailable' }
  /** Deactivation asks first. */
  | { readonly kind: 'confirm' }
  | { readonly kind: 'configure'; readonly flow: string }
  /** OAuth with nothing to ask: open the window at once, within the click. */
  | { readonly kind: 'sign_in'; readonly dependency: Dependency }
  /** Something must be typed or chosen first, or several dependencies are to be signed in. */
  | { readonly kind: 'connect'; readonly dependencies: readonly Dependency[] }
  | { readonly kind: 'run' };

export type ConnectionSnapshot =
  /** The hub is not read yet, or there is no such widget or connection. */
  | { readonly status: 'absent' }
  | {
      readonly status: 'ready';
      readonly widget: Widget;
      readonly connection: Connection;
      readonly signIn: SignIn;
      /** The action whose request is on its way, from click to answer. */
      readonly starting: string | undefined;
      readonly message: UserMessage | undefined;
      /** Why the last thing tried here failed: drawn in the card's notice until dismissed or overtaken. */
      readonly error: Failure | undefined;
    };

/** One connection: facts from the server, and what this page does with them. */
export interface ConnectionStore extends Store<ConnectionSnapshot> {
  /** What pressing the action's button leads to. Pure. */
  plan(action: string): ActionPlan;
  /** What pressing Reconnect leads to. Pure. */
  planReconnect(): ActionPlan;
  /**
   * Opens the sign-in window at once and registers the authorization. Call it within the click.
   * @param options.action the Activation or Multi Connector to run once every dependency is signed in; absent on reconnect
   * @param options.values what the connector asks before the window opens
   */
  signIn(dependency: string, options: { readonly action?: string; readonly values?: Readonly<Record<string, string>> }): void;
  /** Brings the window to the front where that is possible. */
  continueSignIn(): void;
  /** Opens a new window for the same sign-in; the old one is superseded. Call it within the click. */
  reopenSignIn(): void;
  cancelSignIn(): void;
  /** Leaves the page for the sign-in, which comes back to it. Failures land in the snapshot. */
  signInHere(): Promise<void>;
  /** Whether another account takes the place of the one before. Failures land in the snapshot. */
  answerSignIn(replace: boolean): void;
  /**
   * Proves and stores typed-in credentials.
   * @throws {IntegrationError} `credentials_refused`, `validation_failed`, `same_account`, `another_account` (with `accounts`: ask, and
   * send it again with `replace`)
   */
  saveCredential(dependency: string, request: SaveCredentialRequest): Promise<void>;
  /**
   * Withdraws and erases the sign-ins of a connection that is not active, such as one whose Activation failed.
   * @throws {IntegrationError} `action_not_available`, `busy`
   */
  signOut(): Promise<void>;
  /** Starts an action's run. Failures land in the snapshot. */
  run(action: string, options?: { readonly anyway?: boolean }): Promise<void>;
  cancelRun(): Promise<void>;
  /** Tells why something failed that was begun elsewhere. */
  showFailure(error: IntegrationError): void;
  /** Names a connection of a widget that may have several; `null` takes the name away. @throws {IntegrationError} `validation_failed` */
  rename(label: string | null): Promise<void>;
  /** Removes it: an active one after its Deactivation, unless `anyway`. @throws {IntegrationError} */
  remove(options?: { readonly anyway?: boolean }): Promise<void>;
  dismissMessage(): void;
  dismissError(): void;
  /** A fresh store for a dialog; dispose of it when the dialog closes. */
  configure(flow: string): ConfigurationStore;
  history(): HistoryStore;
}
