import { signsIn } from '../../contract/rules/signs-in.js';
import type { ConnectionAddress } from '../backend.js';
import { createLazyConfiguration } from '../configuration/lazy-configuration.js';
import { chunkLost, IntegrationError } from '../errors.js';
import { createLazyHistory } from '../history/lazy-history.js';
import { same } from '../same.js';
import { createStore } from '../store.js';
import type { ActionPlan, ConnectionSnapshot } from './connection.js';
import { type Local, untouched } from './local.js';
import type { ConnectionChanges } from './machine/connection.changes.js';
import type { ConnectionEvent } from './machine/connection.events.js';
import { createLateMachine } from './machine/late-machine.js';
import type { RunningConnection } from './machine/start-connection.js';
import { planAction, planReconnect } from './plan.js';
import { isHere, noSignIn, signInOf } from './sign-in/sign-in.js';
import { createSignInWindows } from './sign-in/sign-in-windows.js';
import type { ConnectionSurroundings, Facts, MachineModule, ManagedConnection, Origins } from './surroundings.js';

type Ready = Extract<ConnectionSnapshot, { readonly status: 'ready' }>;

const absent: ConnectionSnapshot = { status: 'absent' };

/** A sign-in is made anew with every reading of it. */
const isSame = (one: Ready, other: Ready): boolean =>
  (Object.keys(other) as (keyof Ready)[]).every(
    (key) => one[key] === other[key] || (key === 'signIn' && same(one[key], other[key])),
  );

