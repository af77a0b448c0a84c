import { createLazyStore } from '../lazy-store.js';
import type { HistorySnapshot, HistoryStore, RunSnapshot, RunStore } from './history.js';
import type { HistoryStoreOptions } from './history.store.js';

/** The history panel's store is a chunk of its own: no card needs it. */
export function createLazyHistory(options: HistoryStoreOptions): HistoryStore {
  const load = () => import('./history.store.js');
  const lazy = createLazyStore<HistorySnapshot, HistoryStore>(
    { status: 'loading', filter: 'all' },
    (error) => ({ status: 'failed', filter: 'all', error }),
    async () => (await load()).createHistoryStore(options),
  );
  return {
    getSnapshot: lazy.getSnapshot,
    subscribe: lazy.subscribe,
    filter: (filter) => lazy.whenReady((history) => history.filter(filter)),
    more: () => lazy.real()?.more(),
    retry: lazy.retry,
    run: (id) =>
      createLazyStore<RunSnapshot, RunStore>(
        { status: 'loading' },
        (error) => ({ status: 'failed', error }),
        async () => (await load()).createRunStore({ ...options, id }),
      ),
    dispose: lazy.dispose,
  };
}
