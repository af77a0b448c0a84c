import type { AccountMessages } from './messages.js';

export const deAccounts: AccountMessages = {
  account: {
    add: 'Konto hinzufügen',
    numbered: (position) => `Konto ${position}`,
    rename: 'Umbenennen',
    renameTitle: (account) => `${account} umbenennen`,
    name: 'Name',
    nameHint: (widget) =>
      `Damit unterscheiden Sie Ihre Konten bei ${widget}. Lassen Sie das Feld leer, um den Namen zu entfernen.`,
    remove: 'Entfernen',
    removeTitle: (account) => `${account} entfernen?`,
    removeHistory: 'Der Verlauf wird nicht mehr angezeigt.',
    removeAnyway: 'Trotzdem entfernen',
    removeAnywayHint: '„Trotzdem entfernen“ löscht hier alles, ohne dass der Dienst davon erfährt.',
    anotherTitle: 'Sie haben sich als {account} angemeldet. Das ist ein anderes Konto.',
    anotherText: 'Die gespeicherten Einstellungen gehören zu {account}.',
    replace: 'Ersetzen',
    keep: (account) => `${account} behalten`,
  },
};
