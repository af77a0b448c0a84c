import { assign, raise } from 'xstate';
import { failureOf } from '../sign-in/failure-of.js';
import { type ConnectionContext, expectRun } from './connection.context.js';
import { connectionSetup } from './connection.setup.js';

const over: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled', 'expired']);

const idOf = ({ context }: { readonly context: ConnectionContext }) => ({
  id: context.signIn?.id ?? context.facts.authorization?.id ?? '',
});
const actionOf = (context: ConnectionContext) => context.signIn?.action;

/** A connection as this page lives through it: signing in, filling in the form, running actions. */
export const connectionMachine = connectionSetup.createMachine({
  id: 'connection',
  type: 'parallel',
  context: ({ input }) => ({
    facts: input.facts,
    signIn: undefined,
    looks: 0,
    expected: undefined,
    runs: [],
    vanished: [],
    starting: undefined,
    message: undefined,
    error: undefined,
  }),
  on: {
    'facts.changed': [
      {
        guard: ({ context, event }) =>
          context.signIn?.name !== undefined &&
          (context.facts.authorization?.id === context.signIn.name) !== (event.facts.authorization?.id === context.signIn.name),
        actions: [{ type: 'keepFacts', params: ({ event }) => ({ facts: event.facts }) }, raise({ type: 'look' })],
      },
      { actions: { type: 'keepFacts', params: ({ event }) => ({ facts: event.facts }) } },
    ],
    'failure.show': {
      actions: assign({
        message: ({ event: { error } }) => ({ outcome: 'failed', header: undefined, text: undefined, run: undefined, error }),
      }),
    },
    'run.expected': { actions: assign({ expected: ({ context, event }) => expectRun(context.facts, event.action) }) },
    'message.dismiss': { actions: assign({ message: undefined }) },
    'error.dismiss': { actions: assign({ error: undefined }) },
  },
  states: {
    authentication: {
      initial: 'preAuth',
      on: {
        'sign_in.begin': {
          target: '.authorizing',
          actions: { type: 'beginSignIn', params: ({ event: { type: _type, ...begin } }) => ({ begin }) },
        },
      },
      states: {
        preAuth: {
          always: [
            { guard: 'isExpired', target: 'expired' },
            { guard: 'isAuthenticated', target: 'postAuth' },
          ],
          on: {
            'sign_in.cancel': { guard: 'isOpenElsewhere', target: 'cancelling' },
            'question.answer': { guard: 'isAsked', target: 'answering' },
          },
        },
        postAuth: {
          always: [
            { guard: 'isExpired', target: 'expired' },
            { guard: ({ context }) => !context.facts.authenticated, target: 'preAuth' },
          ],
          on: {
            'sign_in.cancel': { guard: 'isOpenElsewhere', target: 'cancelling' },
            'question.answer': { guard: 'isAsked', target: 'answering' },
          },
        },
        expired: {
          always: { guard: ({ context }) => !context.facts.expired, target: 'preAuth' },
          on: {
            'sign_in.cancel': { guard: 'isOpenElsewhere', target: 'cancelling' },
            'question.answer': { guard: 'isAsked', target: 'answering' },
          },
        },
        authorizing: {
          type: 'parallel',
          tags: 'authorizing',
          always: { guard: 'isAskedHere', target: 'asking' },
          invoke: {
            src: 'registration',
            input: idOf,
            onDone: { actions: { type: 'noteAuthorization', params: ({ event }) => ({ authorization: event.output }) } },
            onError: {
              target: 'settling',
              actions: [
                { type: 'closeWindow', params: idOf },
                { type: 'keepError', params: ({ context, event }) => ({ cause: event.error, action: actionOf(context) }) },
                { type: 'tellError', params: ({ context, event }) => ({ cause: event.error, action: actionOf(context) }) },
              ],
            },
          },
          on: { 'sign_in.cancel': 'cancelling' },
          states: {
            window: {
              initial: 'opening',
              states: {
                opening: { always: [{ guard: 'isBlocked', target: 'blocked' }, { target: 'open' }] },
                open: {
                  invoke: { src: 'watchWindow', input: idOf, onDone: {}, onError: { target: 'unsure' } },
                  on: { 'window.closed': 'unsure' },
                },
                unsure: {
                  entry: raise({ type: 'look' }),
                  initial: 'fresh',
                  states: {
                    fresh: { after: { closedGrace: 'stale' } },
                    stale: { entry: raise({ type: 'look' }) },
                  },
                },
                blocked: { always: { guard: 'hasStarted', target: 'byLink' } },
                byLink: {},
              },
            },
            following: {
              initial: 'waiting',
              states: {
                waiting: { after: { untilNextLook: 'reading' }, on: { look: 'reading' } },
                reading: {
                  invoke: {
                    src: 'readAuthorization',
                    input: idOf,
                    onDone: [
                      {
                        guard: ({ event }) => failureOf(event.output) !== undefined,
                        target: '#connection.authentication.settling',
                        actions: [
                          { type: 'noteAuthorization', params: ({ event }) => ({ authorization: event.output }) },
                          {
                            type: 'keepError',
                            params: ({ context, event }) => ({ cause: failureOf(event.output), action: actionOf(context) }),
                          },
                          {
                            type: 'tellError',
                            params: ({ context, event }) => ({ cause: failureOf(event.output), action: actionOf(context) }),
                          },
                        ],
                      },
                      {
                        guard: ({ event }) => over.has(event.output.status),
                        target: '#connection.authentication.settling',
                        actions: { type: 'noteAuthorization', params: ({ event }) => ({ authorization: event.output }) },
                      },
                      {
                        guard: { type: 'isStale' },
                        target: 'deciding',
                        actions: { type: 'noteAuthorization', params: ({ event }) => ({ authorization: event.output }) },
                      },
                      {
                        target: 'waiting',
                        actions: { type: 'noteAuthorization', params: ({ event }) => ({ authorization: event.output }) },
                      },
                    ],
                    onError: { target: 'waiting', actions: assign({ looks: ({ context }) => context.looks + 1 }) },
                  },
                },
                /** The window has read as closed for a while. Where nobody ever asked for the start page, that is a cancel. */
                deciding: {
                  always: [{ guard: 'hasStarted', target: 'waiting' }, { target: '#connection.authentication.cancelling' }],
                },
              },
            },
          },
        },
        /** The window is done, and a person decides, here or elsewhere: the facts tell when that has happened. */
        asking: {
          always: { guard: ({ context }) => context.facts.authorization?.question === undefined, target: 'decided' },
          on: { 'sign_in.cancel': 'cancelling', 'question.answer': 'answering' },
        },
        decided: {
          invoke: {
            src: 'readAuthorization',
            input: idOf,
            onDone: [
              {
                guard: ({ event }) => failureOf(event.output) !== undefined,
                target: 'settling',
                actions: [
                  { type: 'noteAuthorization', params: ({ event }) => ({ authorization: event.output }) },
                  {
                    type: 'keepError',
                    params: ({ context, event }) => ({ cause: failureOf(event.output), action: actionOf(context) }),
                  },
                ],
              },
              {
                target: 'settling',
                actions: { type: 'noteAuthorization', params: ({ event }) => ({ authorization: event.output }) },
              },
            ],
            onError: 'settling',
          },
        },
        answering: {
          invoke: {
            src: 'answerAuthorization',
            input: ({ context, event }) => ({
              ...idOf({ context }),
              replace: event.type === 'question.answer' && event.replace,
            }),
            onDone: 'settling',
            onError: {
              target: 'settling',
              actions: { type: 'keepError', params: ({ context, event }) => ({ cause: event.error, action: actionOf(context) }) },
            },
          },
        },
        cancelling: {
          entry: { type: 'closeWindow', params: idOf },
          invoke: {
            src: 'cancelAuthorization',
            input: idOf,
            onDone: 'settling',
            onError: {
              target: 'settling',
              actions: { type: 'keepError', params: ({ event }) => ({ cause: event.error, action: undefined }) },
            },
          },
        },
        settling: {
          invoke: {
            src: 'refresh',
            onDone: { target: 'preAuth', actions: 'endSignIn' },
            onError: { target: 'preAuth', actions: 'endSignIn' },
          },
        },
      },
    },
    configuration: {
      initial: 'notConfigured',
      on: { 'configuration.edit': '.editing' },
      states: {
        notConfigured: { always: { guard: 'isConfigured', target: 'configured' } },
        configured: { always: { guard: ({ context }) => !context.facts.configured, target: 'notConfigured' } },
        editing: { on: { 'configuration.save': 'saving', 'configuration.close': 'notConfigured' } },
        saving: {
          on: {
            'configuration.saved': 'notConfigured',
            'configuration.refused': 'editing',
            'configuration.close': 'notConfigured',
          },
        },
      },
    },
    action: {
      initial: 'idle',
      states: {
        idle: {
          always: { guard: 'hasRuns', target: 'running' },
          on: { 'action.start': 'starting' },
        },
        starting: {
          entry: assign({
            starting: ({ event }) => (event.type === 'action.start' ? { action: event.action, anyway: event.anyway } : undefined),
            error: undefined,
          }),
          invoke: {
            src: 'startRun',
            input: ({ context }) => context.starting ?? { action: '', anyway: false },
            onDone: {
              target: 'idle',
              actions: [
                { type: 'tellRun', params: ({ event }) => ({ run: event.output }) },
                { type: 'noteRun', params: ({ event }) => ({ run: event.output }) },
                assign({ starting: undefined }),
                'refreshSoon',
              ],
            },
            onError: {
              target: 'idle',
              actions: [
                { type: 'keepError', params: ({ context, event }) => ({ cause: event.error, action: context.starting?.action }) },
                { type: 'tellError', params: ({ context, event }) => ({ cause: event.error, action: context.starting?.action }) },
                assign({ starting: undefined }),
              ],
            },
          },
        },
        running: {
          always: { guard: ({ context }) => context.runs.length === 0 && context.facts.activeRuns.length === 0, target: 'idle' },
          on: { 'action.start': 'starting', 'action.cancel': 'stopping' },
        },
        stopping: {
          invoke: {
            src: 'cancelRun',
            input: ({ context }) => ({ id: context.facts.activeRuns[0]?.id ?? context.runs[0] ?? '' }),
            onDone: {
              target: 'idle',
              actions: [{ type: 'tellRun', params: ({ event }) => ({ run: event.output }) }, 'refreshSoon'],
            },
            onError: {
              target: 'idle',
              actions: [{ type: 'keepError', params: ({ event }) => ({ cause: event.error, action: undefined }) }, 'refreshSoon'],
            },
          },
        },
      },
    },
    outcome: {
      initial: 'known',
      states: {
        known: { always: { guard: 'hasVanished', target: 'asking' } },
        asking: {
          invoke: {
            src: 'readRun',
            input: ({ context }) => ({ id: context.vanished[0] ?? '' }),
            onDone: {
              target: 'known',
              actions: [
                { type: 'tellRun', params: ({ event }) => ({ run: event.output }) },
                { type: 'noteRun', params: ({ event }) => ({ run: event.output }) },
              ],
            },
            onError: { target: 'known', actions: 'forgetRun' },
          },
        },
      },
    },
  },
});
