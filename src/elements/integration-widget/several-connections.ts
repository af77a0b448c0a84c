import { html, nothing, type TemplateResult } from 'lit';
import { noticeStyles } from '../shared/notice.styles.js';
import { accounts, worstState } from './accounts.js';
import { accountsStyles } from './accounts.styles.js';
import { badge } from './badge.js';
import { cardHeader, description } from './card.js';
import { cardActions } from './card-actions.js';
import type { CardContext } from './card-context.js';

export { worstState };

export const styles = [noticeStyles, accountsStyles];

/** A widget with several connections: rows of one card. A chunk of its own, since few widgets have several. */
export function severalConnections(contexts: readonly CardContext[], first: CardContext, logo: TemplateResult): TemplateResult {
  const { snapshot, messages } = first;
  const state = worstState(contexts, messages);
  const header: CardContext = { ...first, actions: [] };
  return html`<article part="card" class="tone-${state.tone}" data-wire=${state.wire} aria-labelledby="name">
    ${cardHeader(header, logo, badge(state, messages))} ${description(snapshot)}
    <div part="body" class="accounts">${accounts(contexts)}<slot></slot></div>
    ${snapshot.widget.history ? html`<div part="wire"></div>${cardActions({ ...header, state: { ...state, filled: 'none', state: 'idle' } })}` : nothing}
  </article>`;
}
