import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { PageWatcher } from './page-watcher.js';

/** Whether the element is drawn light or dark, as its `color-scheme` says: only images need to know, colours follow by themselves. */
export class ThemeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #theme: 'light' | 'dark' = 'light';

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
    new PageWatcher(host, () => this.#resolve());
  }

  get theme(): 'light' | 'dark' {
    return this.#theme;
  }

  hostUpdated(): void {
    this.#resolve();
  }

  #resolve(): void {
    const element = this.#host.shadowRoot?.querySelector('.root') ?? this.#host;
    const schemes = getComputedStyle(element).colorScheme.split(/\s+/);
    const dark = schemes.includes('dark') && (!schemes.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches);
    const theme = dark ? 'dark' : 'light';
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#host.requestUpdate();
  }
}
