import type { Connection } from '../../contract/connection.js';
import type { Widget } from '../../contract/widget.js';
import type { Backend, ConnectionAddress, SignInOpener, StreamState } from '../backend.js';
import { type Clock, systemClock } from '../clock.js';
import { coalesce } from '../coalesce.js';
import { createConnectionStore } from '../connection/connection.store.js';
import type { ConnectionSurroundings, LoadMachine, MachineModule, ManagedConnection } from '../connection/surroundings.js';
import { IntegrationError, isPassing } from '../errors.js';
import { same } from '../same.js';
import { createStore } from '../store.js';
import type { Adding } from './adding.js';
import { changesBetween, finishedRuns } from './changes.js';
import { createEvents } from './events.js';
import { createFactTeller } from './fact-teller.js';
import type { HubDetails, HubSnapshot, HubStore } from './hub.js';
import { type Keep, mergeConnection, mergeWidgets, widgetIn, withConnections } from './merge.js';
import { createPolling } from './polling.js';

export interface HubStoreOptions {
  readonly backend: Backend;
  readonly opener: SignInOpener;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: imported when the first cards are drawn, or when a verb needs it. */
  readonly loadMachine?: LoadMachine;
  /** Default: imported with the first event. */
  readonly loadFollower?: LoadFollower;
}

type LoadFollower = () => Promise<Pick<typeof import('./follow-events.js'), 'createEventFollower'>>;

const importMachine: LoadMachine = () => import('../connection/machine/start-connection.js');
const importFollower: LoadFollower = () => import('./follow-events.js');

/** Milliseconds in which the first cards are painted. */
const aMoment = 200;

const addressOf = (widget: string, connection: string): string => `${widget}/${connection}`;

