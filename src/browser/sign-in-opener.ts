import type { AuthorizationProof } from '../contract/authorization.js';
import { helloType } from '../contract/protocol.js';
import { safeUrl } from '../contract/rules/safe-url.js';
import type { SignInOpener } from '../core/backend.js';
import { hello as helloMessage } from './first-answers.js';
import { isPageVisible } from './page-visibility.js';
import { randomText } from './random.js';
import { withoutReturnHandle } from './return-handle.js';

const width = 480;
const height = 640;

/** Whom a proof may be told: the window that `open` returned or, for a link, the first window that says hello with its id. */
interface Pending {
  readonly proof: string;
  handle: MessageEventSource | undefined;
}

/** A page keeps no more than these; the backend lets an authorization live for ten minutes. */
const mostPending = 50;

function centred(): string {
  const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - width) / 2));
  const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - height) / 2));
  return `popup,width=${width},height=${height},left=${left},top=${top}`;
}

function openWindow(url: string): Window | undefined {
  try {
    return window.open(url, '_blank', centred()) ?? undefined;
  } catch {
    // A sandbox without allow-popups may throw instead of answering null.
    return undefined;
  }
}

/**
 * Opens sign-in windows and answers their hellos (authorizations/README.md §1, §2, §7). One for a backend on a page: it has the page's
 * only listener for messages of that backend and outlives the elements.
 *
 * @param backend with a trailing slash
 */
export function createSignInOpener(backend: URL, locale: () => string): SignInOpener {
  const pending = new Map<string, Pending>();
  const startUrl = (id: string): string => new URL(`oauth/start/${encodeURIComponent(id)}`, backend).href;

  window.addEventListener('message', ({ origin, source, data }: MessageEvent<unknown>) => {
    if (origin !== backend.origin || source === null) return;
    const hello = helloMessage.safeParse(data);
    if (!hello.success || hello.data.type !== helloType) return;
    const known = pending.get(hello.data.id);
    if (known === undefined) return;
    known.handle ??= source;
    if (known.handle !== source) return;
    const answer: AuthorizationProof = { type: 'integration-hub/proof', id: hello.data.id, proof: known.proof };
    source.postMessage(answer, { targetOrigin: backend.origin });
  });

  return {
    randomId: () => randomText(32),
    startUrl,
    open(id, proof) {
      const url = safeUrl(startUrl(id), 'link');
      const opened = url === undefined ? undefined : openWindow(url);
      const [oldest] = pending.keys();
      if (oldest !== undefined && pending.size >= mostPending) pending.delete(oldest);
      pending.set(id, { proof, handle: opened });
      if (opened === undefined) return undefined;
      return {
        isClosed: () => opened.closed,
        focus: () => opened.focus(),
        close: () => opened.close(),
      };
    },
    leave(id) {
      const url = safeUrl(startUrl(id), 'link');
      if (url !== undefined) window.location.assign(url);
    },
    onReturn(listener, signal) {
      for (const type of ['focus', 'online']) window.addEventListener(type, listener, { signal });
      // Shown for the first time, the page has just asked.
      window.addEventListener('pageshow', ({ persisted }) => persisted && listener(), { signal });
      window.addEventListener('visibilitychange', () => isPageVisible() && listener(), { signal });
    },
    locale,
    returnUrl: () => withoutReturnHandle(window.location.href),
  };
}
