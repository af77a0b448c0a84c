import type { IntegrationErrorCode } from '../contract/error-code.js';
import type { FieldErrorCode } from '../contract/problem.js';
import type { DataFlowLabel } from '../contract/widget.js';

/** What happened, and what to do about it. Sentence case, no exclamation mark. */
export interface ErrorWords {
  readonly title: string;
  readonly text: string;
}

/** Words for every code; a new code does not compile without its own. `service` is the name of the widget or service concerned. */
export type ErrorMessages = Readonly<Record<IntegrationErrorCode, (service: string) => ErrorWords>>;

/**
 * What a validation says about a field. `limit` is the bound that was crossed, where there is one, and `counted` what it counts;
 * `figure` is that bound, or an example of a number, as the page's language writes it.
 */
export type FieldErrorMessages = Readonly<
  Record<
    Exclude<FieldErrorCode, 'custom'> | 'no_longer_offered',
    (label: string, limit?: number, counted?: 'characters' | 'entries', figure?: string) => string
  >
>;

/**
 * Every text of the hub and its cards. No optional key: a translation that lacks one does not compile. Counts arrive as numbers,
 * because plurals are the language's business; names, dates and figures arrive formatted.
 */
export interface CardMessages {
  /** BCP 47 tag of this translation. Figures and dates are formatted by the page's own locale. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';

  /** A translation has them at once; English, which every page loads, brings them with what draws them. */
  readonly details: DetailMessages | undefined;

  readonly hub: {
    readonly label: string;
    readonly loading: string;
    readonly search: string;
    readonly filters: string;
    readonly filter: Readonly<Record<'all' | 'active' | 'inactive' | 'attention', string>>;
    readonly labelFilter: string;
    readonly anyDirection: string;
    readonly yours: string;
    readonly available: string;
    readonly found: (count: number) => string;
    readonly failedTitle: string;
    readonly keepWorking: string;
    readonly tryAgain: string;
    readonly paused: string;
    readonly preview: (environment: string) => string;
  };

  readonly label: Readonly<Record<DataFlowLabel, string>>;

  readonly card: {
    readonly state: Readonly<
      Record<
        'idle' | 'saved' | 'connecting' | 'blocked' | 'needs_setup' | 'active' | 'running' | 'failed' | 'expired' | 'attention',
        string
      >
    >;
    readonly loading: string;
    readonly more: (name: string) => string;
    readonly history: string;
    readonly historyOf: (name: string) => string;
    readonly reconnect: string;
    readonly reconnectNamed: (name: string) => string;
    readonly cancel: string;
    readonly cancelRun: string;
    readonly cancelling: string;
    readonly openSignIn: string;
    readonly started: (time: string) => string;
    readonly waiting: string;
    readonly progress: (done: string, total: string) => string;
    readonly runningNamed: (action: string) => string;
  };

  /** Spoken once from the hub's polite region. */
  readonly announce: {
    readonly state: (name: string, state: string) => string;
    readonly configured: (name: string) => string;
  };
}

/** Texts of what a card tells beside its state, and of a hub with nothing to show. */
export interface DetailMessages {
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly noMatchTitle: (search: string) => string;
  readonly noMatchFilterTitle: string;
  readonly noMatchText: string;
  readonly noMatchFilterText: string;
  readonly showAll: string;
  readonly needYou: (count: number, total: number) => string;
  readonly connectedOf: (count: number, total: number) => string;
  readonly continue: string;
  readonly reopen: string;
  readonly tryAgain: string;
  readonly viewRun: string;
  readonly dismiss: string;
  readonly disconnectAnyway: string;
  readonly signOut: string;
  readonly signInOpenTitle: string;
  readonly stillSigningIn: string;
  readonly finishInWindow: string;
  readonly signInElsewhereTitle: string;
  readonly signInElsewhereText: string;
  readonly blockedTitle: string;
  readonly blockedText: string;
  readonly signInHere: string;
  readonly expiredTitle: (service: string) => string;
  readonly expiredText: string;
  readonly scopeTitle: (service: string) => string;
  readonly scopeText: string;
  /** Before a list of what is ticked at the service. */
  readonly tick: string;
  readonly missingTitle: (service: string) => string;
  readonly missingText: string;
  readonly failedTitle: (action: string, time: string) => string;
  readonly attentionTitle: string;
  readonly attentionText: string;
  /** A template such as `Connected as {account}.`: the slot is drawn in a `<bdi>`. */
  readonly connectedAs: string;
  readonly setupLeft: string;
  readonly saidBy: (service: string) => string;
  readonly lastRun: string;
  readonly never: string;
  readonly connectedSince: (date: string, person: string | undefined) => string;
  readonly metricWindow: (title: string, days: number) => string;
  readonly metricStatus: Readonly<Record<'succeeded' | 'failed' | 'running' | 'cancelled' | 'queued', string>>;
  readonly noFigure: string;
}

/** Texts of widgets with several accounts, and of a sign-in with another account than before. They come with what draws them. */
export interface AccountMessages {
  readonly account: {
    readonly add: string;
    /** An account without a name, by its place in the list. */
    readonly numbered: (position: number) => string;
    readonly rename: string;
    readonly renameTitle: (account: string) => string;
    readonly name: string;
    readonly nameHint: (widget: string) => string;
    readonly remove: string;
    readonly removeTitle: (account: string) => string;
    readonly removeHistory: string;
    readonly removeAnyway: string;
    readonly removeAnywayHint: string;
    /** Templates such as `Connected as {account}.`: the slot is drawn in a `<bdi>`. */
    readonly anotherTitle: string;
    readonly anotherText: string;
    readonly replace: string;
    readonly keep: (account: string) => string;
  };
}

