import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { HubScope } from '../session/hub-context.js';
import { readInFrame } from './frame-reads.js';
import { PageWatcher } from './page-watcher.js';

export type Theme = 'light' | 'dark';

/** Where the attribute does not say it. The page is laid out for this: what stands in a container may depend on its size. */
function themeOf(element: Element): Theme {
  const schemes = getComputedStyle(element).colorScheme.split(/\s+/);
  const dark = schemes.includes('dark') && (!schemes.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches);
  return dark ? 'dark' : 'light';
}

/** Of the elements that are drawn between two frames the first one finds it out, and each looks for itself before they are painted. */
let guess: Theme | undefined;

/**
 * Whether the element is drawn light or dark, as its `color-scheme` says: only images that differ need to know, colours follow by
 * themselves. What is not asked for is not found out, and of the cards that a hub draws the hub knows it for all.
 */
export class ThemeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement & { readonly theme: string | undefined };
  readonly #scope: () => HubScope | undefined;
  readonly #onChange: () => void;
  readonly #reading = { read: () => this.#read() };
  #theme: Theme | undefined;

  constructor(
    host: ReactiveControllerHost & HTMLElement & { readonly theme: string | undefined },
    {
      scope = () => undefined,
      onChange = () => host.requestUpdate(),
    }: { readonly scope?: () => HubScope | undefined; readonly onChange?: () => void } = {},
  ) {
    this.#host = host;
    this.#scope = scope;
    this.#onChange = onChange;
    host.addController(this);
    new PageWatcher(host, () => this.#readSoon());
  }

  get theme(): Theme {
    const { theme } = this.#host;
    if (theme === 'light' || theme === 'dark') return theme;
    return this.#ofHub ?? this.#known();
  }

  hostUpdated(): void {
    this.#readSoon();
  }

  hostDisconnected(): void {
    // The next place may be drawn otherwise.
    this.#theme = undefined;
  }

  /** Nothing of the page's stands between a hub and the cards that it draws. */
  get #ofHub(): Theme | undefined {
    const root = this.#host.getRootNode();
    return root instanceof ShadowRoot && root.host.localName === 'integration-hub' ? this.#scope()?.theme?.() : undefined;
  }

  #known(): Theme {
    if (this.#theme !== undefined) return this.#theme;
    guess ??= this.#scope()?.theme?.() ?? themeOf(this.#host);
    this.#theme = guess;
    return this.#theme;
  }

  #readSoon(): void {
    if (this.#theme !== undefined) readInFrame(this.#reading);
  }

  #read(): void {
    guess = undefined;
    if (this.#theme === undefined || !this.#host.isConnected) return;
    const theme = themeOf(this.#host);
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#onChange();
  }
}
