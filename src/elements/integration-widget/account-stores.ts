import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConnectionStore } from '../../core/connection/connection.js';
import type { HubStore } from '../../core/hub/hub.js';

/** The stores of the connections that a card draws: one, or an account each. Watched while the card is in the document. */
export class AccountStores implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #stores = new Map<ConnectionStore, (() => void) | undefined>();
  #connected = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Watches these and no others. Call it before drawing. */
  watch(hub: HubStore | undefined, widget: string, connections: readonly string[]): readonly ConnectionStore[] {
    const wanted = hub === undefined ? [] : connections.map((connection) => hub.connection(widget, connection));
    for (const [store, stop] of this.#stores) {
      if (wanted.includes(store)) continue;
      stop?.();
      this.#stores.delete(store);
    }
    for (const store of wanted) if (!this.#stores.has(store)) this.#stores.set(store, this.#start(store));
    return wanted;
  }

  hostConnected(): void {
    this.#connected = true;
    for (const [store, stop] of this.#stores) if (stop === undefined) this.#stores.set(store, this.#start(store));
  }

  hostDisconnected(): void {
    this.#connected = false;
    for (const [store, stop] of this.#stores) {
      stop?.();
      this.#stores.set(store, undefined);
    }
  }

  #start(store: ConnectionStore): (() => void) | undefined {
    return this.#connected ? store.subscribe(() => this.#host.requestUpdate()) : undefined;
  }
}
