import { html, nothing, type TemplateResult } from 'lit';
import type { MenuItem } from '../../shared/controls/menu.js';
import { noticeStyles } from '../../shared/look/notice.styles.js';
import { icon } from '../../shared/marks/icons.js';
import { badge } from '../card/badge.js';
import { cardHeader, description } from '../card/card.js';
import type { CardContext } from '../card/card-context.js';
import { errorNotice, noticeView } from '../card/card-notice.js';
import { type AccountOwner, accountVerbs } from './account-verbs.js';
import { accountWords } from './account-words.js';
import { accountItems, accounts, worstState } from './accounts.js';
import { accountsStyles } from './accounts.styles.js';

export { worstState };

export const styles = [noticeStyles, accountsStyles];

/** A widget with several connections: rows of one card. A chunk of its own, since few widgets have several. */
export function severalConnections(
  contexts: readonly CardContext[],
  first: CardContext,
  logo: TemplateResult,
  owner: AccountOwner,
): TemplateResult {
  const { snapshot, messages } = first;
  const state = worstState(contexts, messages);
  const header: CardContext = { ...first, actions: [] };
  const verbs = accountVerbs(owner);
  const { failure } = owner.dialogs;
  const failed: CardContext = { ...header, snapshot: { ...snapshot, signIn: { status: 'none' }, error: failure } };
  const notice = errorNotice(failed);
  return html`<article part="card" class="tone-${state.tone}" data-wire=${state.wire} aria-labelledby="name">
    ${cardHeader(header, logo, badge(state, messages))} ${description(snapshot)}
    <div part="body" class="accounts">
      ${accounts(contexts, verbs)}${notice === undefined ? nothing : noticeView(notice, failed)}<slot></slot>
    </div>
    ${
      first.readOnly || !snapshot.widget.multiConnection
        ? nothing
        : html`<div part="wire"></div>
            <footer part="actions">
              <button type="button" part="add-connection" class="button" @click=${verbs.add}>
                ${icon('plus')}${accountWords(first).add}
              </button>
            </footer>`
    }
  </article>`;
}

/** What can be done with an account that has a card of its own, beside the author's actions. */
export const itemsOfOne = (context: CardContext, owner: AccountOwner): readonly MenuItem[] =>
  accountItems(context, accountVerbs(owner));
