import type { Connection } from '../../../contract/connection.js';
import type { Run } from '../../../contract/run.js';
import { errorOfRun } from '../../run-error.js';
import { isOver } from '../../run-status.js';
import type { UserMessage } from '../connection.js';
import type { ConnectionContext } from './connection.context.js';

type Outcome = Partial<Pick<ConnectionContext, 'message' | 'error'>>;

const runsOf = (facts: Connection): readonly Run[] =>
  facts.lastRun === undefined ? facts.activeRuns : [...facts.activeRuns, facts.lastRun];

/** Runs of this page that the facts tell about: those it started, and the one that the server started for it. */
function adopt({ runs, expected }: ConnectionContext, facts: Connection): Pick<ConnectionContext, 'runs' | 'expected'> {
  const run = expected && runsOf(facts).find(({ id, action }) => action === expected.action && !expected.known.includes(id));
  return run === undefined ? { runs, expected } : { runs: [...runs, run.id], expected: undefined };
}

/** A run that the server will start, told apart from those that are known now. */
export const expectRun = (facts: Connection, action: string | undefined): ConnectionContext['expected'] =>
  action === undefined ? undefined : { action, known: runsOf(facts).map(({ id }) => id) };

/** What a finished run of this page tells: its own words, and why it failed. */
function outcome(run: Run): Outcome {
  if (run.status === 'cancelled') return {};
  const { userMessageHeader: header, userMessage: text } = run;
  const told =
    header === undefined && text === undefined
      ? {}
      : { message: { outcome: run.status, header, text, action: run.actionName, run: run.id } as UserMessage };
  if (run.status !== 'failed') return { ...told, error: undefined };
  return { ...told, error: { action: run.action, run: run.id, error: errorOfRun(run) } };
}

/** What is remembered once the facts are read: they tell of this page's runs, and how those ended. */
export function withFacts(
  context: ConnectionContext,
  facts: Connection,
): Pick<ConnectionContext, 'facts' | 'expected' | 'runs' | 'vanished'> & Outcome {
  const { runs, expected } = adopt(context, facts);
  const told = runsOf(facts);
  const ended = told.find((run) => isOver(run) && runs.includes(run.id));
  return {
    facts,
    expected,
    runs: runs.filter((id) => id !== ended?.id),
    vanished: runs.filter((id) => !told.some((run) => run.id === id)),
    ...(ended === undefined ? {} : outcome(ended)),
  };
}

/** What is remembered once a run of this page was told of by itself. */
export function withRun({ runs, vanished }: ConnectionContext, run: Run): Pick<ConnectionContext, 'runs' | 'vanished'> & Outcome {
  const others = (ids: readonly string[]) => ids.filter((id) => id !== run.id);
  if (isOver(run)) return { ...outcome(run), runs: others(runs), vanished: others(vanished) };
  return { runs: runs.includes(run.id) ? runs : [...runs, run.id], vanished: others(vanished) };
}
