import type { Authorization } from '../../../contract/authorization.js';
import type { Connection } from '../../../contract/connection.js';
import type { Failure, UserMessage } from '../connection.js';
import type { BegunSignIn } from '../sign-in/sign-in.js';

/** What the machine remembers. Never a proof, a token or a form's values. */
export interface ConnectionContext {
  /** What the server said last. */
  readonly facts: Connection;
  /** The sign-in of this page. */
  readonly begun: BegunSignIn | undefined;
  /** What the server said of it last, from its registration on. Its id is what the facts call it. */
  readonly authorization: Authorization | undefined;
  /** How often the sign-in was asked about: asking slows down. */
  readonly looks: number;
  /** The run that the server starts by itself, and the runs known before. */
  readonly expected: { readonly action: string; readonly known: readonly string[] } | undefined;
  /** Runs of this page that are not over. */
  readonly runs: readonly string[];
  /** Those that the facts no longer name. */
  readonly vanished: readonly string[];
  readonly starting: { readonly action: string; readonly anyway: boolean } | undefined;
  readonly message: UserMessage | undefined;
  readonly error: Failure | undefined;
}

export const atFirst = ({ input }: { readonly input: { readonly facts: Connection } }): ConnectionContext => ({
  facts: input.facts,
  begun: undefined,
  authorization: undefined,
  looks: 0,
  expected: undefined,
  runs: [],
  vanished: [],
  starting: undefined,
  message: undefined,
  error: undefined,
});
