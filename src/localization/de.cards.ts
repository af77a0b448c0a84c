import { counting } from './counting.js';
import { deDetails } from './de.details.js';
import type { CardMessages } from './messages.js';

const { count } = counting('de');

export const deCards: CardMessages = {
  locale: 'de',
  direction: 'ltr',
  details: deDetails,
  hub: {
    label: 'Integrationen',
    loading: 'Integrationen werden geladen',
    search: 'Integrationen suchen',
    filters: 'Anzeigen',
    filter: { all: 'Alle', active: 'Aktiv', inactive: 'Inaktiv', attention: 'Handlungsbedarf' },
    labelFilter: 'Richtung des Datenflusses',
    anyDirection: 'Alle Richtungen',
    yours: 'Ihre Integrationen',
    available: 'Verfügbar',
    found: (number) => count(number, 'Integration', 'Integrationen'),
    failedTitle: 'Die Integrationen konnten nicht geladen werden',
    keepWorking: 'Ihre Verbindungen laufen weiter.',
    tryAgain: 'Noch einmal versuchen',
    paused: 'Die Live-Aktualisierung ist unterbrochen. Die Verbindung wird wiederhergestellt.',
    preview: (environment) => `Vorschau von ${environment}`,
  },
  label: { inbound: 'Eingehend', outbound: 'Ausgehend', bi_directional: 'Beide Richtungen' },
  card: {
    state: {
      idle: 'Nicht verbunden',
      saved: 'Einstellungen gespeichert',
      connecting: 'Wird verbunden',
      blocked: 'Fenster blockiert',
      needs_setup: 'Einrichtung nötig',
      active: 'Aktiv',
      running: 'Läuft',
      failed: 'Letzter Lauf fehlgeschlagen',
      expired: 'Anmeldung abgelaufen',
      attention: 'Handlungsbedarf',
    },
    loading: 'Integration wird geladen',
    more: (name) => `Mehr zu ${name}`,
    history: 'Verlauf',
    historyOf: (name) => `Verlauf von ${name}`,
    reconnect: 'Neu verbinden',
    reconnectNamed: (name) => `${name} neu verbinden`,
    cancel: 'Abbrechen',
    cancelRun: 'Lauf abbrechen',
    cancelling: 'Wird abgebrochen',
    openSignIn: 'Anmeldung öffnen',
    started: (time) => `Seit ${time}`,
    waiting: 'Wartet auf den Start',
    progress: (done, total) => `${done} von ${total}`,
    runningNamed: (action) => `${action} läuft`,
  },
  announce: {
    state: (name, state) => `${name}: ${state}`,
    configured: (name) => `Die Einstellungen von ${name} sind gespeichert`,
  },
};
