import { createActor, fromCallback, fromPromise, type SnapshotFrom } from 'xstate';
import type { Local } from '../local.js';
import type { SignIn } from '../sign-in/sign-in.js';
import { elsewhere } from '../sign-in/sign-in.js';
import { connectionMachine } from './connection.machine.js';
import type { StartConnection } from './connection.ports.js';

type Snapshot = SnapshotFrom<typeof connectionMachine>;

function signInOf({ context, value }: Snapshot): SignIn {
  const { authentication } = value;
  const { signIn, facts } = context;
  if (authentication === 'cancelling') return { status: 'none' };
  if (signIn === undefined || authentication === 'asking' || authentication === 'answering') return elsewhere(facts);
  const { dependency, url, returns } = signIn;
  if (authentication === 'settling') return signIn.status === 'completed' ? { status: 'open', dependency } : { status: 'none' };
  const shown = typeof authentication === 'object' ? authentication.authorizing.window : undefined;
  if (shown === 'blocked') return { status: 'blocked', dependency, url, returns };
  return { status: typeof shown === 'object' ? 'unsure' : 'open', dependency };
}

const toLocal = (snapshot: Snapshot): Local => ({
  signIn: signInOf(snapshot),
  starting: snapshot.context.starting?.action,
  message: snapshot.context.message,
  error: snapshot.context.error,
});

/** Brings a connection's machine to life over the ports of its store. */
export const startConnection: StartConnection = ({ facts, ports, clock, onChange }) => {
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
  const actor = createActor(machine, { input: { facts }, clock });
  let latest: Snapshot | undefined;
  actor.subscribe((snapshot) => {
    // XState also notifies of events that it ignored.
    if (snapshot === latest) return;
    latest = snapshot;
    onChange();
  });
  actor.start();
  return {
    send: (event) => actor.send(event),
    local: () => toLocal(actor.getSnapshot()),
    stop: () => {
      actor.stop();
    },
  };
};
