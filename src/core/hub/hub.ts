import type { Hub as HubAnswer } from '../../contract/hub.js';
import type { Widget } from '../../contract/widget.js';
import type { ConnectionStore } from '../connection/connection.js';
import type { IntegrationError } from '../errors.js';
import type { Store } from '../store.js';

export type HubDetails = Omit<HubAnswer, 'widgets'>;

export type HubSnapshot =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: IntegrationError }
  | {
      readonly status: 'ready';
      readonly details: HubDetails;
      readonly widgets: readonly Widget[];
      /** Whether changes made elsewhere arrive without asking. */
      readonly live: 'live' | 'paused';
    };

/** How a run ended. */
export type RunOutcome = 'succeeded' | 'failed' | 'cancelled';

/** What a fact event is made from: every observed change, here or elsewhere. */
export interface HubFact {
  readonly kind: 'connected' | 'disconnected' | 'configured' | 'expired' | 'action_completed' | 'error';
  readonly widget: string;
  readonly connection: string;
  readonly action?: string;
  readonly run?: string;
  /** How the run of an `action_completed` ended. A failed one is told as an `error` as well. */
  readonly outcome?: RunOutcome;
  readonly origin: 'here' | 'elsewhere';
  readonly error?: IntegrationError;
}

export interface AddedConnection {
  readonly connection: string;
  readonly store: ConnectionStore;
  /** Rejects with an `IntegrationError` where the backend refused it: it is gone then. */
  readonly saved: Promise<void>;
}

/** The widgets and connections of one session on one backend. Shared by every element of a page with the same ones. */
export interface HubStore extends Store<HubSnapshot> {
  /** Reads everything again; the way out of `failed`. */
  refresh(): Promise<void>;
  /** The store of one connection; the same object for the same address. */
  connection(widget: string, connection?: string): ConnectionStore;
  /** Tells in a dialog over a card why something failed that came back to this page. @param at default: a card that is shown */
  showFailure(error: IntegrationError, at?: { readonly widget: string; readonly connection: string }): void;
  /**
   * Adds a connection to a widget that may have several. It is drawn at once, and everything that is done with its store waits until
   * the backend knows it: call this within the click, and `signIn` may open its window right after. Where the only connection was never
   * used, that one is answered.
   *
   * @param allow asked with the key before anything is done
   * @returns `undefined` where the widget has one connection only or was read a moment ago, the session may only look, or `allow` objected
   */
  addConnection(widget: string, allow?: (connection: string) => boolean): AddedConnection | undefined;
  onFact(listener: (fact: HubFact) => void): () => void;
  /** Ends every request and stream. */
  dispose(): void;
}
