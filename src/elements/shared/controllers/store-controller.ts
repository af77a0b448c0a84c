import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Subscriptions, type Watchable } from './subscriptions.js';

/** Draws its host again after changes of the stores that are watched, for as long as the host is in the document. */
export class StoreController implements ReactiveController {
  readonly #subscriptions: Subscriptions;

  /** @param isNews whether a change is one that the host draws; default: each is */
  constructor(host: ReactiveControllerHost, isNews: () => boolean = () => true) {
    this.#subscriptions = new Subscriptions(() => {
      if (isNews()) host.requestUpdate();
    });
    host.addController(this);
  }

  /** These and no others. Call it before drawing. */
  watch(...stores: readonly (Watchable | undefined)[]): void {
    this.#subscriptions.set(stores.filter((store) => store !== undefined));
  }

  hostConnected(): void {
    this.#subscriptions.hold();
  }

  hostDisconnected(): void {
    this.#subscriptions.release();
  }
}
