import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Store } from '../../../core/store.js';

/**
 * A subscription to a store for as long as the host is in the document. It owns nothing else: moving or removing the element leaves
 * the store, and what is under way in it, alone.
 */
export class StoreController<Snapshot> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #store: Store<Snapshot> | undefined;
  #unsubscribe: (() => void) | undefined;
  #connected = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get store(): Store<Snapshot> | undefined {
    return this.#store;
  }

  get snapshot(): Snapshot | undefined {
    return this.#store?.getSnapshot();
  }

  /** Watches another store, or none. */
  watch(store: Store<Snapshot> | undefined): void {
    if (store === this.#store) return;
    this.#stop();
    this.#store = store;
    this.#start();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#start();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#stop();
  }

  #start(): void {
    if (!this.#connected || this.#unsubscribe !== undefined) return;
    this.#unsubscribe = this.#store?.subscribe(() => this.#host.requestUpdate());
  }

  #stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}
