import { createActor, fromCallback, fromPromise, type SnapshotFrom } from 'xstate';
import type { Connection } from '../../../contract/connection.js';
import type { ConnectionAddress } from '../../backend.js';
import type { Local } from '../local.js';
import { noSignIn, type SignIn, signInOf } from '../sign-in/sign-in.js';
import type { SignInWindows } from '../sign-in/sign-in-windows.js';
import type { ConnectionSurroundings, Facts, Origins } from '../surroundings.js';
import { type ConnectionChanges, createChanges } from './connection.changes.js';
import type { ConnectionEvent } from './connection.events.js';
import { connectionMachine } from './connection.machine.js';
import { createPorts } from './connection.ports.js';

export interface StartOptions {
  readonly address: ConnectionAddress;
  /** What the server said last, and says by then. */
  readonly connection: Connection;
  facts(): Facts | undefined;
  readonly around: ConnectionSurroundings;
  readonly windows: SignInWindows;
  readonly origins: Origins;
  readonly onChange: () => void;
}

export interface RunningConnection {
  readonly changes: ConnectionChanges;
  send(event: ConnectionEvent): void;
  local(): Local;
  stop(): void;
}

type Snapshot = SnapshotFrom<typeof connectionMachine>;

function signInIn({ context, value: { authentication } }: Snapshot): SignIn {
  const { facts, begun, authorization } = context;
  if (authentication === 'cancelling') return noSignIn;
  if (begun === undefined || authentication === 'asking' || authentication === 'answering') return signInOf(facts);
  if (authentication === 'settling' && authorization?.status !== 'completed') return noSignIn;
  const stage = typeof authentication === 'object' ? authentication.authorizing.window : 'open';
  const status = stage === 'blocked' ? stage : typeof stage === 'object' ? 'unsure' : 'open';
  return signInOf(facts, { begun, status, returns: authorization?.returns === true });
}

const localIn = (snapshot: Snapshot): Local => ({
  signIn: signInIn(snapshot),
  starting: snapshot.context.starting?.action,
  message: snapshot.context.message,
  error: snapshot.context.error,
});

/** Brings a connection's machine to life. A chunk of its own: what the server says is enough to draw the first cards. */
export function startConnection(options: StartOptions): RunningConnection {
  const { address, connection, around, windows, origins, onChange } = options;
  const ports = createPorts(address, around, windows, origins, options.facts);
  const machine = connectionMachine.provide({
    actors: {
      registration: fromPromise(({ input, signal }) => ports.registration(input.id, signal)),
      readAuthorization: fromPromise(({ input, signal }) => ports.readAuthorization(input.id, signal)),
      answerAuthorization: fromPromise(({ input, signal }) => ports.answerAuthorization(input.id, input.replace, signal)),
      cancelAuthorization: fromPromise(({ input, signal }) => ports.cancelAuthorization(input.id, signal)),
      refresh: fromPromise(() => ports.refresh()),
      watchWindow: fromCallback(({ input, sendBack }) => ports.watchWindow(input.id, () => sendBack({ type: 'window.closed' }))),
      startRun: fromPromise(({ input, signal }) => ports.startRun(input.action, input.anyway, signal)),
      readRun: fromPromise(({ input, signal }) => ports.readRun(input.id, signal)),
      cancelRun: fromPromise(({ input, signal }) => ports.cancelRun(input.id, signal)),
    },
    actions: {
      closeWindow: (_, { id }) => ports.closeWindow(id),
      tellRun: (_, { run }) => ports.onRun(run),
      tellError: (_, { cause, action }) => ports.onError(cause, action),
      refreshSoon: () => void ports.refresh(),
    },
  });
  const actor = createActor(machine, { input: { facts: connection }, clock: around.clock });
  let latest: Snapshot | undefined;
  actor.subscribe((snapshot) => {
    // XState also notifies of events that it ignored.
    if (snapshot === latest) return;
    latest = snapshot;
    onChange();
  });
  actor.start();
  const send = (event: ConnectionEvent) => actor.send(event);
  return {
    send,
    changes: createChanges({ ...options, send }),
    local: () => localIn(actor.getSnapshot()),
    stop: () => {
      actor.stop();
    },
  };
}
