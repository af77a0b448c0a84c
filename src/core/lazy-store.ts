import { chunkLost, type IntegrationError } from './errors.js';
import { createStore, type Store } from './store.js';

interface Disposable {
  dispose(): void;
  retry(): void;
}

/**
 * Stands for a store whose code is a chunk of its own. Shows `loading` until that is here; `whenReady` does what was asked for meanwhile.
 * Where the chunk cannot be had, `failed` is shown, and `retry` asks for it again.
 */
export function createLazyStore<Snapshot, Real extends Store<Snapshot> & Disposable>(
  loading: Snapshot,
  failed: (error: IntegrationError) => Snapshot,
  load: () => Promise<Real>,
) {
  const store = createStore<Snapshot>(loading);
  const waiting: ((real: Real) => void)[] = [];
  let real: Real | undefined;
  let isDisposed = false;
  const begin = async () => {
    try {
      const loaded = await load();
      if (isDisposed) {
        loaded.dispose();
        return;
      }
      real = loaded;
      loaded.subscribe(() => store.set(loaded.getSnapshot()));
      store.set(loaded.getSnapshot());
      for (const run of waiting.splice(0)) run(loaded);
    } catch (cause) {
      if (!isDisposed) store.set(failed(chunkLost(cause)));
    }
  };
  void begin();
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    real: () => real,
    whenReady(run: (real: Real) => void): void {
      if (real === undefined) waiting.push(run);
      else run(real);
    },
    retry(): void {
      if (real !== undefined) real.retry();
      else {
        store.set(loading);
        void begin();
      }
    },
    dispose(): void {
      isDisposed = true;
      real?.dispose();
    },
  };
}
