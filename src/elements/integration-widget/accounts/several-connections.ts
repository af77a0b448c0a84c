import { html, nothing, type TemplateResult } from 'lit';
import type { CardState } from '../../../core/connection/card-state.js';
import { linkStyles } from '../../shared/controls/link.styles.js';
import type { MenuItem } from '../../shared/controls/menu.js';
import { noticeStyles } from '../../shared/look/notice.styles.js';
import { icon } from '../../shared/marks/all-icons.js';
import { busyWireStyles } from '../card/busy-wire.styles.js';
import { cardFrame } from '../card/card.js';
import type { CardContext } from '../card/card-context.js';
import { errorNotice, noticeView } from '../card/card-notice.js';
import { type AccountOwner, accountVerbs } from './account-verbs.js';
import { accountWords } from './account-words.js';
import { accountItems, accounts, worstState } from './accounts.js';
import { accountsStyles } from './accounts.styles.js';

export { worstState };

export const styles = [linkStyles, noticeStyles, accountsStyles, busyWireStyles];

/** A widget with several connections: rows of one card. A chunk of its own, since few widgets have several. */
export function severalConnections(
  contexts: readonly CardContext[],
  state: CardState,
  logo: TemplateResult,
  owner: AccountOwner,
): TemplateResult | typeof nothing {
  const [first] = contexts;
  if (first === undefined) return nothing;
  const { snapshot, readOnly } = first;
  const verbs = accountVerbs(owner);
  const failed: CardContext = {
    ...first,
    actions: [],
    snapshot: { ...snapshot, signIn: { status: 'none' }, error: owner.dialogs.failure },
  };
  const notice = errorNotice(failed);
  const body = html`<div part="body" class="accounts">
    ${accounts(contexts, verbs)}${notice === undefined ? nothing : noticeView(notice, failed)}<slot></slot>
  </div>`;
  const foot =
    readOnly || !snapshot.widget.multiConnection
      ? nothing
      : html`<div part="wire"></div>
          <footer part="actions">
            <button type="button" part="add-connection" class="button" @click=${verbs.add}>
              ${icon('plus')}${accountWords(first).add}
            </button>
          </footer>`;
  return cardFrame({ context: first, state, logo, items: [], body, foot });
}

/** What can be done with an account that has a card of its own, beside the author's actions. */
export const itemsOfOne = (context: CardContext, owner: AccountOwner): readonly MenuItem[] =>
  accountItems(context, accountVerbs(owner));
