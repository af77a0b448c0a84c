import type { ErrorWords } from './messages.js';

/** Texts of the pages on the backend's own origin: start, return and done of a sign-in. `host` is the application's name or origin. */
export interface PageMessages {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly embedTitle: string;
  readonly opening: (service: string) => string;
  readonly openingText: (host: string) => string;
  readonly openingSlow: string;
  readonly askTitle: (service: string, host: string) => string;
  readonly askText: string;
  readonly application: string;
  readonly server: string;
  /** Where a person named the server that is signed in to, and the operator did not. */
  readonly serverNamed: (host: string) => string;
  readonly serverDoubt: (host: string) => string;
  readonly workspace: string;
  readonly startedBy: string;
  readonly account: string;
  readonly continue: string;
  readonly sentHere: string;
  readonly cancelSignIn: string;
  readonly goBackTitle: (host: string) => string;
  readonly goBackText: (origin: string) => string;
  readonly closeWindow: string;
  readonly backTo: (host: string) => string;
  readonly finishing: string;
  readonly doneTitle: string;
  readonly doneText: (service: string, host: string) => string;
  readonly doneAsText: (service: string, host: string, account: string) => string;
  readonly questionTitle: (account: string) => string;
  readonly questionText: (host: string) => string;
  readonly refusedTitle: string;
  readonly refusedText: (service: string, host: string) => string;
  readonly cancelledTitle: string;
  readonly cancelledText: (host: string) => string;
  readonly supersededTitle: string;
  readonly supersededText: string;
  readonly expiredTitle: string;
  readonly expiredText: (host: string) => string;
  readonly notFoundTitle: string;
  readonly notFoundText: string;
  readonly failedTitle: string;
  readonly failedText: (host: string) => string;
  readonly cookies: ErrorWords;
  readonly otherSession: ErrorWords;
  readonly scriptsOff: ErrorWords;
  readonly saidBy: (service: string) => string;
  readonly tick: (boxes: string) => string;
}
