export interface Watchable {
  subscribe(listener: () => void): () => void;
}

/** Subscriptions to stores, held while there is somebody to draw: letting go leaves the stores, and what is under way in them, alone. */
export class Subscriptions {
  readonly #listener: () => void;
  readonly #stops = new Map<Watchable, (() => void) | undefined>();
  #held = false;

  constructor(listener: () => void) {
    this.#listener = listener;
  }

  add(store: Watchable): void {
    if (!this.#stops.has(store)) this.#stops.set(store, this.#held ? store.subscribe(this.#listener) : undefined);
  }

  delete(store: Watchable): void {
    this.#stops.get(store)?.();
    this.#stops.delete(store);
  }

  /** These and no others. */
  set(stores: readonly Watchable[]): void {
    for (const store of this.#stops.keys()) if (!stores.includes(store)) this.delete(store);
    for (const store of stores) this.add(store);
  }

  hold(): void {
    this.#held = true;
    this.#renew();
  }

  release(): void {
    this.#held = false;
    this.#renew();
  }

  #renew(): void {
    const stores = [...this.#stops.keys()];
    this.set([]);
    this.set(stores);
  }
}
