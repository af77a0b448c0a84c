import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Action } from '../../../contract/action.js';
import { signsIn } from '../../../contract/rules/signs-in.js';
import type { MenuItem } from '../../shared/controls/menu.js';
import { icon } from '../../shared/marks/icons.js';
import { type CardContext, hasSignIns } from './card-context.js';

type Drawn = TemplateResult | typeof nothing;
/** What only a card has that is, or was, connected. */
export type CardDetails = Pick<typeof import('./card-details.js'), 'cardDetails' | 'progressBar' | 'stateButtons'>;

/** A sign-in is under way or a run of it is: the button keeps its place, its focus and its size. */
function isAtWork(action: Action, { snapshot, state }: CardContext): boolean {
  const { connection, starting, signIn } = snapshot;
  if (starting === action.key || connection.activeRuns.some((run) => run.action === action.key)) return true;
  return signsIn(action) && (state.state === 'connecting' || signIn.status !== 'none');
}

/** A button of the author's. A row says what its button is about; on a card, one may be filled. */
export function actionButton(action: Action, context: CardContext): TemplateResult {
  const { state, store, presses, row } = context;
  const isFilled = row === undefined && state.filled === 'action' && state.filledAction === action.key;
  const look = isFilled ? 'button--primary' : action.type === 'deactivation' ? 'button--quiet' : '';
  const atWork = isAtWork(action, context);
  return html`<button
    type="button"
    part="action"
    class="button ${look}"
    data-action=${action.key}
    aria-describedby=${row?.id ?? nothing}
    aria-disabled=${atWork ? 'true' : nothing}
    @click=${() => atWork || presses.press(store, action.key)}
  >
    <bdi>${action.name}</bdi>
  </button>`;
}

/** Those of the author's actions that stand in the ⋯ menu. */
export const menuItems = (context: CardContext): readonly MenuItem[] =>
  context.actions
    .filter(({ key }) => context.inMenu.has(key))
    .map((action) => ({
      label: action.name,
      danger: action.type === 'deactivation',
      icon: action.type === 'deactivation' ? 'disconnect' : action.type === 'configuration' ? 'settings' : 'refresh',
      disabled: isAtWork(action, context),
      press: () => context.presses.press(context.store, action.key),
    }));

/** The ⋯ button and its menu. @param name what it has more for */
export function menuButton(
  { messages: { card }, menu, row }: CardContext,
  id: string,
  name: string,
  items: readonly MenuItem[],
): Drawn {
  if (items.length === 0) return nothing;
  const label = card.more(name);
  return html`<button
      type="button"
      part=${row === undefined ? 'menu-button' : nothing}
      class="button button--quiet button--icon"
      popovertarget=${id}
      aria-haspopup="menu"
      aria-label=${label}
    >
      ${icon('more')}</button
    >${menu({ id, label, items })}`;
}

/** An untouched connection has no history to show. */
export function hasHistory({ snapshot }: CardContext): boolean {
  const { widget, connection } = snapshot;
  const touched =
    connection.active || connection.lastRun !== undefined || connection.activeRuns.length > 0 || connection.revision > 1;
  return widget.history && (touched || hasSignIns(snapshot));
}

/**
 * Wire and buttons. Each button stays the same one while others come and go: who has the focus, or is about to press, is not given
 * another action.
 */
export function cardFoot(context: CardContext, details: CardDetails | undefined): TemplateResult {
  const { store, snapshot, messages, actions, inMenu, presses } = context;
  const blocked = snapshot.signIn.status === 'blocked';
  const shown = actions.filter(({ key, type }) => !inMenu.has(key) && !(blocked && signsIn({ type })));
  return html`<div part="wire">${details?.progressBar(context)}</div>
  <footer part="actions">
    ${details?.stateButtons(context)}${repeat(
      shown,
      ({ key }) => key,
      (action) => actionButton(action, context),
    )}
    ${
      hasHistory(context)
        ? html`<button
            type="button"
            part="history-button"
            class="button button--quiet button--icon push"
            aria-label=${messages.card.historyOf(snapshot.widget.name)}
            title=${messages.card.history}
            @click=${() => presses.showHistory(store)}
          >
            ${icon('history')}
          </button>`
        : nothing
    }
  </footer>`;
}
