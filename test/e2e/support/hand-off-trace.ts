import type { EngineWindow } from './engines/engine.js';

/** What the page that opened a sign-in window saw of it, by its own clock (milliseconds, as `Date.now`). */
export interface HandOffTrace {
  /** Of the last window. */
  readonly openedAt?: number;
  /** When its `closed` was first read as true. */
  readonly closedAt?: number;
  /** Every change of what the card's badge says. */
  readonly badges: readonly { readonly at: number; readonly text: string }[];
}

/** In the page: looks 50 times a second at the window that is opened next, and at the card of that name. */
function watch(name: string): void {
  const trace: { openedAt?: number; closedAt?: number; badges: { at: number; text: string }[] } = { badges: [] };
  let handle: Window | null = null;
  const open = window.open;
  window.open = (...parameters) => {
    handle = open.apply(window, parameters);
    trace.openedAt = Date.now();
    delete trace.closedAt;
    return handle;
  };
  const find = (root: ParentNode, selector: string): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...(element.matches(selector) ? [element] : []),
      ...(element.shadowRoot === null ? [] : find(element.shadowRoot, selector)),
    ]);
  const badgeOf = (): Element | null | undefined => {
    const card = find(document, 'article').find((article) => article.querySelector('h2,h3')?.textContent?.trim() === name);
    return card?.querySelector('[part="badge"]');
  };
  setInterval(() => {
    if (handle?.closed === true) trace.closedAt ??= Date.now();
    const text = badgeOf()?.textContent?.trim();
    if (text !== undefined && text !== trace.badges.at(-1)?.text) trace.badges.push({ at: Date.now(), text });
  }, 20);
  Object.assign(window, { handOffTrace: trace });
}

/** Begins to watch. Call it before the window is opened. */
export const watchHandOff = (page: EngineWindow, name: string): Promise<void> => page.run(watch, name);

export const readTrace = (page: EngineWindow): Promise<HandOffTrace> =>
  page.run(() => (window as Window & typeof globalThis & { handOffTrace: HandOffTrace }).handOffTrace, undefined);