/** Every text of dialogs and forms: they come with them, after the first cards. */
export interface DialogMessages {
  readonly dialog: {
    readonly close: string;
    readonly cancel: string;
    readonly ok: string;
    readonly done: string;
    readonly copy: string;
    readonly copied: string;
    readonly copyFailed: string;
    readonly disconnectTitle: (name: string) => string;
    readonly disconnectSignIn: (service: string) => string;
    readonly disconnectSettings: string;
    readonly disconnectRuns: string;
    readonly disconnectHistory: string;
    readonly disconnect: string;
    readonly disconnectAnyway: string;
    readonly messageSucceeded: (action: string) => string;
    readonly messageFailed: (action: string) => string;
    readonly loading: string;
    readonly loadFailed: string;
  };

  readonly connect: {
    readonly title: (name: string) => string;
    readonly againTitle: (name: string) => string;
    readonly progress: (count: number, connected: number) => string;
    readonly position: (position: number, total: number) => string;
    readonly connected: string;
    readonly next: string;
    readonly howTo: (service: string) => string;
    readonly method: Readonly<
      Record<'oauth' | 'custom_input' | 'api_key' | 'bearer_token' | 'basic_auth', (service: string) => string>
    >;
    readonly opensWindow: string;
    readonly redirectUrl: string;
    readonly registerIt: string;
    /** What the redirect URL waits for. */
    readonly enterFirst: (label: string) => string;
    readonly accessTitle: (service: string) => string;
    readonly continue: string;
    readonly connect: string;
    readonly connecting: string;
    readonly kept: string;
    readonly finishLater: string;
    readonly tested: string;
    readonly show: string;
    readonly hide: string;
    readonly showNamed: (label: string) => string;
    readonly hideNamed: (label: string) => string;
  };

  readonly form: {
    readonly reference: (code: string) => string;
    readonly optional: string;
    readonly problem: string;
    readonly next: string;
    readonly back: string;
    readonly save: string;
    readonly saving: string;
    readonly saved: string;
    readonly title: (name: string) => string;
    readonly savedBy: (date: string, person: string | undefined) => string;
    readonly step: (position: number, total: number) => string;
    readonly help: string;
    readonly helpFor: (label: string) => string;
    readonly choose: string;
    readonly chooseNamed: (label: string) => string;
    readonly mustBeOn: (label: string) => string;
    readonly addOne: (label: string) => string;
    readonly secretSet: string;
    readonly remove: (label: string) => string;
    readonly clear: string;
    readonly loadingOptions: string;
    readonly optionsFailed: string;
    readonly noOptions: string;
    readonly optionsFound: (count: number) => string;
    readonly shownOf: (count: number, total: number) => string;
    readonly shownSoFar: (count: number) => string;
    readonly moreOptions: string;
    readonly selected: (count: number) => string;
    readonly open: (label: string) => string;
    readonly root: string;
    readonly notCopied: string;
    readonly chooseField: string;
    readonly chooseFieldFor: (source: string) => string;
    readonly mappedTo: (source: string) => string;
    readonly row: (position: number) => string;
    readonly addRow: (label: string) => string;
    readonly removeRow: (position: number) => string;
    readonly rowUp: (position: number) => string;
    readonly rowDown: (position: number) => string;
    readonly leaveTitle: string;
    readonly leaveText: string;
    readonly leave: string;
    readonly keepEditing: string;
  };

  readonly field: FieldErrorMessages;

  readonly history: {
    readonly title: string;
    readonly filters: string;
    readonly filter: Readonly<Record<'all' | 'succeeded' | 'failed' | 'cancelled', string>>;
    readonly kind: Readonly<
      Record<
        'run' | 'connected' | 'reconnected' | 'disconnected' | 'configured' | 'expired' | 'signed_out' | 'sign_in_failed',
        string
      >
    >;
    readonly outcome: Readonly<Record<'running' | 'succeeded' | 'failed' | 'cancelled', string>>;
    /** An action and what came of it. */
    readonly named: Readonly<Record<'running' | 'succeeded' | 'failed' | 'cancelled', (action: string) => string>>;
    readonly today: string;
    readonly yesterday: string;
    readonly shown: (count: number, total: number) => string;
    readonly more: string;
    readonly emptyTitle: string;
    readonly emptyText: string;
    readonly noneOfFilter: string;
    readonly back: string;
    readonly startedAt: string;
    readonly took: string;
    readonly startedBy: string;
    readonly schedule: string;
    readonly steps: string;
    readonly log: string;
    readonly notReached: string;
    readonly giveToSupport: (run: string) => string;
    readonly export: string;
    readonly exported: string;
    readonly columns: Readonly<Record<'time' | 'action' | 'who' | 'outcome' | 'message' | 'duration', string>>;
  };
}

/** Every word. Errors come with the first one that is shown. */
export interface Messages extends CardMessages, DialogMessages, AccountMessages {
  readonly details: DetailMessages;
  readonly error: ErrorMessages;
}
