import { assign, fromCallback, fromPromise, setup, stateIn } from 'xstate';
import type { Authorization } from '../../../contract/authorization.js';
import type { Connection } from '../../../contract/connection.js';
import type { Run } from '../../../contract/run.js';
import { IntegrationError } from '../../errors.js';
import { isOver } from '../../run-status.js';
import type { SignInBegin } from '../sign-in/sign-in.js';
import { adopt, type ConnectionContext, expectRun, outcome, runsOf } from './connection.context.js';
import type { ConnectionEvent } from './connection.events.js';

const notProvided = () =>
  Promise.reject(new IntegrationError('unexpected', { hint: 'The machine was started without its ports.' }));
const promised = <Output, Input>() => fromPromise<Output, Input>(notProvided);

/** What the machine's table names: work by ports, waits, guards and what it remembers. */
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
    /** How long a window may read as closed before its start page was asked for (handoff.md 6). */
    closedGrace: 5000,
  },
  guards: {
    isExpired: ({ context }) => context.facts.expired,
    isAuthenticated: ({ context }) => context.facts.authenticated,
    isConfigured: ({ context }) => context.facts.configured,
    isBlocked: ({ context }) => context.signIn?.blocked === true,
    hasStarted: ({ context }) => context.signIn !== undefined && !['unregistered', 'registered'].includes(context.signIn.status),
    isOpenElsewhere: ({ context }) => context.facts.authorization !== undefined,
    isAsked: ({ context }) => context.facts.authorization?.question !== undefined,
    isAskedHere: ({ context: { facts, signIn } }) =>
      facts.authorization?.question !== undefined && facts.authorization.id === signIn?.name,
    hasRuns: ({ context }) => context.runs.length > 0 || context.facts.activeRuns.length > 0,
    hasVanished: ({ context }) => context.vanished.length > 0,
    isStale: stateIn({ authentication: { authorizing: { window: { unsure: 'stale' } } } }),
  },
  actions: {
    closeWindow: (_, _params: { readonly id: string }) => undefined,
    tellRun: (_, _params: { readonly run: Run }) => undefined,
    tellError: (_, _params: { readonly cause: unknown; readonly action: string | undefined }) => undefined,
    refreshSoon: () => undefined,
    keepFacts: assign(({ context }, { facts }: { readonly facts: Connection }) => {
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
    }),
    beginSignIn: assign(({ context }, { begin }: { readonly begin: SignInBegin }) => ({
      signIn: { ...begin, status: 'unregistered' as const, name: undefined, returns: false },
      looks: 0,
      expected: expectRun(context.facts, begin.action),
      error: undefined,
    })),
    endSignIn: assign(({ context }) => ({
      signIn: undefined,
      expected: context.signIn !== undefined && context.signIn.status !== 'completed' ? undefined : context.expected,
    })),
    noteAuthorization: assign(({ context }, { authorization }: { readonly authorization: Authorization }) => ({
      signIn: context.signIn && {
        ...context.signIn,
        status: authorization.status,
        name: authorization.id,
        returns: authorization.returns === true,
      },
      looks: context.looks + 1,
    })),
    keepError: assign((_, { cause, action }: { readonly cause: unknown; readonly action: string | undefined }) => ({
      error: { action, error: IntegrationError.from(cause) },
    })),
    noteRun: assign(({ context }, { run }: { readonly run: Run }) =>
      isOver(run)
        ? {
            ...outcome(run),
            runs: context.runs.filter((id) => id !== run.id),
            vanished: context.vanished.filter((id) => id !== run.id),
          }
        : {
            runs: context.runs.includes(run.id) ? context.runs : [...context.runs, run.id],
            vanished: context.vanished.filter((id) => id !== run.id),
          },
    ),
    forgetRun: assign(({ context }) => ({
      runs: context.runs.filter((id) => id !== context.vanished[0]),
      vanished: context.vanished.slice(1),
    })),
  },
});
