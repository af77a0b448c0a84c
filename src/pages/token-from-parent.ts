import { tokenAnswerType, tokenRequestType } from '../contract/protocol.js';

/**
 * Asks the page that frames this one for a session token. Only a parent at a listed origin is asked, and only it is believed: no
 * sibling frame, no page that the parent has opened (authorizations/README.md §12).
 */
export function tokenFromParent(origins: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const { parent } = window;
    if (parent === window) {
      reject(new Error('This page is shown by another one, which knows who you are.'));
      return;
    }
    const listening = new AbortController();
    const stop = (): void => {
      listening.abort();
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { signal: listening.signal });
    window.addEventListener(
      'message',
      ({ source, origin, data }: MessageEvent<unknown>) => {
        if (source !== parent || !origins.includes(origin) || typeof data !== 'object' || data === null) return;
        const { type, token } = data as { type?: unknown; token?: unknown };
        if (type !== tokenAnswerType || typeof token !== 'string') return;
        listening.abort();
        resolve(token);
      },
      { signal: listening.signal },
    );
    for (const origin of origins) parent.postMessage({ type: tokenRequestType }, origin);
  });
}
