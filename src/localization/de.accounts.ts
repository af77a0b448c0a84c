import type { AccountMessages } from './messages.js';

export const deAccounts: AccountMessages = {
  account: {
    add: 'Konto hinzufügen',
    numbered: (position) => `Konto ${position}`,
    rename: 'Umbenennen',
    renameTitle: (account) => `${account} umbenennen`,
    name: 'Name',
    nameHint: (widget) => `Unterscheidet Ihre Konten bei ${widget}. Leer nimmt den Namen weg.`,
    remove: 'Entfernen',
    removeTitle: (account) => `${account} entfernen?`,
    removeHistory: 'Der Verlauf wird nicht mehr gezeigt.',
    removeAnyway: 'Trotzdem entfernen',
    removeAnywayHint: 'Trotzdem entfernen löscht hier alles, ohne dass der Dienst davon erfährt.',
    anotherTitle: 'Angemeldet als {account}, das ist ein anderes Konto.',
    anotherText: 'Die gespeicherten Einstellungen entstanden mit {account}.',
    replace: 'Ersetzen',
    keep: (account) => `${account} behalten`,
  },
};
