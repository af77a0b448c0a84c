import type { AccountQuestion, Authorization, AuthorizationStatus } from '../../src/contract/authorization.js';
import type { Connection } from '../../src/contract/connection.js';
import type { IntegrationErrorCode } from '../../src/contract/error-code.js';
import type { HubEvent } from '../../src/contract/event.js';
import type { Configuration, Option } from '../../src/contract/form.js';
import type { HistoryEntry } from '../../src/contract/history.js';
import type { Hub } from '../../src/contract/hub.js';
import type { Run, RunDetails } from '../../src/contract/run.js';
import type { Backend, ConnectionAddress } from '../../src/core/backend.js';
import { IntegrationError } from '../../src/core/errors.js';
import { aConnection, aHub, anAuthorization, aRun } from './factories.js';

export * from './factories.js';
export { createFakeOpener, type FakeOpener, type FakeWindow } from './fake-opener.js';

type Verbs = Omit<Backend, 'watch'>;
export type Verb = keyof Verbs;

/** Calls of one verb that wait to be answered. */
export interface Held {
  /** How many wait now. */
  readonly waiting: number;
  /** Answers the oldest one as the backend would at this moment, or with `answer`. */
  release(answer?: unknown): void;
  /** Refuses the oldest one. */
  fail(error: IntegrationError | IntegrationErrorCode): void;
}

export interface FakeBackend extends Backend {
  /** What the server knows now. */
  readonly hub: Hub;
  readonly calls: readonly { readonly verb: Verb; readonly args: readonly unknown[] }[];
  /** The arguments of every call of a verb, oldest first, without the signal. */
  callsOf(verb: Verb): readonly (readonly unknown[])[];
  /** Replaces a verb from now on. */
  answer<Name extends Verb>(verb: Name, answer: Verbs[Name]): void;
  /** Refuses the next call of a verb. */
  failNext(verb: Verb, error: IntegrationError | IntegrationErrorCode): void;
  /** Lets calls of a verb wait from now on. */
  hold(verb: Verb): Held;
  /** Sends an event down every open stream. */
  emit(event: HubEvent): void;
  /** How many streams are open. */
  readonly watchers: number;
  setLive(state: 'live' | 'paused'): void;
  /** Changes the hub and says so. */
  changeHub(changes: Partial<Hub>): void;
  /** Changes a connection, raises its revision and says so (unless `silently`). */
  change(address: ConnectionAddress, changes: Partial<Connection>, silently?: boolean): Connection;
  /** Ends a run; a failed one gets `flow_failed` unless `changes` says otherwise. */
  finishRun(id: string, changes?: Partial<Run>): Run;
  /** Ends the open sign-in of a connection. `completed` makes every credential valid and the connection active. */
  settleSignIn(address: ConnectionAddress, status: AuthorizationStatus, error?: Authorization['error']): void;
  /** The open sign-in of a connection came back with another account. */
  askAbout(address: ConnectionAddress, question: AccountQuestion): void;
  readonly configurations: Map<string, Configuration>;
  /** What dynamic fields offer, by field. */
  readonly options: Map<string, readonly Option[]>;
  history: readonly HistoryEntry[];
}

const asError = (error: IntegrationError | IntegrationErrorCode): IntegrationError =>
  typeof error === 'string' ? new IntegrationError(error) : error;

const pageSize = 20;
const noSignal = new AbortController().signal;

const closedStatuses = new Set<string>(['completed', 'failed', 'cancelled', 'expired']);

