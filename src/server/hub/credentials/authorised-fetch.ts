import { OutgoingError } from '../../platform/outgoing/outgoing-error.js';
import type { SafeFetch } from '../../platform/outgoing/safe-fetch.js';
import type { AuthorisedFetch } from '../definitions/define.js';
import type { Reading } from '../services/credentials.js';
import type { Applied } from './apply-credential.js';

/** A credential ready to be sent, and where it may be sent to. */
export interface Grant {
  readonly applied: Applied;
  readonly origins: ReadonlySet<string>;
  /** Asked once, when the service answers 401: another try, or `undefined` to hand the answer on. */
  renew?(refusal: Response): Promise<Grant | undefined>;
}

const canRepeat = (body: RequestInit['body']): boolean => !(body instanceof ReadableStream);

/** `fetch` with a credential: only to the origins that its connector names, once more with a renewed one after 401. */
export function createAuthorisedFetch(
  fetch: SafeFetch,
  obtain: () => Promise<Grant>,
  reading: Reading = (read) => read(),
): AuthorisedFetch {
  const send = (input: URL, init: RequestInit, { applied, origins }: Grant): Promise<Response> => {
    if (!origins.has(input.origin))
      throw new OutgoingError('blocked', `the connector does not name ${input.origin} among its origins: add it there`);
    const url = new URL(input);
    for (const [name, value] of Object.entries(applied.query)) url.searchParams.set(name, value);
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(applied.headers)) headers.set(name, value);
    return fetch(url, { ...init, headers }, { credentialHeaders: Object.keys(applied.headers) });
  };
  return async (input, init = {}) => {
    const url = new URL(input);
    const grant = await reading(obtain);
    const response = await send(url, init, grant);
    const { renew } = grant;
    if (response.status !== 401 || renew === undefined || !canRepeat(init.body)) return response;
    const renewed = await reading(() => renew(response));
    if (renewed === undefined) return response;
    await response.body?.cancel();
    return send(url, init, renewed);
  };
}
