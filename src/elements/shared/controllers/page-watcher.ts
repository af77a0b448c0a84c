import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Notices what the page says on its root element or through the reader's settings: language, classes and attributes by which pages
 * switch their theme. Only while the host is in the document.
 */
export class PageWatcher implements ReactiveController {
  readonly #listener: () => void;
  #stop: AbortController | undefined;

  constructor(host: ReactiveControllerHost, listener: () => void) {
    this.#listener = listener;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = new AbortController();
    const observer = new MutationObserver(this.#listener);
    observer.observe(document.documentElement, { attributes: true });
    if (document.body) observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'lang', 'data-theme'] });
    this.#stop.signal.addEventListener('abort', () => observer.disconnect(), { once: true });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.#listener, { signal: this.#stop.signal });
    addEventListener('languagechange', this.#listener, { signal: this.#stop.signal });
    this.#listener();
  }

  hostDisconnected(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }
}
