import type { Authorization } from '../../../contract/authorization.js';
import type { Run } from '../../../contract/run.js';
import { failureOf } from '../sign-in/failure-of.js';
import type { ConnectionContext } from './connection.context.js';
import type { ConnectionEvent } from './connection.events.js';

interface Told<Event> {
  readonly context: ConnectionContext;
  readonly event: Event;
}
type Answered<Output> = { readonly event: { readonly output: Output } };
type Failed = Told<{ readonly error: unknown }>;

/** The sign-in under way: that of this page, else the one that the facts name. */
export const signIn = ({ context: { begun, facts } }: Pick<Told<unknown>, 'context'>) => ({
  id: begun?.id ?? facts.authorization?.id ?? '',
});
export const answer = ({ context, event }: Told<ConnectionEvent>) => ({
  ...signIn({ context }),
  replace: event.type === 'question.answer' && event.replace,
});
export const start = ({ context }: Pick<Told<unknown>, 'context'>) => context.starting ?? { action: '', anyway: false };
/** The oldest run at work is the one that is shown. */
export const shownRun = ({ context: { facts, runs } }: Pick<Told<unknown>, 'context'>) => ({
  id: facts.activeRuns[0]?.id ?? runs[0] ?? '',
});
export const vanishedRun = ({ context }: Pick<Told<unknown>, 'context'>) => ({ id: context.vanished[0] ?? '' });

export const authorization = ({ event }: Answered<Authorization>) => ({ authorization: event.output });
export const run = ({ event }: Answered<Run>) => ({ run: event.output });

/** Why a sign-in of this page came to nothing: the work around it failed, or it ended so. */
export const signInError = ({ context, event }: Failed) => ({ cause: event.error, action: context.begun?.action });
export const signInFailure = ({ context, event }: Told<{ readonly output: Authorization }>) => ({
  cause: failureOf(event.output),
  action: context.begun?.action,
});
export const startError = ({ context, event }: Failed) => ({ cause: event.error, action: context.starting?.action });
export const error = ({ event }: Failed) => ({ cause: event.error, action: undefined });
