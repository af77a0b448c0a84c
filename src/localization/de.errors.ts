import type { ErrorMessages } from './messages.js';

const again = 'Versuchen Sie es gleich noch einmal.';
const developer = 'Wer diese Seite betreibt, kann das beheben.';
const reload = 'Laden Sie die Seite neu, um sich wieder anzumelden.';
const notUnderstood = 'Die Anfrage wurde nicht verstanden';
const notSetUp = 'Integrationen sind für diese Seite nicht eingerichtet';
const sessionOver = 'Ihre Sitzung ist abgelaufen';

export const deErrors: ErrorMessages = {
  malformed_json: () => ({ title: notUnderstood, text: developer }),
  header_required: () => ({ title: notUnderstood, text: developer }),
  token_missing: () => ({ title: sessionOver, text: reload }),
  token_invalid: () => ({ title: sessionOver, text: reload }),
  token_expired: () => ({ title: sessionOver, text: reload }),
  origin_not_allowed: () => ({ title: notSetUp, text: developer }),
  not_permitted: () => ({
    title: 'Dazu sind Sie nicht berechtigt',
    text: 'Fragen Sie eine Administratorin oder einen Administrator.',
  }),
  read_only: () => ({
    title: 'Sie können hier alles ansehen, aber nichts ändern',
    text: 'Fragen Sie eine Administratorin oder einen Administrator.',
  }),
  not_found: () => ({ title: 'Das gibt es hier nicht mehr', text: 'Vielleicht wurde es entfernt. Laden Sie die Seite neu.' }),
  widget_not_found: (service) => ({
    title: `${service} ist nicht verfügbar`,
    text: 'Vielleicht wurde es entfernt. Laden Sie die Seite neu.',
  }),
  method_not_allowed: () => ({ title: notUnderstood, text: developer }),
  action_not_available: () => ({
    title: 'Das ist gerade nicht möglich',
    text: 'In der Zwischenzeit hat sich etwas geändert. Sehen Sie sich die Karte noch einmal an.',
  }),
  busy: (service) => ({ title: `${service} arbeitet noch`, text: 'Versuchen Sie es danach noch einmal.' }),
  already_registered: () => ({ title: 'Die Anmeldung konnte nicht gestartet werden', text: again }),
  already_bound: () => ({
    title: 'Die Anmeldung geht in einem anderen Fenster weiter',
    text: 'Schließen Sie die Anmeldung dort ab oder beginnen Sie von vorn.',
  }),
  already_over: () => ({ title: 'Diese Anmeldung ist nicht mehr offen', text: 'Beginnen Sie von vorn.' }),
  not_authenticated: (service) => ({
    title: `${service} ist nicht verbunden`,
    text: 'Stellen Sie die Verbindung her und versuchen Sie es noch einmal.',
  }),
  key_in_use: () => ({ title: 'Dieser Name ist schon vergeben', text: 'Wählen Sie einen anderen.' }),
  same_account: (service) => ({
    title: 'Dieses Konto ist schon verbunden',
    text: `Melden Sie sich bei ${service} mit einem anderen Konto an.`,
  }),
  body_too_large: () => ({ title: 'Das war zu viel auf einmal', text: 'Kürzen Sie Ihre Eingaben.' }),
  unsupported_media_type: () => ({ title: notUnderstood, text: developer }),
  invalid_request: () => ({ title: notUnderstood, text: developer }),
  validation_failed: () => ({ title: 'Einige Angaben müssen geändert werden', text: 'Es wurde noch nichts gespeichert.' }),
  credentials_refused: (service) => ({
    title: `${service} hat diese Angaben nicht akzeptiert`,
    text: 'Prüfen Sie Ihre Eingaben. Es wurde nichts gespeichert.',
  }),
  idempotency_mismatch: () => ({ title: notUnderstood, text: again }),
  rate_limited: () => ({ title: 'Zu viele Versuche in kurzer Zeit', text: 'Warten Sie eine Minute.' }),
  internal: () => ({ title: 'Bei uns ist etwas schiefgegangen', text: again }),
  provider_error: (service) => ({ title: `${service} hat mit einem Fehler geantwortet`, text: again }),
  provider_unreachable: (service) => ({ title: `${service} hat nicht geantwortet`, text: again }),
  flow_failed: () => ({
    title: 'Der Lauf wurde nicht abgeschlossen',
    text: 'Den Grund finden Sie in den Einzelheiten des Laufs.',
  }),
  secret_unreadable: () => ({ title: 'Die Anmeldung ist nicht vollständig eingerichtet', text: developer }),
  unavailable: () => ({ title: 'Der Dienst ist nicht erreichbar', text: again }),

  missing_tenant: () => ({ title: notSetUp, text: developer }),
  missing_backend: () => ({ title: notSetUp, text: developer }),
  invalid_backend: () => ({ title: notSetUp, text: developer }),
  wrong_tenant: () => ({ title: notSetUp, text: developer }),
  token_unavailable: () => ({
    title: 'Sie konnten nicht angemeldet werden',
    text: 'Laden Sie die Seite neu. Ihre Verbindungen laufen weiter.',
  }),
  network_error: () => ({
    title: 'Der Dienst hat nicht geantwortet',
    text: 'Prüfen Sie Ihre Internetverbindung und versuchen Sie es noch einmal.',
  }),
  timed_out: () => ({ title: 'Das hat zu lange gedauert', text: again }),
  invalid_answer: () => ({ title: 'Die Antwort wurde nicht verstanden', text: again }),
  insecure_context: () => ({ title: 'Diese Seite ist nicht sicher genug', text: 'Öffnen Sie sie über https.' }),
  popup_blocked: () => ({
    title: 'Ihr Browser hat das Anmeldefenster blockiert',
    text: 'Erlauben Sie Pop-ups für diese Seite oder verwenden Sie den Link.',
  }),
  unexpected: () => ({ title: 'Etwas ist schiefgegangen', text: again }),

  access_denied: (service) => ({
    title: 'Es wurde nichts verbunden',
    text: `Sie haben den Zugriff bei ${service} nicht erlaubt. Sie können von vorn beginnen.`,
  }),
  insufficient_scope: (service) => ({
    title: `${service} benötigt weitere Berechtigungen`,
    text: 'Beginnen Sie von vorn und lassen Sie alle Häkchen gesetzt.',
  }),
  other_session: () => ({
    title: 'Es wurde nichts verbunden',
    text: 'Diese Anmeldung wurde von jemand anderem oder in einer anderen Sitzung begonnen. Beginnen Sie hier von vorn.',
  }),
  interrupted: () => ({ title: 'Das wurde unterbrochen', text: again }),
  cookies_blocked: () => ({
    title: 'Ihr Browser blockiert Cookies',
    text: 'Erlauben Sie sie für das Anmeldefenster und beginnen Sie von vorn.',
  }),
  another_account: (service) => ({
    title: 'Das ist ein anderes Konto',
    text: `Die gespeicherten Einstellungen gehören zum bisherigen Konto bei ${service}.`,
  }),
  single_connection: (service) => ({
    title: `Bei ${service} ist nur ein Konto möglich`,
    text: 'Trennen Sie es, um ein anderes zu verwenden.',
  }),
  connection_limit: () => ({
    title: 'Mehr Konten sind hier nicht möglich',
    text: 'Entfernen Sie eines, das Sie nicht mehr brauchen, und fügen Sie dann ein anderes hinzu.',
  }),
  form_changed: () => ({
    title: 'Diese Einstellungen haben sich geändert, seit Sie sie geöffnet haben',
    text: 'Ihre Eingaben stehen noch hier. Kopieren Sie, was Sie brauchen, und öffnen Sie die Einstellungen dann neu.',
  }),
  revision_conflict: () => ({
    title: 'Inzwischen hat jemand anderes etwas geändert',
    text: 'Laden Sie neu, um zu sehen, was jetzt dort steht.',
  }),
  revision_required: () => ({
    title: 'Es fehlt, auf welchen Stand sich die Änderung bezieht',
    text: 'Laden Sie neu und wiederholen Sie die Änderung.',
  }),
  not_deployable: () => ({
    title: 'So lässt sich das nicht ausrollen',
    text: 'Was vorher zu ändern ist, steht daneben.',
  }),

  flow_changed: () => ({ title: 'Der Lauf wurde geändert, während er wartete', text: 'Starten Sie ihn neu.' }),
  flow_missing: () => ({ title: 'Diesen Lauf gibt es nicht mehr', text: developer }),
};
