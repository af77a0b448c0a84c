import { atFirst } from './connection.context.js';
import {
  answer,
  authorization,
  error,
  run,
  shownRun,
  signIn,
  signInError,
  signInFailure,
  start,
  startError,
  vanishedRun,
} from './connection.params.js';
import { connectionSetup } from './connection.setup.js';

/** Where nobody signs in here: what may be done with a sign-in that was begun elsewhere. */
const elsewhere = {
  'sign_in.cancel': { guard: 'isOpenElsewhere', target: 'cancelling' },
  'question.answer': { guard: 'isAsked', target: 'answering' },
} as const;

/** A connection as this page lives through it: signing in, running actions, learning how they ended. */
export const connectionMachine = connectionSetup.createMachine({
  id: 'connection',
  type: 'parallel',
  context: atFirst,
  on: {
    'facts.changed': [{ guard: 'signInTurns', actions: ['keepFacts', 'look'] }, { actions: 'keepFacts' }],
    'failure.show': { actions: 'showFailure' },
    'run.expected': { actions: 'expectRun' },
    'message.dismiss': { actions: 'forgetMessage' },
    'error.dismiss': { actions: 'forgetError' },
  },
  states: {
    authentication: {
      initial: 'preAuth',
      on: { 'sign_in.begin': { target: '.authorizing', actions: 'beginSignIn' } },
      states: {
        preAuth: {
          always: [
            { guard: 'isExpired', target: 'expired' },
            { guard: 'isAuthenticated', target: 'postAuth' },
          ],
          on: elsewhere,
        },
        postAuth: {
          always: [
            { guard: 'isExpired', target: 'expired' },
            { guard: 'isSignedOut', target: 'preAuth' },
          ],
          on: elsewhere,
        },
        expired: { always: { guard: 'isRenewed', target: 'preAuth' }, on: elsewhere },
        authorizing: {
          type: 'parallel',
          always: { guard: 'isAskedHere', target: 'asking' },
          invoke: {
            src: 'registration',
            input: signIn,
            onDone: { actions: { type: 'noteAuthorization', params: authorization } },
            onError: {
              target: 'settling',
              actions: [
                { type: 'closeWindow', params: signIn },
                { type: 'keepError', params: signInError },
                { type: 'tellError', params: signInError },
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
                  invoke: { src: 'watchWindow', input: signIn, onDone: {}, onError: { target: 'unsure' } },
                  on: { 'window.closed': 'unsure' },
                },
                unsure: {
                  entry: 'look',
                  initial: 'fresh',
                  states: { fresh: { after: { closedGrace: 'stale' } }, stale: { entry: 'look' } },
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
                    input: signIn,
                    onDone: [
                      {
                        guard: { type: 'hasFailed', params: authorization },
                        target: '#connection.authentication.settling',
                        actions: [
                          { type: 'noteAuthorization', params: authorization },
                          { type: 'keepError', params: signInFailure },
                          { type: 'tellError', params: signInFailure },
                        ],
                      },
                      {
                        guard: { type: 'isOver', params: authorization },
                        target: '#connection.authentication.settling',
                        actions: { type: 'noteAuthorization', params: authorization },
                      },
                      {
                        guard: 'isStale',
                        target: 'deciding',
                        actions: { type: 'noteAuthorization', params: authorization },
                      },
                      { target: 'waiting', actions: { type: 'noteAuthorization', params: authorization } },
                    ],
                    onError: { target: 'waiting', actions: 'countLook' },
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
          always: { guard: 'isAnswered', target: 'decided' },
          on: { 'sign_in.cancel': 'cancelling', 'question.answer': 'answering' },
        },
        decided: {
          invoke: {
            src: 'readAuthorization',
            input: signIn,
            onDone: [
              {
                guard: { type: 'hasFailed', params: authorization },
                target: 'settling',
                actions: [
                  { type: 'noteAuthorization', params: authorization },
                  { type: 'keepError', params: signInFailure },
                ],
              },
              { target: 'settling', actions: { type: 'noteAuthorization', params: authorization } },
            ],
            onError: 'settling',
          },
        },
        answering: {
          invoke: {
            src: 'answerAuthorization',
            input: answer,
            onDone: 'settling',
            onError: { target: 'settling', actions: { type: 'keepError', params: signInError } },
          },
        },
        cancelling: {
          entry: { type: 'closeWindow', params: signIn },
          invoke: {
            src: 'cancelAuthorization',
            input: signIn,
            onDone: 'settling',
            onError: { target: 'settling', actions: { type: 'keepError', params: error } },
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
    action: {
      initial: 'idle',
      states: {
        idle: { always: { guard: 'hasRuns', target: 'running' }, on: { 'action.start': 'starting' } },
        starting: {
          entry: 'beginStart',
          invoke: {
            src: 'startRun',
            input: start,
            onDone: {
              target: 'idle',
              actions: [{ type: 'tellRun', params: run }, { type: 'noteRun', params: run }, 'endStart', 'refreshSoon'],
            },
            onError: {
              target: 'idle',
              actions: [{ type: 'keepError', params: startError }, { type: 'tellError', params: startError }, 'endStart'],
            },
          },
        },
        running: {
          always: { guard: 'hasNoRuns', target: 'idle' },
          on: { 'action.start': 'starting', 'action.cancel': 'stopping' },
        },
        stopping: {
          invoke: {
            src: 'cancelRun',
            input: shownRun,
            onDone: { target: 'idle', actions: [{ type: 'tellRun', params: run }, 'refreshSoon'] },
            onError: { target: 'idle', actions: [{ type: 'keepError', params: error }, 'refreshSoon'] },
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
            input: vanishedRun,
            onDone: {
              target: 'known',
              actions: [
                { type: 'tellRun', params: run },
                { type: 'noteRun', params: run },
              ],
            },
            onError: { target: 'known', actions: 'forgetRun' },
          },
        },
      },
    },
  },
});
