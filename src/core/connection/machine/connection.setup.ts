import { assertEvent, assign, fromCallback, fromPromise, raise, setup, stateIn } from 'xstate';
import type { Authorization } from '../../../contract/authorization.js';
import type { Connection } from '../../../contract/connection.js';
import type { Run } from '../../../contract/run.js';
import { IntegrationError } from '../../errors.js';
import { failureOf } from '../sign-in/failure-of.js';
import type { ConnectionContext } from './connection.context.js';
import type { ConnectionEvent } from './connection.events.js';
import { expectRun, withFacts, withRun } from './connection.facts.js';

const notProvided = () =>
  Promise.reject(new IntegrationError('unexpected', { hint: 'The machine was started without its ports.' }));
const promised = <Output, Input>() => fromPromise<Output, Input>(notProvided);

const over: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled', 'expired']);

/** An error, and the action that was tried. */
export interface TriedError {
  readonly cause: unknown;
  readonly action: string | undefined;
}

/** What the names of the machine's table stand for. The work, and what is told, come with the ports. */
export const connectionSetup = setup({
  types: {
    context: {} as ConnectionContext,
    input: {} as { readonly facts: Connection },
    events: {} as ConnectionEvent,
  },
  actors: {
    registration: promised<Authorization, { readonly id: string }>(),
    readAuthorization: promised<Authorization, { readonly id: string }>(),
    cancelAuthorization: promised<void, { readonly id: string }>(),
    answerAuthorization: promised<void, { readonly id: string; readonly replace: boolean }>(),
    refresh: promised<void, void>(),
    watchWindow: fromCallback<{ type: 'never' }, { readonly id: string }>(() => undefined),
    startRun: promised<Run, { readonly action: string; readonly anyway: boolean }>(),
    readRun: promised<Run, { readonly id: string }>(),
    cancelRun: promised<Run, { readonly id: string }>(),
  },
  delays: {
    /** 2 s, then slower up to 5 s. */
    untilNextLook: ({ context }) => Math.min(5000, 2000 * 1.25 ** context.looks),
    /** How long a window may read as closed before its start page was asked for (authorizations/README.md §6). */
    closedGrace: 5000,
  },
  guards: {
    isExpired: ({ context }) => context.facts.expired,
    isRenewed: ({ context }) => !context.facts.expired,
    isAuthenticated: ({ context }) => context.facts.authenticated,
    isSignedOut: ({ context }) => !context.facts.authenticated,

    isBlocked: ({ context }) => context.begun?.blocked === true,
    hasStarted: ({ context: { authorization } }) => authorization !== undefined && authorization.status !== 'registered',
    isStale: stateIn({ authentication: { authorizing: { window: { unsure: 'stale' } } } }),
    hasFailed: (_, { authorization }: { readonly authorization: Authorization }) => failureOf(authorization) !== undefined,
    isOver: (_, { authorization }: { readonly authorization: Authorization }) => over.has(authorization.status),
    /** The facts begin or cease to name the sign-in of this page. */
    signInTurns({ context, event }) {
      assertEvent(event, 'facts.changed');
      const name = context.authorization?.id;
      const isNamed = ({ authorization }: Connection) => authorization?.id === name;
      return name !== undefined && isNamed(context.facts) !== isNamed(event.facts);
    },
    isOpenElsewhere: ({ context }) => context.facts.authorization !== undefined,
    isAsked: ({ context }) => context.facts.authorization?.question !== undefined,
    isAnswered: ({ context }) => context.facts.authorization?.question === undefined,
    isAskedHere: ({ context: { facts, authorization } }) =>
      facts.authorization?.question !== undefined && facts.authorization.id === authorization?.id,

    hasRuns: ({ context }) => context.runs.length > 0 || context.facts.activeRuns.length > 0,
    hasNoRuns: ({ context }) => context.runs.length === 0 && context.facts.activeRuns.length === 0,
    hasVanished: ({ context }) => context.vanished.length > 0,
  },
  actions: {
    closeWindow: (_, _params: { readonly id: string }) => undefined,
    tellRun: (_, _params: { readonly run: Run }) => undefined,
    tellError: (_, _params: TriedError) => undefined,
    refreshSoon: () => undefined,

    keepFacts: assign(({ context, event }) => {
      assertEvent(event, 'facts.changed');
      return withFacts(context, event.facts);
    }),
    keepError: assign((_, { cause, action }: TriedError) => ({ error: { action, error: IntegrationError.from(cause) } })),
    forgetError: assign({ error: undefined }),
    showFailure: assign(({ event }) => {
      assertEvent(event, 'failure.show');
      return { message: { outcome: 'failed' as const, header: undefined, text: undefined, run: undefined, error: event.error } };
    }),
    forgetMessage: assign({ message: undefined }),

    look: raise({ type: 'look' }),
    countLook: assign(({ context }) => ({ looks: context.looks + 1 })),
    beginSignIn: assign(({ context, event }) => {
      assertEvent(event, 'sign_in.begin');
      const { type: _type, ...begun } = event;
      return { begun, authorization: undefined, looks: 0, expected: expectRun(context.facts, begun.action), error: undefined };
    }),
    noteAuthorization: assign(({ context }, { authorization }: { readonly authorization: Authorization }) => ({
      authorization: context.begun && authorization,
      looks: context.looks + 1,
    })),
    endSignIn: assign(({ context: { begun, authorization, expected } }) => ({
      begun: undefined,
      authorization: undefined,
      expected: begun !== undefined && authorization?.status !== 'completed' ? undefined : expected,
    })),

    expectRun: assign(({ context, event }) => {
      assertEvent(event, 'run.expected');
      return { expected: expectRun(context.facts, event.action) };
    }),
    beginStart: assign(({ event }) => {
      assertEvent(event, 'action.start');
      return { starting: { action: event.action, anyway: event.anyway }, error: undefined };
    }),
    endStart: assign({ starting: undefined }),
    noteRun: assign(({ context }, { run }: { readonly run: Run }) => withRun(context, run)),
    forgetRun: assign(({ context: { runs, vanished } }) => ({
      runs: runs.filter((id) => id !== vanished[0]),
      vanished: vanished.slice(1),
    })),
  },
});
