import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** True once a while has passed since it was begun: for what should not flash, such as skeletons. */
export class Later implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #passed = false;
  #begun = false;

  constructor(host: ReactiveControllerHost, milliseconds: number) {
    this.#host = host;
    this.#milliseconds = milliseconds;
    host.addController(this);
  }

  /** Begins, unless it has begun; `false` starts over. Call it while drawing. */
  passed(begun: boolean): boolean {
    if (begun !== this.#begun) {
      this.#begun = begun;
      this.#stop();
      this.#passed = false;
      if (begun) this.#start();
    }
    return this.#passed;
  }

  hostConnected(): void {
    if (this.#begun && !this.#passed) this.#start();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  #start(): void {
    this.#stop();
    this.#timer = setTimeout(() => {
      this.#passed = true;
      this.#host.requestUpdate();
    }, this.#milliseconds);
  }

  #stop(): void {
    clearTimeout(this.#timer);
  }
}
