import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CardState, CardStateName } from '../../../core/connection/card-state.js';
import { enDetails } from '../../../localization/en.details.js';
import type { CardMessages } from '../../../localization/messages.js';
import type { MenuItem } from '../../shared/controls/menu.js';
import { glyph } from '../../shared/marks/glyph.js';
import { accountName, accountOf } from '../../shared/words/account-name.js';
import { relative } from '../../shared/words/figures.js';
import { hasHistory, menuButton, menuItems } from '../card/card-buttons.js';
import type { CardContext } from '../card/card-context.js';
import { cardNotice, noticeView } from '../card/card-notice.js';
import { signOutItems } from '../card/sign-out.js';
import { rowButton } from '../card/state-buttons.js';
import { stateWords } from '../card/state-words.js';
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
export function worstState(contexts: readonly CardContext[], { details = enDetails }: CardMessages): CardState {
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
      label: details.needYou(needy.length, states.length),
    };
  }
  if (plain.state === 'running' || plain.state === 'connecting' || connected === 0)
    return { ...rest, wire: connected > 0 ? 'solid' : 'dashed' };
  const label = details.connectedOf(connected, states.length);
  return connected === states.length
    ? { ...rest, wire: 'solid', label }
    : { ...rest, tone: 'accent', glyph: 'first_half', wire: 'solid', label };
}

/** What can be done with one of several accounts, beside the author's actions. */
export function accountItems(context: CardContext, accountVerbs: AccountVerbs): readonly MenuItem[] {
  const { readOnly, store, snapshot } = context;
  if (readOnly) return [];
  const words = accountWords(context);
  const name = accountName(snapshot.widget, snapshot.connection, words);
  return [
    ...signOutItems(context),
    { label: words.rename, icon: 'rename', press: () => accountVerbs.rename(store, name) },
    { label: words.remove, icon: 'remove', danger: true, press: () => accountVerbs.remove(store, name) },
  ];
}

function rowItems(context: CardContext, accountVerbs: AccountVerbs): readonly MenuItem[] {
  const { store, actions, presses, messages } = context;
  const own = menuItems({ ...context, inMenu: new Set(actions.map(({ key }) => key)) });
  const history: MenuItem = { label: messages.card.history, icon: 'history', press: () => presses.showHistory(store) };
  return [...own, ...(hasHistory(context) ? [history] : []), ...accountItems(context, accountVerbs)];
}

/** States that a row says in words beside its button, where a card has a notice. */
const isSaidInRow = ({ state: { state }, snapshot: { connection, error } }: CardContext): boolean =>
  error === undefined &&
  (state === 'needs_setup' || (state === 'expired' && connection.credentials.every(({ missing }) => missing === undefined)));

function accountRow(card: CardContext, accountVerbs: AccountVerbs): TemplateResult {
  const { snapshot, state, messages, format } = card;
  const { connection, widget } = snapshot;
  const name = accountName(widget, connection, accountWords(card));
  const id = `account-${connection.key}`;
  const context: CardContext = { ...card, row: { id, name } };
  const account = accountOf(connection);
  const quiet = state.state === 'active';
  const notice = isSaidInRow(context) ? undefined : cardNotice(context);
  const button = rowButton(context);
  const menu = menuButton(context, `${id}-menu`, name, rowItems(context, accountVerbs));
  return html`<li part="connection" class="tone-${state.tone}" aria-labelledby=${id}>
    ${glyph(state.glyph, state.share)}
    <span class="connection-name" id=${id} title=${name}><bdi>${name}</bdi></span>
    <span class="connection-detail ${quiet ? '' : 'is-tone'}">
      ${quiet && account !== undefined && account !== name ? html`<bdi>${account}</bdi>` : html`<bdi .textContent=${stateWords(state, messages)}></bdi>`}
    </span>
    <span class="connection-buttons">
      ${button === nothing && connection.lastRun !== undefined ? relative(format, connection.lastRun.createdAt) : button}
    </span>
    <span class=${menu === nothing ? '' : 'connection-menu'}>${menu}</span>
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
