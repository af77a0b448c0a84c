import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { safeUrl } from '../../../contract/rules/safe-url.js';
import type { CardState, CardStateName } from '../../../core/connection/card-state.js';
import type { CardMessages } from '../../../localization/messages.js';
import type { MenuItem } from '../../shared/controls/menu.js';
import { glyph } from '../../shared/marks/glyph.js';
import { icon } from '../../shared/marks/icons.js';
import { accountName } from '../../shared/words/account-name.js';
import { stateWords } from '../card/badge.js';
import { menuItems } from '../card/card-actions.js';
import type { CardContext } from '../card/card-context.js';
import { cardNotice, noticeView } from '../card/card-notice.js';
import type { AccountVerbs } from './account-verbs.js';
import { accountWords } from './account-words.js';

const needsPerson: ReadonlySet<CardStateName> = new Set(['expired', 'failed', 'attention', 'blocked']);
const order: readonly CardStateName[] = [
  'running',
  'connecting',
  'blocked',
  'expired',
  'failed',
  'attention',
  'needs_setup',
  'active',
  'saved',
  'idle',
];

/** The worst of several accounts, as a count: "1 of 3 needs you", "2 of 3 connected". */
export function worstState(contexts: readonly CardContext[], messages: CardMessages): CardState {
  const states = contexts.map(({ state }) => state);
  const worst = [...states].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))[0];
  const needy = states.filter(({ state }) => needsPerson.has(state));
  const connected = contexts.filter(({ snapshot }) => snapshot.connection.authenticated).length;
  const plain: CardState = worst ?? { state: 'idle', tone: 'neutral', wire: 'dashed', glyph: 'ring', filled: 'none' };
  const { share: _share, label: _label, run: _run, ...rest } = plain;
  if (needy.length > 0) {
    const shown = needy.find(({ state }) => state === 'expired') ?? needy[0] ?? plain;
    return {
      ...rest,
      tone: shown.tone,
      glyph: shown.glyph,
      wire: 'solid',
      label: messages.card.needYou(needy.length, states.length),
    };
  }
  if (plain.state === 'running' || plain.state === 'connecting' || connected === 0)
    return { ...rest, wire: connected > 0 ? 'solid' : 'dashed' };
  const label = messages.card.connectedOf(connected, states.length);
  return connected === states.length
    ? { ...rest, wire: 'solid', label }
    : { ...rest, tone: 'accent', glyph: 'first_half', wire: 'solid', label };
}

function ownButton(context: CardContext, name: string): TemplateResult | typeof nothing {
  const { snapshot, state, messages, verbs, readOnly, actions } = context;
  const { card } = messages;
  if (readOnly) return nothing;
  if (snapshot.signIn.status === 'blocked') {
    const url = safeUrl(snapshot.signIn.url, 'link');
    return url === undefined
      ? nothing
      : html`<a class="button" part="open-link" href=${url} target="_blank" rel="opener">${card.openSignIn}${icon('external')}</a>`;
  }
  const id = `account-${snapshot.connection.key}`;
  if (state.state === 'running') {
    const cancelling = state.run?.cancelling === true;
    return state.run === undefined
      ? nothing
      : html`<button
          type="button"
          class="button"
          part="cancel"
          aria-describedby=${id}
          aria-disabled=${cancelling ? 'true' : nothing}
          @click=${() => cancelling || verbs.cancelRun()}
        >
          ${cancelling ? card.cancelling : card.cancelRun}
        </button>`;
  }
  if (state.filled === 'reconnect') {
    return html`<button type="button" class="button" part="reconnect" aria-label=${card.reconnectNamed(name)} @click=${verbs.reconnect}>
      ${card.reconnect}
    </button>`;
  }
  const action = actions.find(({ key }) => key === state.filledAction);
  return action === undefined
    ? nothing
    : html`<button type="button" class="button" part="action" aria-describedby=${id} @click=${() => verbs.press(action.key)}><bdi>${action.name}</bdi></button>`;
}

/** Whether it has a history that can be shown. */
const hasHistory = ({ snapshot: { widget, connection } }: CardContext): boolean => widget.history && connection.revision > 1;

/** What can be done with one of several accounts, beside the author's actions. */
export function accountItems(context: CardContext, accountVerbs: AccountVerbs): readonly MenuItem[] {
  const { readOnly, store, snapshot } = context;
  if (readOnly) return [];
  const words = accountWords(context);
  const name = accountName(snapshot.widget, snapshot.connection, words);
  return [
    { label: words.rename, icon: 'rename', press: () => accountVerbs.rename(store, name) },
    { label: words.remove, icon: 'remove', danger: true, press: () => accountVerbs.remove(store, name) },
  ];
}

function rowItems(context: CardContext, accountVerbs: AccountVerbs): readonly MenuItem[] {
  const { actions, verbs, messages } = context;
  const own = menuItems({ ...context, inMenu: new Set(actions.map(({ key }) => key)) });
  const history: MenuItem = { label: messages.card.history, icon: 'history', press: () => verbs.showHistory() };
  return [...own, ...(hasHistory(context) ? [history] : []), ...accountItems(context, accountVerbs)];
}

/** States that a row says in words beside its button, where a card has a notice. */
const isSaidInRow = ({ state: { state }, snapshot: { connection, error } }: CardContext): boolean =>
  error === undefined &&
  (state === 'needs_setup' || (state === 'expired' && connection.credentials.every(({ missing }) => missing === undefined)));

function accountRow(card: CardContext, accountVerbs: AccountVerbs): TemplateResult {
  const context: CardContext = { ...card, inRow: true };
  const { snapshot, state, messages, format, menu } = context;
  const { connection, widget } = snapshot;
  const name = accountName(widget, connection, accountWords(context));
  const account = connection.credentials.find((credential) => credential.account !== undefined)?.account;
  const quiet = state.state === 'active';
  const items = rowItems(context, accountVerbs);
  const notice = isSaidInRow(context) ? undefined : cardNotice(context);
  const button = ownButton(context, name);
  const id = `account-${connection.key}`;
  return html`<li part="connection" class="tone-${state.tone}" aria-labelledby=${id}>
    ${glyph(state.glyph, state.share)}
    <span class="connection-name" id=${id} title=${name}><bdi>${name}</bdi></span>
    <span class="connection-detail ${quiet ? '' : 'is-tone'}">
      ${quiet && account !== undefined && account !== name ? html`<bdi>${account}</bdi>` : stateWords(state, messages)}
    </span>
    <span class="connection-buttons">
      ${button === nothing && connection.lastRun !== undefined ? format.relative(connection.lastRun.createdAt) : button}
    </span>
    ${
      items.length === 0
        ? html`<span></span>`
        : html`<span class="connection-menu"
            ><button
              type="button"
              class="button button--quiet button--icon"
              popovertarget="${id}-menu"
              aria-haspopup="menu"
              aria-label=${messages.card.more(name)}
            >
              ${icon('more')}</button
            >${menu({ id: `${id}-menu`, label: messages.card.more(name), items })}</span
          >`
    }
    ${notice === undefined ? nothing : html`<div class="connection-notice">${noticeView(notice, context)}</div>`}
  </li>`;
}

/** The accounts of a widget with several connections: each with its state, its one button, and the rest in its menu. */
export function accounts(contexts: readonly CardContext[], accountVerbs: AccountVerbs): TemplateResult {
  return html`<ul part="connections">
    ${repeat(
      contexts,
      ({ snapshot }) => snapshot.connection.key,
      (context) => accountRow(context, accountVerbs),
    )}
  </ul>`;
}
