/** Whether somebody can see the page. */
export interface PageVisibility {
  isVisible(): boolean;
  /** Calls `listener` when the page is shown, hidden or given the focus. */
  onChange(listener: () => void, signal: AbortSignal): void;
}

export const alwaysVisible: PageVisibility = { isVisible: () => true, onChange: () => undefined };

/** Reads what the page's own elements cannot shadow: `<img name="visibilityState">` hides `document.visibilityState`. */
const ownDocument = (property: 'visibilityState' | 'documentElement'): unknown =>
  Reflect.get(Document.prototype, property, window.document);

export const isPageVisible = (): boolean => ownDocument('visibilityState') !== 'hidden';

/** The language of the page, else the browser's. */
export function pageLanguage(): string {
  const root = ownDocument('documentElement');
  return (root instanceof HTMLElement && root.lang) || window.navigator.language;
}

export const pageVisibility: PageVisibility = {
  isVisible: isPageVisible,
  onChange(listener, signal) {
    for (const type of ['visibilitychange', 'pageshow', 'pagehide', 'focus', 'online'])
      window.addEventListener(type, listener, { signal });
  },
};
