import { accountFallback, loadAccountMessages } from '../../../localization/load-account-messages.js';
import type { AccountMessages } from '../../../localization/messages.js';
import type { CardContext } from '../card/card-context.js';

const come = new Map<string, AccountMessages>([['en', accountFallback]]);

/** Words of accounts in the card's language: English until they have come, as everywhere on the card. */
export function accountWords({
  messages: { locale },
  redraw,
}: Pick<CardContext, 'messages' | 'redraw'>): AccountMessages['account'] {
  const known = come.get(locale);
  if (known !== undefined) return known.account;
  loadAccountMessages(locale).then(
    (messages) => {
      come.set(locale, messages);
      redraw();
    },
    (cause: unknown) => console.warn(`integration-hub: no words for ${locale}, English is shown.`, cause),
  );
  return accountFallback.account;
}
