import type { Connection, SaveCredentialRequest } from '../../contract/connection.js';
import type { Widget } from '../../contract/widget.js';
import type { ConnectionAddress } from '../backend.js';
import { createLazyConfiguration } from '../configuration/lazy-configuration.js';
import { IntegrationError } from '../errors.js';
import { createLazyHistory } from '../history/lazy-history.js';
import { createStore } from '../store.js';
import type { ActionPlan, ConnectionSnapshot } from './connection.js';
import { type Local, untouched } from './local.js';
import type { ConnectionEvent } from './machine/connection.events.js';
import type { RunningConnection } from './machine/connection.ports.js';
import { planAction, planReconnect } from './plan.js';
import { elsewhere } from './sign-in/sign-in.js';
import { createSignIns } from './sign-in/sign-in-windows.js';
import type { ConnectionSurroundings, ManagedConnection, Origins } from './surroundings.js';

const absent: ConnectionSnapshot = { status: 'absent' };

export function createConnectionStore(address: ConnectionAddress, around: ConnectionSurroundings): ManagedConnection {
  const { backend, signal } = around;
  const store = createStore<ConnectionSnapshot>(absent);
  const origins: Origins = { runs: new Set(), kinds: new Set() };
  let facts: { readonly widget: Widget; readonly connection: Connection } | undefined;
  /** Shown while the machine is still being loaded. */
  let shown: Local = untouched;
  let actor: RunningConnection | undefined;
  const waiting: ConnectionEvent[] = [];

  const publish = () => {
    const local = actor?.local() ?? shown;
    const current = store.getSnapshot();
    if (facts === undefined) store.set(absent);
    else if (
      current.status !== 'ready' ||
      current.widget !== facts.widget ||
      current.connection !== facts.connection ||
      current.signIn.status !== local.signIn.status ||
      JSON.stringify(current.signIn) !== JSON.stringify(local.signIn) ||
      current.starting !== local.starting ||
      current.message !== local.message ||
      current.error !== local.error
    )
      store.set({ status: 'ready', ...facts, ...local });
  };
  const show = (changes: Partial<Local>) => {
    shown = { ...shown, ...changes };
    publish();
  };
  const signIns = createSignIns(address, around);

  let waking: Promise<void> | undefined;
  const begin = async () => {
    const { startConnection } = await around.loadMachine();
    if (facts === undefined || actor !== undefined || signal.aborted) return;
    actor = startConnection({
      facts: facts.connection,
      clock: around.clock,
      onChange: publish,
      ports: {
        ...signIns.ports,
        refresh: around.refresh,
        async startRun(action, anyway, aborted) {
          await around.made();
          return backend.startRun(address, action, anyway ? { anyway } : {}, aborted);
        },
        readRun: (id, aborted) => backend.readRun(id, aborted),
        cancelRun: (id, aborted) => backend.cancelRun(id, aborted),
        onRun(run) {
          origins.runs.add(run.id);
          around.onRun(run);
        },
        onError(cause, action) {
          origins.kinds.clear();
          around.onError(IntegrationError.from(cause), action);
        },
      },
    });
    for (const event of waiting.splice(0)) actor.send(event);
    publish();
  };
  const wake = async (): Promise<void> => {
    if (actor !== undefined || facts === undefined) return;
    waking ??= begin().finally(() => {
      waking = undefined;
    });
    await waking;
  };
  const send = (event: ConnectionEvent, meanwhile: Partial<Local> = {}): void => {
    if (actor !== undefined) {
      actor.send(event);
      return;
    }
    waiting.push(event);
    show(meanwhile);
    wake().catch((cause: unknown) => {
      waiting.length = 0;
      const action = event.type === 'action.start' ? event.action : undefined;
      const error = new IntegrationError('network_error', { cause, hint: 'A chunk of the script could not be loaded.' });
      shown = untouched;
      show({ signIn: facts === undefined ? untouched.signIn : elsewhere(facts.connection), error: { action, error } });
      around.onError(error, action);
    });
  };
  const actionOf = (key: string) => facts?.widget.actions.find((action) => action.key === key);

  const open = (
    dependency: string,
    options: { readonly action?: string; readonly values?: Readonly<Record<string, string>> },
  ): void => {
    const begun = signIns.open(dependency, options);
    origins.kinds.add('connected');
    send(
      { type: 'sign_in.begin', ...begun },
      {
        signIn: begun.blocked
          ? { status: 'blocked', dependency, url: begun.url, returns: false }
          : { status: 'open', dependency },
        error: undefined,
      },
    );
  };
  const isSigningIn = (): boolean => {
    const snapshot = store.getSnapshot();
    return snapshot.status === 'ready' && ['open', 'unsure', 'blocked'].includes(snapshot.signIn.status);
  };
  const started = (action: string): Promise<void> =>
    new Promise((resolve) => {
      const settle = () => {
        const snapshot = store.getSnapshot();
        if (snapshot.status === 'ready' && snapshot.starting === action && !signal.aborted) return;
        unsubscribe();
        resolve();
      };
      const unsubscribe = store.subscribe(settle);
      signal.addEventListener('abort', settle, { once: true });
      settle();
    });
  const planned = (plan: (widget: Widget, connection: Connection) => ActionPlan): ActionPlan =>
    facts === undefined ? { kind: 'unavailable' } : plan(facts.widget, facts.connection);

  return {
    origins,
    isSigningIn,
    wake,
    look: () => actor?.send({ type: 'look' }),
    sync(widget, connection) {
      if (widget === undefined || connection === undefined) {
        facts = undefined;
        actor?.stop();
        actor = undefined;
        shown = untouched;
        publish();
        return;
      }
      if (facts?.widget === widget && facts.connection === connection) return;
      facts = { widget, connection };
      if (actor === undefined) show(isSigningIn() ? {} : { signIn: elsewhere(connection) });
      else actor.send({ type: 'facts.changed', facts: connection });
      publish();
    },
    dispose() {
      actor?.stop();
      actor = undefined;
    },
    store: {
      getSnapshot: store.getSnapshot,
      subscribe: store.subscribe,
      plan: (action) => planned((widget, connection) => planAction(widget, connection, action, around.access())),
      planReconnect: () => planned((widget, connection) => planReconnect(widget, connection, around.access())),
      signIn(dependency, options) {
        if (facts === undefined || signal.aborted) return;
        if (isSigningIn() && signIns.focus(dependency)) return;
        open(dependency, options);
      },
      continueSignIn() {
        signIns.focus();
        actor?.send({ type: 'look' });
      },
      reopenSignIn() {
        const snapshot = store.getSnapshot();
        if (snapshot.status !== 'ready' || snapshot.signIn.status === 'none' || signal.aborted) return;
        const { dependency } = snapshot.signIn;
        const known = signIns.current(dependency);
        const activation = snapshot.widget.actions.find(
          ({ key, type }) =>
            type === 'activation' &&
            planned((widget, connection) => planAction(widget, connection, key, around.access())).kind !== 'unavailable',
        );
        open(dependency, known ?? (activation === undefined ? {} : { action: activation.key }));
      },
      cancelSignIn() {
        origins.kinds.delete('connected');
        send({ type: 'sign_in.cancel' }, { signIn: { status: 'none' } });
      },
      async signInHere() {
        const snapshot = store.getSnapshot();
        if (snapshot.status !== 'ready' || snapshot.signIn.status === 'none') return;
        const { dependency } = snapshot.signIn;
        try {
          const { leaveToSignIn } = await import('./sign-in/leave-to-sign-in.js');
          await leaveToSignIn(address, around, dependency, signIns.current(dependency) ?? {});
        } catch (cause) {
          send({ type: 'failure.show', error: IntegrationError.from(cause) });
        }
      },
      answerSignIn(replace) {
        origins.kinds[replace ? 'add' : 'delete']('connected');
        send({ type: 'question.answer', replace });
      },
      async saveCredential(dependency: string, request: SaveCredentialRequest) {
        const expected = request.action;
        if (expected !== undefined) send({ type: 'run.expected', action: expected });
        origins.kinds.add('connected');
        try {
          await around.made();
          around.accept(await backend.saveCredential(address, dependency, request, signal));
        } catch (cause) {
          origins.kinds.delete('connected');
          throw cause;
        }
        await around.refresh();
      },
      async run(action, options = {}) {
        if (facts === undefined || signal.aborted) return;
        const type = actionOf(action)?.type;
        if (type === 'activation') origins.kinds.add('connected');
        if (type === 'deactivation') origins.kinds.add('disconnected');
        send({ type: 'action.start', action, anyway: options.anyway === true }, { starting: action, error: undefined });
        await started(action);
      },
      async rename(label) {
        await around.made();
        around.accept(
          await backend.saveConnection(address, { label, existing: true }, signal).catch((cause: unknown) => {
            void around.refresh();
            throw cause;
          }),
        );
      },
      async remove({ anyway = false } = {}) {
        const action = anyway ? undefined : facts?.widget.actions.find(({ type }) => type === 'deactivation')?.key;
        if (action !== undefined) send({ type: 'run.expected', action });
        if (facts?.connection.active === true) origins.kinds.add('disconnected');
        await around.made();
        await backend.removeConnection(address, anyway, signal).catch((cause: unknown) => {
          if (IntegrationError.from(cause).code === 'not_found') return;
          origins.kinds.delete('disconnected');
          throw cause;
        });
        await around.refresh();
      },
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
            send({ type: `configuration.${stage}` });
            if (stage === 'save') origins.kinds.add('configured');
            if (stage === 'refused') origins.kinds.delete('configured');
            // Saved over what was saved before, the facts tell no difference.
            if (stage === 'saved') void around.refresh().then(() => origins.kinds.has('configured') && around.onConfigured());
          },
        }),
      history: () => createLazyHistory({ backend, address, onEvent: around.onEvent }),
    },
  };
}
