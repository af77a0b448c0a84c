import type { SignInOpener } from '../core/backend.js';
import { randomText } from './random.js';

/** Outside a page no window opens: what is left is a link, for whoever shows it. */
export function createPagelessOpener(backend: URL, locale: (() => string) | undefined): SignInOpener {
  return {
    randomId: () => randomText(32),
    startUrl: (id) => new URL(`oauth/start/${encodeURIComponent(id)}`, backend).href,
    open: () => undefined,
    leave: () => undefined,
    onReturn: () => undefined,
    locale: locale ?? (() => Intl.DateTimeFormat().resolvedOptions().locale),
    returnUrl: () => undefined,
  };
}
