import type { Action } from '../../../contract/action.js';
import { type CardState, cardState } from '../../../core/connection/card-state.js';
import type { ConnectionSnapshot, ConnectionStore, Failure } from '../../../core/connection/connection.js';
import { offeredActions } from '../../../core/connection/plan.js';
import type { CardMessages, ErrorMessages } from '../../../localization/messages.js';
import type { lazyMenu } from '../../shared/controls/lazy-menu.js';
import type { Formatter } from '../../shared/words/format.js';
import type { ActionOverflow } from '../action-overflow.js';
import type { Presses } from '../presses.js';

export type ReadyConnection = Extract<ConnectionSnapshot, { status: 'ready' }>;

/** What all cards of an element are drawn with. */
interface Surroundings {
  readonly messages: CardMessages;
  readonly format: Formatter;
  /** Words of what went wrong, once they have come. */
  errors(): ErrorMessages | undefined;
  readonly readOnly: boolean;
  readonly presses: Pick<Presses, 'press' | 'reconnect' | 'dismissError' | 'showHistory' | 'ask'>;
  readonly menu: ReturnType<typeof lazyMenu>;
  /** Draws the card again, once something that comes later is there. */
  redraw(): void;
}

/** What the parts of a card, or of a row of one, need to be drawn. */
export interface CardContext extends Surroundings {
  readonly store: ConnectionStore;
  readonly snapshot: ReadyConnection;
  readonly state: CardState;
  /** The buttons to draw, in the author's order; none for a session that may only look. */
  readonly actions: readonly Action[];
  /** Keys of the actions that stand in the menu. */
  readonly inMenu: ReadonlySet<string>;
  /** It is one of several accounts on a card, drawn as a row: the id of its name, and the name. */
  readonly row?: { readonly id: string; readonly name: string };
}

/** Whether somebody has signed in to what it depends on, whatever has become of that. */
export const hasSignIns = ({ connection }: ReadyConnection): boolean =>
  connection.credentials.some(({ status }) => status !== 'missing');

/** The name of the service that a dependency stands for; the widget's where the dependency is unknown. */
export function serviceName({ widget }: ReadyConnection, dependency: string | undefined): string {
  return widget.dependencies.find(({ key }) => key === dependency)?.name ?? widget.name;
}

/** Reads a connection for one drawing; nothing where it is not there. @param failure of what no connection can say itself */
export function readCard(
  store: ConnectionStore,
  around: Surroundings,
  overflow: ActionOverflow,
  failure: Failure | undefined,
): readonly CardContext[] {
  const read = store.getSnapshot();
  if (read.status !== 'ready') return [];
  const snapshot = failure === undefined || read.error !== undefined ? read : { ...read, error: failure };
  const state = cardState(snapshot);
  const actions = around.readOnly ? [] : offeredActions(snapshot.widget, snapshot.connection);
  const isRunning = state.state === 'running';
  const inMenu = isRunning ? new Set(actions.map(({ key }) => key)) : overflow.hidden(actions, state.filledAction);
  return [{ ...around, store, snapshot, state, actions, inMenu }];
}
