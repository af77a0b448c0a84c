import type { Action } from '../../../contract/action.js';
import { type CardState, cardState } from '../../../core/connection/card-state.js';
import type { ConnectionSnapshot, ConnectionStore, Failure } from '../../../core/connection/connection.js';
import { offeredActions } from '../../../core/connection/plan.js';
import type { CardMessages, ErrorMessages } from '../../../localization/messages.js';
import type { LocalizeController } from '../../shared/controllers/localize-controller.js';
import type { lazyMenu } from '../../shared/controls/lazy-menu.js';
import { Formatter } from '../../shared/words/format.js';
import type { ActionOverflow } from '../action-overflow.js';
import type { Presses } from '../presses.js';

export type ReadyConnection = Extract<ConnectionSnapshot, { status: 'ready' }>;

/** What the parts of a card, or of a row of one, need to be drawn. */
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
  /** It is one of several accounts on a card, drawn as a row: the id of its name, and the name. */
  readonly row?: { readonly id: string; readonly name: string };
  readonly presses: Pick<Presses, 'press' | 'reconnect' | 'dismissError' | 'showHistory'>;
  readonly menu: ReturnType<typeof lazyMenu>;
  /** Draws the card again, once something that comes later is there. */
  redraw(): void;
}

/** Whether pressing an action's button signs in. */
export const connects = ({ type }: Pick<Action, 'type'>): boolean => type === 'activation' || type === 'multi_connector';

/** The name of the service that a dependency stands for; the widget's where the dependency is unknown. */
export function serviceName({ widget }: ReadyConnection, dependency: string | undefined): string {
  return widget.dependencies.find(({ key }) => key === dependency)?.name ?? widget.name;
}

/** What all cards of an element have in common. */
interface Around extends Pick<CardContext, 'menu' | 'presses' | 'readOnly' | 'redraw'> {
  readonly localize: Pick<LocalizeController<CardMessages>, 'messages' | 'locale' | 'errors'>;
  readonly overflow: Pick<ActionOverflow, 'hidden'>;
  /** What failed that no connection can say itself. */
  readonly failure: Failure | undefined;
}

/** Reads a connection for one drawing; nothing where it is not there. */
export function readCard(store: ConnectionStore, around: Around): readonly CardContext[] {
  const { localize, overflow, presses, failure, menu, readOnly, redraw } = around;
  const read = store.getSnapshot();
  if (read.status !== 'ready') return [];
  const snapshot = failure === undefined || read.error !== undefined ? read : { ...read, error: failure };
  const state = cardState(snapshot);
  const actions = readOnly ? [] : offeredActions(snapshot.widget, snapshot.connection);
  const isRunning = state.state === 'running';
  return [
    {
      store,
      snapshot,
      state,
      messages: localize.messages,
      format: new Formatter(localize.locale),
      errors: () => localize.errors,
      actions,
      inMenu: isRunning ? new Set(actions.map(({ key }) => key)) : overflow.hidden(actions, state.filledAction),
      readOnly,
      presses,
      menu,
      redraw,
    },
  ];
}
