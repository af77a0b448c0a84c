import { enAccounts } from './en.accounts.js';
import { remembered } from './load-messages.js';
import type { AccountMessages } from './messages.js';

/** Words of accounts: English at once, for whoever draws before a translation has come. */
export const accountFallback: AccountMessages = enAccounts;

export const loadAccountMessages: (locale: string) => Promise<AccountMessages> = remembered(async () => enAccounts, {
  de: async () => (await import('./de.accounts.js')).deAccounts,
});
