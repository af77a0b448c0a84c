import type { Dependency } from '../../../contract/widget.js';
import type { ConnectionStore, UserMessage } from '../../../core/connection/connection.js';
import type { Messages } from '../../../localization/messages.js';

/** Which dialog a card asks for. */
export type DialogRequest =
  /** Deactivation asks first. */
  | { readonly kind: 'confirm'; readonly action: string }
  /** What a widget with several accounts calls this one. */
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'remove'; readonly name: string }
  /** A flow's words, or an action's failure. */
  | { readonly kind: 'message'; readonly message: UserMessage }
  /** Dependencies to be signed in to; with an Activation, or to reconnect. */
  | { readonly kind: 'connect'; readonly dependencies: readonly Dependency[]; readonly action?: string | undefined }
  | { readonly kind: 'configuration'; readonly flow: string /** What was pressed. */; readonly action?: string | undefined }
  | { readonly kind: 'history'; readonly run?: string | undefined };

/** What a dialog needs of the card that opened it. */
export interface DialogContext {
  readonly store: ConnectionStore;
  readonly messages: Messages;
  readonly locale: string;
  /** A session that may only look: nothing is offered that the backend would refuse. Default: false. */
  readonly readOnly?: boolean;
  /** Which images suit. Default: `light`. */
  readonly theme?: 'light' | 'dark';
  /** The dialog is over: take it out of the template. */
  readonly close: () => void;
  /** Speaks a sentence from the hub's polite region. */
  readonly announce: (text: string) => void;
  /** Does what pressing an action's button does. */
  readonly performAction: (key: string) => void;
}
