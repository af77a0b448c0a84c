import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { HubFact, HubStore } from '../../../core/hub/hub.js';

/** Hears what becomes of a hub's connections, for as long as its host is in the document. */
export class FactRelay implements ReactiveController {
  readonly #onFact: (fact: HubFact) => void;
  readonly #claim: () => (() => void) | undefined;
  #hub: HubStore | undefined;
  #about: string | undefined;
  #stop: (() => void) | undefined;
  #connected = false;

  /** @param claim says to a hub around the host that this one speaks; answers the way out */
  constructor(
    host: ReactiveControllerHost,
    onFact: (fact: HubFact) => void,
    claim: () => (() => void) | undefined = () => undefined,
  ) {
    this.#onFact = onFact;
    this.#claim = claim;
    host.addController(this);
  }

  /** Begins anew with another hub, or about another widget. */
  follow(hub: HubStore | undefined, about?: string): void {
    if (hub === this.#hub && about === this.#about) return;
    this.#end();
    this.#hub = hub;
    this.#about = about;
    this.#begin();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#begin();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#end();
  }

  #begin(): void {
    if (!this.#connected || this.#hub === undefined || this.#stop !== undefined) return;
    const stop = this.#hub.onFact(this.#onFact);
    const unclaim = this.#claim();
    this.#stop = () => {
      stop();
      unclaim?.();
    };
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
