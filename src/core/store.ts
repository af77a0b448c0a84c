/** All that a view needs of the core: an immutable snapshot, a subscription, and (on each store) verbs. */
export interface Store<Snapshot> {
  /** The same reference until something changed. */
  getSnapshot(): Snapshot;
  /** Calls `listener` after every change. Answers the way out. */
  subscribe(listener: () => void): () => void;
}

/** A store whose owner sets its snapshot. Setting the same reference notifies nobody. */
export interface WritableStore<Snapshot> extends Store<Snapshot> {
  set(snapshot: Snapshot): void;
}

export function createStore<Snapshot>(initial: Snapshot): WritableStore<Snapshot> {
  let snapshot = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      if (Object.is(next, snapshot)) return;
      snapshot = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
