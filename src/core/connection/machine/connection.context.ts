import type { AuthorizationStatus } from '../../../contract/authorization.js';
import type { Connection } from '../../../contract/connection.js';
import type { Run } from '../../../contract/run.js';
import { errorOfRun } from '../../run-error.js';
import type { UserMessage } from '../connection.js';
import type { Local } from '../local.js';
import type { SignInBegin } from '../sign-in/sign-in.js';

/** What the machine remembers. Never a proof, a token or a form's values. */
export interface ConnectionContext {
  readonly facts: Connection;
  readonly signIn:
    | (SignInBegin & {
        readonly status:
          | AuthorizationStatus
          | 'unregistered' /** What the facts call it: the id that was drawn is a secret of its window. */;
        readonly name: string | undefined;
        /** Whether it may go on in the page's own window. */
        readonly returns: boolean;
      })
    | undefined;
  /** How often the sign-in was asked about: asking slows down. */
  readonly looks: number;
  /** The Activation that the server starts by itself, and the runs known before. */
  readonly expected: { readonly action: string; readonly known: readonly string[] } | undefined;
  /** Runs of this page that are not over. */
  readonly runs: readonly string[];
  /** Those that the facts no longer name. */
  readonly vanished: readonly string[];
  readonly starting: { readonly action: string; readonly anyway: boolean } | undefined;
  readonly message: UserMessage | undefined;
  readonly error: Local['error'];
}

export const runsOf = (facts: Connection): readonly Run[] =>
  facts.lastRun === undefined ? facts.activeRuns : [...facts.activeRuns, facts.lastRun];

/** Runs of this page that the facts tell about: those it started, and the Activation that a sign-in of it led to. */
export function adopt(context: ConnectionContext, facts: Connection): Pick<ConnectionContext, 'runs' | 'expected'> {
  const { expected } = context;
  const run = expected && runsOf(facts).find(({ id, action }) => action === expected.action && !expected.known.includes(id));
  return run === undefined ? context : { runs: [...context.runs, run.id], expected: undefined };
}

/** An Activation that the server will start, told apart from the runs that are known now. */
export const expectRun = (facts: Connection, action: string | undefined): ConnectionContext['expected'] =>
  action === undefined ? undefined : { action, known: runsOf(facts).map(({ id }) => id) };

/** What a finished run of this page tells: its own words, and why it failed. */
export function outcome(run: Run): Partial<Pick<ConnectionContext, 'message' | 'error'>> {
  if (run.status === 'cancelled') return {};
  const { userMessageHeader: header, userMessage: text } = run;
  const told =
    header === undefined && text === undefined
      ? {}
      : { message: { outcome: run.status, header, text, action: run.actionName, run: run.id } as UserMessage };
  if (run.status !== 'failed') return { ...told, error: undefined };
  return { ...told, error: { action: run.action, run: run.id, error: errorOfRun(run) } };
}
