import type { ReactiveController, ReactiveControllerHost } from 'lit';

const listeners = new Set<() => void>();
let stop: AbortController | undefined;

const tell = (): void => {
  for (const listener of [...listeners]) listener();
};

function begin(): void {
  stop = new AbortController();
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributes: true });
  if (document.body) observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'lang', 'data-theme'] });
  stop.signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell, { signal: stop.signal });
  addEventListener('languagechange', tell, { signal: stop.signal });
}

/**
 * Notices what the page says on its root element or through the reader's settings: language, classes and attributes by which pages
 * switch their theme. Only while the host is in the document, and with one observer for all hosts.
 */
export class PageWatcher implements ReactiveController {
  readonly #listener: () => void;

  constructor(host: ReactiveControllerHost, listener: () => void) {
    this.#listener = () => listener();
    host.addController(this);
  }

  hostConnected(): void {
    if (listeners.size === 0) begin();
    listeners.add(this.#listener);
    this.#listener();
  }

  hostDisconnected(): void {
    listeners.delete(this.#listener);
    if (listeners.size === 0) stop?.abort();
  }
}