export function createConnectionStore(address: ConnectionAddress, around: ConnectionSurroundings): ManagedConnection {
  const { backend, signal } = around;
  const store = createStore<ConnectionSnapshot>(absent);
  const origins: Origins = { runs: new Set(), kinds: new Set() };
  const windows = createSignInWindows(address, around);
  let facts: Facts | undefined;
  /** Shown while the machine is still being loaded. */
  let shown: Local = untouched;

  const ready = (): Ready | undefined => {
    const snapshot = store.getSnapshot();
    return snapshot.status === 'ready' ? snapshot : undefined;
  };
  const publish = () => {
    if (facts === undefined) return store.set(absent);
    const before = ready();
    const next: Ready = { status: 'ready', ...facts, ...(machine.running()?.local() ?? shown) };
    if (before === undefined || !isSame(before, next)) store.set(next);
  };
  const show = (changes: Partial<Local>) => {
    shown = { ...shown, ...changes };
    publish();
  };
  const startWith = (module: MachineModule | undefined): RunningConnection | undefined => {
    if (module === undefined || facts === undefined || signal.aborted) return undefined;
    const { connection } = facts;
    return module.startConnection({ address, connection, facts: () => facts, around, windows, origins, onChange: publish });
  };
  const machine = createLateMachine(
    async () => startWith(await around.loadMachine()),
    () => startWith(around.machineNow()),
    publish,
  );
  const wake = async (): Promise<void> => {
    if (facts !== undefined) await machine.wake();
  };
  /** What changes the connection itself comes with the machine. */
  const changes = async (): Promise<ConnectionChanges> => {
    await wake().catch((cause: unknown) => {
      throw chunkLost(cause);
    });
    const { changes: found } = machine.running() ?? {};
    if (found === undefined) throw new IntegrationError('not_found');
    return found;
  };
  const look = () => {
    if (machine.running() !== undefined) machine.send({ type: 'look' });
  };
  const send = (event: ConnectionEvent, meanwhile: Partial<Local> = {}): void => {
    if (machine.send(event)) return;
    show(meanwhile);
    wake().catch((cause: unknown) => {
      const action = event.type === 'action.start' ? event.action : undefined;
      const error = chunkLost(cause);
      shown = untouched;
      show({ signIn: facts === undefined ? noSignIn : signInOf(facts.connection), error: { action, error } });
      around.onError(error, action);
    });
  };

  const open: ManagedConnection['store']['signIn'] = (dependency, options) => {
    const begun = windows.open(dependency, options);
    origins.kinds.add('connected');
    const status = begun.blocked ? 'blocked' : 'open';
    send({ type: 'sign_in.begin', ...begun }, { signIn: signInOf({}, { begun, status, returns: false }), error: undefined });
  };
  const isSigningIn = (): boolean => isHere(ready()?.signIn ?? noSignIn);
  /** The dependency of the sign-in under way, wherever that is. */
  const signingInTo = (): string | undefined => {
    const { signIn = noSignIn } = ready() ?? {};
    return signIn.status === 'none' ? undefined : signIn.dependency;
  };
  const started = (action: string): Promise<void> =>
    new Promise((resolve) => {
      const settle = () => {
        if (ready()?.starting === action && !signal.aborted) return;
        unsubscribe();
        resolve();
      };
      const unsubscribe = store.subscribe(settle);
      signal.addEventListener('abort', settle, { once: true });
      settle();
    });
  const plan = (action: string): ActionPlan =>
    facts === undefined ? { kind: 'unavailable' } : planAction(facts.widget, facts.connection, action, around.access());

  return {
    origins,
    isSigningIn,
    look,
    sync(widget, connection) {
      if (widget === undefined || connection === undefined) {
        facts = undefined;
        machine.stop();
        shown = untouched;
      } else if (facts?.widget !== widget || facts.connection !== connection) {
        facts = { widget, connection };
        if (machine.running() !== undefined) machine.send({ type: 'facts.changed', facts: connection });
        else if (!isSigningIn()) shown = { ...shown, signIn: signInOf(connection) };
      } else return;
      publish();
    },
    dispose: machine.stop,
    store: {
      getSnapshot: store.getSnapshot,
      subscribe: store.subscribe,
      plan,
      planReconnect: () =>
        facts === undefined ? { kind: 'unavailable' } : planReconnect(facts.widget, facts.connection, around.access()),
      signIn(dependency, options) {
        if (facts === undefined || signal.aborted) return;
        if (isSigningIn() && windows.focus(dependency)) return;
        open(dependency, options);
      },
      continueSignIn() {
        windows.focus();
        look();
      },
      reopenSignIn() {
        const dependency = signingInTo();
        if (dependency === undefined || signal.aborted) return;
        const pressed = facts?.widget.actions.find(
          (action) => signsIn(action) && !facts?.connection.expired && plan(action.key).kind !== 'unavailable',
        );
        open(dependency, windows.optionsOf(dependency) ?? (pressed === undefined ? {} : { action: pressed.key }));
      },
      cancelSignIn() {
        origins.kinds.delete('connected');
        send({ type: 'sign_in.cancel' }, { signIn: noSignIn });
      },
      async signInHere() {
        const dependency = signingInTo();
        if (dependency === undefined) return;
        try {
          const { leaveToSignIn } = await import('./sign-in/leave-to-sign-in.js');
          await leaveToSignIn(address, around, dependency, windows.optionsOf(dependency) ?? {});
        } catch (cause) {
          send({ type: 'failure.show', error: IntegrationError.from(cause) });
        }
      },
      answerSignIn(replace) {
        origins.kinds[replace ? 'add' : 'delete']('connected');
        send({ type: 'question.answer', replace });
      },
      saveCredential: async (...args) => (await changes()).saveCredential(...args),
      signOut: async () => (await changes()).signOut(),
      async run(action, options = {}) {
        if (facts === undefined || signal.aborted) return;
        send({ type: 'action.start', action, anyway: options.anyway === true }, { starting: action, error: undefined });
        await started(action);
      },
      rename: async (label) => (await changes()).rename(label),
      remove: async (options) => (await changes()).remove(options),
      async cancelRun() {
        send({ type: 'action.cancel' });
      },
      showFailure: (error) => send({ type: 'failure.show', error }),
      dismissMessage: () => send({ type: 'message.dismiss' }),
      dismissError: () => send({ type: 'error.dismiss' }, { error: undefined }),
      configure: (flow) =>
        createLazyConfiguration({
          backend,
          clock: around.clock,
          address,
          flow,
          onStage(stage) {
            if (stage === 'save') origins.kinds.add('configured');
            if (stage === 'refused') origins.kinds.delete('configured');
            // Saved over what was saved before, the facts tell no difference.
            if (stage === 'saved') void around.refresh().then(() => origins.kinds.has('configured') && around.onConfigured());
          },
        }),
      history: () => createLazyHistory({ backend, clock: around.clock, address, onEvent: around.onEvent }),
    },
  };
}
