import type { AccountMessages } from './messages.js';

export const enAccounts: AccountMessages = {
  account: {
    add: 'Add account',
    numbered: (position) => `Account ${position}`,
    rename: 'Rename',
    renameTitle: (account) => `Rename ${account}`,
    name: 'Name',
    nameHint: (widget) => `Tells your ${widget} accounts apart. Leave it empty to take the name away.`,
    remove: 'Remove',
    removeTitle: (account) => `Remove ${account}?`,
    removeHistory: 'Its history is no longer shown.',
    removeAnyway: 'Remove anyway',
    removeAnywayHint: 'Removing anyway erases everything here without telling the service.',
    anotherTitle: 'Signed in as {account}, which is another account.',
    anotherText: 'Saved settings were made with {account}.',
    replace: 'Replace',
    keep: (account) => `Keep ${account}`,
  },
};