/** The store of one session's hub. Begins to read and to watch at once; `dispose` ends both. */
export function createHubStore({
  backend,
  opener,
  clock = systemClock,
  loadMachine = importMachine,
  loadFollower = importFollower,
}: HubStoreOptions): HubStore {
  const disposal = new AbortController();
  const { signal } = disposal;
  const store = createStore<HubSnapshot>({ status: 'loading' });
  /** A chunk of its own, loaded where a widget may have several connections. */
  let adding: Adding | undefined;
  const managed = new Map<
    string,
    ManagedConnection & { readonly address: ConnectionAddress; readonly reread: () => Promise<void> }
  >();
  let details: HubDetails | undefined;
  let widgets: readonly Widget[] = [];
  let stream: StreamState = 'live';
  /** A read failed that an event had asked for. */
  let stale = false;
  /** Asking again will not help: it waits for somebody to come back, or for `refresh`. */
  let hopeless = false;
  /** How many readings have begun. */
  let readings = 0;
  /** Whether to ask is looked at once all connections have what was read, and not for each. */
  let isApplying = false;
  let machine: MachineModule | undefined;

  const { tell, tellRun, told, onFact } = createFactTeller(
    (widget, connection) => managed.get(addressOf(widget, connection))?.origins,
  );
  const findConnection = ({ widget: key, connection }: ConnectionAddress) => {
    const widget = widgetIn(widgets, key);
    return [widget, widget?.connections.find((candidate) => candidate.key === connection)] as const;
  };
  const publish = () => {
    if (details === undefined) return;
    const current = store.getSnapshot();
    const live = stream === 'paused' ? 'paused' : 'live';
    if (current.status === 'ready' && current.details === details && current.widgets === widgets && current.live === live) return;
    store.set({ status: 'ready', details, widgets, live });
  };
  const apply = (read: readonly Widget[]) => {
    const next = adding?.complete(read) ?? read;
    const before = widgets;
    const changes = details === undefined ? [] : changesBetween(before, next);
    widgets = next;
    isApplying = true;
    try {
      for (const connection of managed.values()) connection.sync(...findConnection(connection.address));
    } finally {
      isApplying = false;
    }
    publish();
    tell(changes);
    for (const run of finishedRuns(next)) tellRun(run);
    polling.check();
  };

  const isOpenAnywhere = () =>
    // What asks waits for a person, however long that takes: an event tells.
    widgets.some(({ connections }) => connections.some(({ authorization: open }) => open !== undefined && !open.question));
  const isSigningInHere = () => [...managed.values()].some(({ isSigningIn }) => isSigningIn());
  const polling = createPolling({
    clock,
    isNeeded() {
      if (signal.aborted || hopeless) return false;
      if (stream === 'asleep') return isSigningInHere();
      return stream !== 'live' || stale || details === undefined || isSigningInHere() || isOpenAnywhere();
    },
    async ask() {
      if (stream !== 'live') events.tell({ type: 'reset' });
      if (stream !== 'live' || stale || details === undefined) return readHub();
      await Promise.all(
        widgets.flatMap(({ key, connections }) =>
          connections
            .filter(({ authorization }) => authorization !== undefined)
            .map((connection) => manage(key, connection.key).reread()),
        ),
      );
    },
  });

  /** What was read over what is held. @param began how many readings had begun with this one */
  const keep =
    (began: number): Keep =>
    (held, read) =>
      events.follower()?.keep(held, read, began) ?? read;
  const readHub = coalesce(async () => {
    readings += 1;
    const began = readings;
    try {
      const answer = await backend.readHub(signal);
      stale = false;
      hopeless = false;
      if (signal.aborted) return;
      if (answer === undefined) {
        publish();
        return;
      }
      const { widgets: read, ...next } = answer;
      if (details === undefined) for (const run of finishedRuns(read)) told.add(run.id);
      const merged = mergeWidgets(widgets, read, keep(began));
      const first = details === undefined;
      if (first || !same(details, next)) {
        if (first) widgets = merged;
        details = next;
      }
      if (adding === undefined && merged.some(({ multiConnection }) => multiConnection)) loadAdding();
      apply(merged);
      if (first) clock.setTimeout(preload, aMoment);
    } catch (cause) {
      if (signal.aborted) return;
      stale = true;
      hopeless = !isPassing(IntegrationError.from(cause));
      // What was read before is still worth showing.
      if (details === undefined) store.set({ status: 'failed', error: IntegrationError.from(cause) });
    } finally {
      polling.check();
    }
  });

  const accept = (widget: string, connection: Connection, began = 0) => {
    const merged = mergeConnection(widgets, widget, connection, keep(began));
    if (merged === undefined) void readHub();
    else if (merged !== widgets) apply(merged);
  };
  const loadAdding = () => {
    const around = { backend, opener, signal, readHub, accept, apply, details: () => details, widgets: () => widgets };
    // Where the chunk cannot be had now, the next reading asks for it again.
    import('./adding.js').then(
      ({ createAdding }) => {
        adding ??= createAdding({ ...around, storeOf: (address) => manage(address.widget, address.connection).store });
      },
      () => undefined,
    );
  };
  const readConnection = async (address: ConnectionAddress) => {
    readings += 1;
    const began = readings;
    try {
      const connection = await backend.readConnection(address, signal);
      if (!signal.aborted) accept(address.widget, connection, began);
    } catch (cause) {
      if (signal.aborted) return;
      if (IntegrationError.from(cause).code === 'not_found') await readHub();
      else stale = true;
    }
  };

  const manage = (widget: string, connection: string) => {
    const key = addressOf(widget, connection);
    const known = managed.get(key);
    if (known !== undefined) return known;
    const address: ConnectionAddress = { widget, connection };
    const reread = coalesce(() => readConnection(address));
    const surroundings: ConnectionSurroundings = {
      backend,
      opener,
      clock,
      loadMachine,
      machineNow: () => machine,
      signal,
      made: () => adding?.made(key),
      access: () => (details?.access === 'view' ? 'view' : 'use'),
      refresh: reread,
      accept: (answer) => accept(widget, answer),
      onEvent: events.listen,
      onRun: tellRun,
      onConfigured: () => tell([{ kind: 'configured', ...address }]),
      onError: (error, action) => tell([{ kind: 'error', ...address, error, ...(action === undefined ? {} : { action }) }]),
    };
    const created = { ...createConnectionStore(address, surroundings), address, reread };
    managed.set(key, created);
    created.sync(...findConnection(address));
    created.store.subscribe(() => {
      if (!isApplying) polling.check();
    });
    return created;
  };
  const events = createEvents(
    async () => {
      const { createEventFollower } = await loadFollower();
      return createEventFollower({
        signal,
        clock,
        readings: () => readings,
        find: (widget, connection) => findConnection({ widget, connection })[1],
        replace: (widget, connection) =>
          apply(withConnections(widgets, widget, (all) => all.map((one) => (one.key === connection.key ? connection : one)))),
        readHub,
        manage,
      });
    },
    () => {
      if (!signal.aborted) void readHub();
    },
  );
  /** Machines begin with the first verb that needs them: what the server says is drawn without. */
  const preload = () => {
    // Where the chunk cannot be had now, the verb that needs it tries again and tells.
    if (signal.aborted) return;
    loadMachine().then(
      (module) => {
        machine = module;
      },
      () => undefined,
    );
  };

  backend.watch(
    {
      onEvent: events.hear,
      onState(state) {
        stream = state;
        publish();
        polling.check();
      },
    },
    signal,
  );
  opener.onReturn(() => {
    for (const { look } of managed.values()) look();
    // The first read is under way still: there is nothing older to bring up to date.
    if (store.getSnapshot().status !== 'loading') void readHub();
  }, signal);
  void readHub();

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    refresh() {
      if (store.getSnapshot().status === 'failed') store.set({ status: 'loading' });
      return readHub();
    },
    connection: (widget, connection = 'default') => manage(widget, connection).store,
    showFailure(error, at) {
      const shown = at === undefined ? managed.values().next().value : manage(at.widget, at.connection);
      shown?.store.showFailure(error);
    },
    addConnection: (widget, allow) => adding?.add(widget, allow),
    onFact,
    dispose() {
      disposal.abort();
      polling.stop();
      for (const { dispose } of managed.values()) dispose();
    },
  };
}
