import type { AnswerAuthorizationRequest, Authorization, RegisterAuthorizationRequest } from '../contract/authorization.js';
import type { Connection, SaveConnectionRequest, SaveCredentialRequest } from '../contract/connection.js';
import type { HubEvent } from '../contract/event.js';
import type { Configuration, OptionsPage, OptionsRequest, SaveConfigurationRequest } from '../contract/form.js';
import type { HistoryPage, HistoryQuery } from '../contract/history.js';
import type { Hub } from '../contract/hub.js';
import type { Run, RunDetails, StartRunRequest } from '../contract/run.js';

/** Which connection of which widget. */
export interface ConnectionAddress {
  readonly widget: string;
  readonly connection: string;
}

/**
 * What the core asks of the backend. Implemented over `fetch` in `browser/`, and by fakes in tests. Every promise rejects with an
 * `IntegrationError`, or with the signal's reason when it was aborted.
 */
export interface Backend {
  /** Answers `undefined` when nothing changed since the last answer. */
  readHub(signal: AbortSignal): Promise<Hub | undefined>;
  readConnection(address: ConnectionAddress, signal: AbortSignal): Promise<Connection>;
  /** Makes a connection of a widget that may have several, or names it. */
  saveConnection(address: ConnectionAddress, request: SaveConnectionRequest, signal: AbortSignal): Promise<Connection>;
  /** Answers the Deactivation after whose success the connection is gone, or `undefined` where it is gone already. */
  removeConnection(address: ConnectionAddress, anyway: boolean, signal: AbortSignal): Promise<Run | undefined>;
  /** Withdraws what a connection that is not active is signed in with. */
  signOut(address: ConnectionAddress, signal: AbortSignal): Promise<Connection>;
  startRun(address: ConnectionAddress, action: string, request: StartRunRequest, signal: AbortSignal): Promise<Run>;
  readRun(id: string, signal: AbortSignal): Promise<RunDetails>;
  cancelRun(id: string, signal: AbortSignal): Promise<Run>;
  registerAuthorization(request: RegisterAuthorizationRequest, signal: AbortSignal): Promise<Authorization>;
  readAuthorization(id: string, signal: AbortSignal): Promise<Authorization>;
  cancelAuthorization(id: string, signal: AbortSignal): Promise<Authorization>;
  /** What came back in the page's address. Waits for what comes of it. */
  finishReturn(reference: string, handle: string, signal: AbortSignal): Promise<Authorization>;
  answerAuthorization(id: string, request: AnswerAuthorizationRequest, signal: AbortSignal): Promise<Authorization>;
  saveCredential(
    address: ConnectionAddress,
    dependency: string,
    request: SaveCredentialRequest,
    signal: AbortSignal,
  ): Promise<Connection>;
  readConfiguration(address: ConnectionAddress, flow: string, signal: AbortSignal): Promise<Configuration>;
  saveConfiguration(
    address: ConnectionAddress,
    flow: string,
    request: SaveConfigurationRequest,
    signal: AbortSignal,
  ): Promise<Configuration>;
  readOptions(address: ConnectionAddress, flow: string, request: OptionsRequest, signal: AbortSignal): Promise<OptionsPage>;
  readHistory(address: ConnectionAddress, query: HistoryQuery, signal: AbortSignal): Promise<HistoryPage>;
  /** The page's one event stream. `onState` says whether live updates arrive. Ends when the signal is aborted. */
  watch(listener: StreamListener, signal: AbortSignal): void;
}

/**
 * `live`: changes arrive. `paused`: they do not, and should. `polled`: other tabs hold the few streams that a browser can spare, so this
 * one asks now and then. `asleep`: nobody looks at the page.
 */
export type StreamState = 'live' | 'paused' | 'polled' | 'asleep';

export interface StreamListener {
  onEvent(event: HubEvent): void;
  onState(state: StreamState): void;
}

/** A window that was opened for a sign-in. `closed` is advisory: COOP makes it lie. */
export interface SignInWindow {
  isClosed(): boolean;
  focus(): void;
  close(): void;
}

/** What the core asks of the page around it. */
export interface SignInOpener {
  /** 256 random bits as base64url. */
  randomId(): string;
  /** The address a "Open sign-in" link leads to when windows are blocked. */
  startUrl(id: string): string;
  /**
   * Opens the sign-in window, synchronously within the click, and answers hellos of that id with the proof
   * (authorizations/README.md §2). `undefined` where the browser blocked it; a hello from the link for this id is answered all the
   * same.
   */
  open(id: string, proof: string): SignInWindow | undefined;
  /** Leaves the page for the start page of that id. */
  leave(id: string): void;
  /** Calls `listener` whenever a person may have come back: focus, visibility, page show, online. */
  onReturn(listener: () => void, signal: AbortSignal): void;
  locale(): string;
  /** Where a sign-in that was bound at its return comes back to (authorizations/README.md §3). */
  returnUrl(): string | undefined;
}