/** A backend in memory that does what the real one promises, and whatever a test tells it to. */
export function createFakeBackend(
  start: { readonly hub?: Hub; readonly configurations?: readonly Configuration[] } = {},
): FakeBackend {
  let hub = start.hub ?? aHub();
  let lastAnswered: Hub | undefined;
  let state: 'live' | 'paused' = 'live';
  const calls: { verb: Verb; args: readonly unknown[] }[] = [];
  const watchers = new Set<Parameters<Backend['watch']>[0]>();
  const runs = new Map<string, RunDetails>();
  /** By the name that answers and events carry: the id that was drawn is a secret of its window. */
  const authorizations = new Map<string, Authorization>();
  const drawn = new Map<string, string>();
  const replaced = new Map<Verb, (...args: never[]) => Promise<unknown>>();
  const failures = new Map<Verb, IntegrationError[]>();
  const held = new Map<Verb, { settle(answer?: unknown): void; refuse(error: IntegrationError): void }[]>();
  const configurations = new Map((start.configurations ?? []).map((configuration) => [configuration.flow, configuration]));
  const options = new Map<string, readonly Option[]>();

  const find = ({ widget, connection }: ConnectionAddress): Connection => {
    const found = hub.widgets.find(({ key }) => key === widget)?.connections.find(({ key }) => key === connection);
    if (found === undefined) throw new IntegrationError('not_found');
    return found;
  };
  const emit = (event: HubEvent) => {
    for (const watcher of [...watchers]) watcher.onEvent(event);
  };
  const change: FakeBackend['change'] = (address, changes, silently = false) => {
    const next: Connection = { ...find(address), revision: find(address).revision + 1, ...changes };
    hub = {
      ...hub,
      widgets: hub.widgets.map((widget) =>
        widget.key === address.widget
          ? {
              ...widget,
              connections: widget.connections.map((connection) => (connection.key === address.connection ? next : connection)),
            }
          : widget,
      ),
    };
    if (!silently) emit({ type: 'connection.changed', ...address });
    return next;
  };
  const setConnections = (key: string, next: (all: readonly Connection[]) => Connection[]) => {
    hub = {
      ...hub,
      widgets: hub.widgets.map((widget) => (widget.key === key ? { ...widget, connections: next(widget.connections) } : widget)),
    };
  };
  const endRun = (id: string, changes: Partial<Run>): Run => {
    const run = runs.get(id);
    if (run === undefined) throw new IntegrationError('not_found');
    const ended: RunDetails = { ...run, finishedAt: '2026-01-01T12:00:05.000Z', ...changes };
    runs.set(id, ended);
    const { steps: _steps, log: _log, ...plain } = ended;
    change(ended, { activeRuns: find(ended).activeRuns.filter((active) => active.id !== id), lastRun: plain });
    emit({ type: 'run.changed', widget: ended.widget, connection: ended.connection, run: id });
    return plain;
  };
  const findAuthorization = (id: string): Authorization => {
    const found = authorizations.get(drawn.get(id) ?? id);
    if (found === undefined) throw new IntegrationError('not_found');
    return found;
  };
  const findConfiguration = (flow: string): Configuration => {
    const found = configurations.get(flow);
    if (found === undefined) throw new IntegrationError('not_found');
    return found;
  };
  const settleSignIn: FakeBackend['settleSignIn'] = (address, status, error) => {
    const connection = find(address);
    const open = connection.authorization;
    if (open === undefined) throw new Error('No sign-in is open.');
    const known = authorizations.get(open.id) ?? anAuthorization({ ...address, ...open });
    authorizations.set(open.id, error === undefined ? { ...known, status } : { ...known, status, error });
    if (closedStatuses.has(status)) {
      const credentials = connection.credentials.map((credential) => ({
        ...credential,
        status: 'valid' as const,
        account: 'alice@example.com',
      }));
      change(address, {
        authorization: undefined,
        ...(status === 'completed' ? { active: true, authenticated: true, expired: false, credentials } : {}),
      });
    } else change(address, { authorization: { ...open, status } });
    emit({ type: 'authorization.changed', ...address, authorization: open.id });
  };

  const askAbout: FakeBackend['askAbout'] = (address, question) => {
    const open = find(address).authorization ?? anAuthorization(address);
    const asking: Authorization = { ...anAuthorization(address), ...open, ...address, status: 'returned', question };
    authorizations.set(open.id, asking);
    change(address, { authorization: { ...open, status: 'returned', question } });
    emit({ type: 'authorization.changed', ...address, authorization: open.id });
  };

  const usual: Verbs = {
    async readHub() {
      if (hub === lastAnswered) return undefined;
      lastAnswered = hub;
      return hub;
    },
    readConnection: async (address) => find(address),
    async saveConnection(address, { label, existing }) {
      const widget = hub.widgets.find(({ key }) => key === address.widget);
      if (widget === undefined) throw new IntegrationError('widget_not_found');
      if (!widget.connections.some(({ key }) => key === address.connection)) {
        if (existing === true) throw new IntegrationError('not_found');
        const credentials = widget.dependencies.map(({ key }) => ({ dependency: key, status: 'missing' as const }));
        setConnections(address.widget, (all) => [...all, aConnection({ key: address.connection, credentials })]);
        emit({ type: 'connection.changed', ...address });
      }
      const { label: _label, ...plain } = find(address);
      if (label === undefined) return find(address);
      setConnections(address.widget, (all) =>
        all.map((one) => (one.key !== address.connection ? one : label === null || label === '' ? plain : { ...plain, label })),
      );
      return change(address, {});
    },
    async removeConnection(address, anyway) {
      const deactivation = hub.widgets
        .find(({ key }) => key === address.widget)
        ?.actions.find(({ type }) => type === 'deactivation');
      if (find(address).active && !anyway && deactivation !== undefined)
        return usual.startRun(address, deactivation.key, {}, noSignal);
      setConnections(address.widget, (all) => all.filter(({ key }) => key !== address.connection));
      emit({ type: 'connection.changed', ...address });
      return undefined;
    },
    async signOut(address) {
      const credentials = find(address).credentials.map(({ dependency }) => ({ dependency, status: 'missing' as const }));
      return change(address, { credentials });
    },
    async answerAuthorization(id, { replace }) {
      const { id: name, widget, connection, question } = findAuthorization(id);
      if (find({ widget, connection }).authorization?.id !== name) throw new IntegrationError('already_over');
      settleSignIn({ widget, connection }, replace ? 'completed' : 'cancelled');
      if (replace && question !== undefined) {
        const credentials = find({ widget, connection }).credentials.map((one) => ({ ...one, account: question.now }));
        change({ widget, connection }, { credentials });
      }
      return findAuthorization(id);
    },
    async startRun(address, action, request) {
      const connection = find(address);
      const going = connection.activeRuns.find((run) => run.action === action);
      if (going !== undefined) return going;
      const actionName =
        hub.widgets.find(({ key }) => key === address.widget)?.actions.find(({ key }) => key === action)?.name ?? action;
      if (request.anyway === true) {
        const done = aRun({ id: `run-${runs.size + 1}`, ...address, action, actionName, status: 'succeeded' });
        change(address, { active: false, authenticated: false, configured: false, expired: false, lastRun: done });
        return done;
      }
      const run = aRun({ id: `run-${runs.size + 1}`, ...address, action, actionName });
      runs.set(run.id, { ...run, steps: [], log: [] });
      change(address, { activeRuns: [...connection.activeRuns, run] });
      emit({ type: 'run.changed', ...address, run: run.id });
      return run;
    },
    async readRun(id) {
      const run = runs.get(id);
      if (run === undefined) throw new IntegrationError('not_found');
      return run;
    },
    cancelRun: async (id) => endRun(id, { status: 'cancelled' }),
    async registerAuthorization({ id, widget, connection, dependency }) {
      const authorization = anAuthorization({ id: `name-of-${id}`, widget, connection, dependency });
      drawn.set(id, authorization.id);
      const previous = find({ widget, connection }).authorization;
      if (previous !== undefined) authorizations.set(previous.id, { ...findAuthorization(previous.id), status: 'cancelled' });
      authorizations.set(authorization.id, authorization);
      change({ widget, connection }, { authorization });
      return authorization;
    },
    readAuthorization: async (id) => findAuthorization(id),
    async cancelAuthorization(id) {
      const { id: name, widget, connection } = findAuthorization(id);
      if (find({ widget, connection }).authorization?.id === name) settleSignIn({ widget, connection }, 'cancelled');
      return findAuthorization(id);
    },
    async finishReturn(reference) {
      const { widget, connection } = findAuthorization(reference);
      settleSignIn({ widget, connection }, 'completed');
      return findAuthorization(reference);
    },
    async saveCredential(address, dependency, { method }) {
      const credentials = find(address).credentials.map((credential) =>
        credential.dependency === dependency ? { dependency, method, status: 'valid' as const } : credential,
      );
      const valid = credentials.every(({ status }) => status === 'valid');
      return change(address, { credentials, active: valid, authenticated: valid, expired: false });
    },
    readConfiguration: async (_address, flow) => findConfiguration(flow),
    async saveConfiguration(address, flow, { values }) {
      const saved: Configuration = { ...findConfiguration(flow), values, saved: true };
      configurations.set(flow, saved);
      change(address, { configured: true });
      return saved;
    },
    async readOptions(_address, _flow, { field, search = '', cursor = '0' }) {
      const found = (options.get(field) ?? []).filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
      const end = Number(cursor) + pageSize;
      return end < found.length
        ? { options: found.slice(Number(cursor), end), cursor: String(end) }
        : { options: found.slice(Number(cursor), end) };
    },
    async readHistory({ connection }, { outcome, cursor = '0', limit = String(pageSize) }) {
      const found = backend.history.filter(
        (entry) => entry.connection === connection && (outcome === undefined || entry.outcome === outcome),
      );
      const end = Number(cursor) + Number(limit);
      const entries = found.slice(Number(cursor), end);
      return end < found.length ? { entries, total: found.length, cursor: String(end) } : { entries, total: found.length };
    },
  };

  const call = async (verb: Verb, args: readonly unknown[]): Promise<unknown> => {
    const signal = args.at(-1) as AbortSignal;
    calls.push({ verb, args: args.slice(0, -1) });
    signal.throwIfAborted();
    const failure = failures.get(verb)?.shift();
    if (failure !== undefined) throw failure;
    const act = () => ((replaced.get(verb) ?? usual[verb]) as (...args: readonly unknown[]) => Promise<unknown>)(...args);
    const waiting = held.get(verb);
    if (waiting === undefined) return act();
    return new Promise((resolve, reject) => {
      const entry = { settle: (answer?: unknown) => resolve(answer === undefined ? act() : answer), refuse: reject };
      waiting.push(entry);
      signal.addEventListener('abort', () => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(signal.reason);
      });
    });
  };
  const verbs = Object.fromEntries(
    (Object.keys(usual) as Verb[]).map((verb) => [verb, (...args: readonly unknown[]) => call(verb, args)]),
  ) as unknown as Verbs;

  const backend: FakeBackend = {
    ...verbs,
    watch(listener, signal) {
      watchers.add(listener);
      listener.onState(state);
      signal.addEventListener('abort', () => watchers.delete(listener), { once: true });
    },
    get hub() {
      return hub;
    },
    calls,
    callsOf: (verb) => calls.filter((made) => made.verb === verb).map(({ args }) => args),
    answer(verb, answer) {
      replaced.set(verb, answer as (...args: never[]) => Promise<unknown>);
    },
    failNext(verb, error) {
      failures.set(verb, [...(failures.get(verb) ?? []), asError(error)]);
    },
    hold(verb) {
      const waiting = held.get(verb) ?? [];
      held.set(verb, waiting);
      const oldest = () => {
        const entry = waiting.shift();
        if (entry === undefined) throw new Error(`No call of ${verb} waits.`);
        return entry;
      };
      return {
        get waiting() {
          return waiting.length;
        },
        release: (answer) => oldest().settle(answer),
        fail: (error) => oldest().refuse(asError(error)),
      };
    },
    emit,
    get watchers() {
      return watchers.size;
    },
    setLive(next) {
      state = next;
      for (const watcher of [...watchers]) watcher.onState(next);
    },
    changeHub(changes) {
      hub = { ...hub, ...changes };
      emit({ type: 'hub.changed' });
    },
    change,
    finishRun: (id, changes = {}) =>
      endRun(id, {
        status: 'succeeded',
        ...(changes.status === 'failed' ? { error: { code: 'flow_failed' } } : {}),
        ...changes,
      }),
    settleSignIn,
    askAbout,
    configurations,
    options,
    history: [],
  };
  return backend;
}
