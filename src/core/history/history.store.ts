import type { HubEvent } from '../../contract/event.js';
import type { HistoryEntry, HistoryPage } from '../../contract/history.js';
import type { Backend, ConnectionAddress } from '../backend.js';
import type { Clock } from '../clock.js';
import { coalesce } from '../coalesce.js';
import { IntegrationError } from '../errors.js';
import { createLateWork } from '../late-work.js';
import { isProgress } from '../run-status.js';
import { createStore } from '../store.js';
import type { HistoryFilter, HistorySnapshot, HistoryStore } from './history.js';
import { createRunStore } from './run.store.js';

export { createRunStore };

export interface HistoryStoreOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly address: ConnectionAddress;
  readonly onEvent: (listener: (event: HubEvent) => void) => () => void;
}

/** A page newly read over what is shown: what was loaded further down stays, unless entries in between are missing. */
export function mergePages(shown: readonly HistoryEntry[], first: HistoryPage): readonly HistoryEntry[] | undefined {
  const known = new Set(shown.map(({ id }) => id));
  if (first.cursor !== undefined && !first.entries.some(({ id }) => known.has(id))) return undefined;
  const fresh = new Set(first.entries.map(({ id }) => id));
  return first.cursor === undefined ? first.entries : [...first.entries, ...shown.filter(({ id }) => !fresh.has(id))];
}

const concerns = (event: HubEvent, { widget, connection }: ConnectionAddress): boolean =>
  event.type === 'reset' ||
  ((event.type === 'history.added' || (event.type === 'run.changed' && !isProgress(event))) &&
    (event.widget ?? widget) === widget &&
    (event.connection ?? connection) === connection);

export function createHistoryStore({ backend, clock, address, onEvent }: HistoryStoreOptions): HistoryStore {
  const store = createStore<HistorySnapshot>({ status: 'loading', filter: 'all' });
  const disposal = new AbortController();
  const later = createLateWork(disposal.signal, { clock, burst: 3, every: 5000 });
  let reading = new AbortController();
  let cursor: string | undefined;

  const read = (from: string | undefined, signal: AbortSignal): Promise<HistoryPage> => {
    const { filter } = store.getSnapshot();
    return backend.readHistory(
      address,
      { ...(filter === 'all' ? {} : { outcome: filter }), ...(from === undefined ? {} : { cursor: from }) },
      signal,
    );
  };
  const show = (entries: readonly HistoryEntry[], total: number) => {
    const { filter } = store.getSnapshot();
    store.set({ status: 'ready', filter, entries, total, more: cursor === undefined ? 'none' : 'available' });
  };
  const fail = (cause: unknown, signal: AbortSignal) => {
    if (signal.aborted) return;
    const snapshot = store.getSnapshot();
    if (snapshot.status === 'ready') store.set({ ...snapshot, more: cursor === undefined ? 'none' : 'available' });
    else store.set({ status: 'failed', filter: snapshot.filter, error: IntegrationError.from(cause) });
  };
  const readFirst = async () => {
    const { signal } = reading;
    try {
      const page = await read(undefined, signal);
      if (signal.aborted) return;
      const snapshot = store.getSnapshot();
      const merged = snapshot.status === 'ready' ? mergePages(snapshot.entries, page) : undefined;
      // The cursor of the pages below stays good as long as they are shown.
      if (merged === undefined || page.cursor === undefined || merged.length === page.entries.length) cursor = page.cursor;
      show(merged ?? page.entries, page.total);
    } catch (cause) {
      fail(cause, signal);
    }
  };
  const refresh = coalesce(readFirst);
  const restart = (filter: HistoryFilter) => {
    reading.abort();
    reading = new AbortController();
    cursor = undefined;
    store.set({ status: 'loading', filter });
    void refresh();
  };
  const stopListening = onEvent((event) => {
    if (concerns(event, address) && store.getSnapshot().status === 'ready') later(refresh);
  });
  void refresh();

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    filter: restart,
    retry: () => restart(store.getSnapshot().filter),
    async more() {
      const snapshot = store.getSnapshot();
      if (snapshot.status !== 'ready' || snapshot.more !== 'available') return;
      const { signal } = reading;
      store.set({ ...snapshot, more: 'loading' });
      try {
        const page = await read(cursor, signal);
        const now = store.getSnapshot();
        if (signal.aborted || now.status !== 'ready') return;
        const known = new Set(now.entries.map(({ id }) => id));
        cursor = page.cursor;
        show([...now.entries, ...page.entries.filter(({ id }) => !known.has(id))], page.total);
      } catch (cause) {
        fail(cause, signal);
      }
    },
    run: (id) => createRunStore({ id, backend, clock, onEvent }),
    dispose() {
      stopListening();
      disposal.abort();
      reading.abort();
    },
  };
}
