import type { Action } from '../../../contract/action.js';
import type { CardState } from '../../../core/connection/card-state.js';
import type { ConnectionSnapshot, ConnectionStore } from '../../../core/connection/connection.js';
import type { CardMessages, ErrorMessages } from '../../../localization/messages.js';
import type { lazyMenu } from '../../shared/controls/lazy-menu.js';
import type { Formatter } from '../../shared/words/format.js';

export type ReadyConnection = Extract<ConnectionSnapshot, { status: 'ready' }>;

/** What the parts of a card need to be drawn. */
export interface CardContext {
  readonly store: ConnectionStore;
  readonly snapshot: ReadyConnection;
  readonly state: CardState;
  readonly messages: CardMessages;
  readonly format: Formatter;
  /** Words of what went wrong, once they have come. */
  errors(): ErrorMessages | undefined;
  /** The buttons to draw, in the author's order; none for a session that may only look. */
  readonly actions: readonly Action[];
  /** Keys of the actions that stand in the menu. */
  readonly inMenu: ReadonlySet<string>;
  readonly readOnly: boolean;
  /** It is one of several accounts on a card: a row with one button. */
  readonly inRow?: boolean;
  readonly verbs: CardVerbs;
  readonly menu: ReturnType<typeof lazyMenu>;
  /** Draws the card again, once something that comes later is there. */
  redraw(): void;
}

/** What can be pressed on a card. */
export interface CardVerbs {
  press(action: string): void;
  reconnect(): void;
  continueSignIn(): void;
  reopenSignIn(): void;
  cancelSignIn(): void;
  signInHere(): void;
  answerSignIn(replace: boolean): void;
  cancelRun(): void;
  disconnectAnyway(action: string): void;
  dismissError(): void;
  showHistory(run?: string): void;
}

/** Whether pressing an action's button signs in. */
export const connects = ({ type }: Pick<Action, 'type'>): boolean => type === 'activation' || type === 'multi_connector';

/** The name of the service that a dependency stands for; the widget's where the dependency is unknown. */
export function serviceName({ widget }: ReadyConnection, dependency: string | undefined): string {
  return widget.dependencies.find(({ key }) => key === dependency)?.name ?? widget.name;
}
