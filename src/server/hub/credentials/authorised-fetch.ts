import type { ConnectorDefinition } from '../../../contract/connector.js';
import { isDeadToken } from '../../platform/oauth/answer-signs.js';
import { OutgoingError } from '../../platform/outgoing/outgoing-error.js';
import { peekJson } from '../../platform/outgoing/peek-body.js';
import type { SafeFetch } from '../../platform/outgoing/safe-fetch.js';
import type { AuthorisedFetch } from '../definitions/define.js';
import type { Reading } from '../services/credentials.js';
import type { Applied } from './apply-credential.js';

/** A credential ready to be sent, and where it may be sent to. */
export interface Grant {
  readonly applied: Applied;
  readonly origins: ReadonlySet<string>;
  /** How its service says that it is good no more. */
  readonly deadTokens?: ConnectorDefinition['deadTokens'];
  /** Asked once, when the service refuses it: another try, or `undefined` to hand the answer on. */
  renew?(refusal: Refusal): Promise<Grant | undefined>;
}

export interface Refusal {
  /** The service says so of the credential itself, and not only 401, which may be about what was asked with it. */
  readonly isCertain: boolean;
}

/** RFC 6750 §3.1: the token itself is refused, not what was asked with it. */
const namesToken = (response: Response): boolean => /error="?invalid_token/.test(response.headers.get('www-authenticate') ?? '');

const canRepeat = (body: RequestInit['body']): boolean => !(body instanceof ReadableStream);

/** `fetch` with a credential: only to the origins that its connector names, once more with a renewed one where it is refused. */
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
    const answer = await send(url, init, grant);
    const { renew, deadTokens } = grant;
    if (renew === undefined || !canRepeat(init.body)) return answer;
    const { response, body } = await peekJson(answer);
    const isCertain = namesToken(response) || isDeadToken(deadTokens, { status: response.status, body });
    if (response.status !== 401 && !isCertain) return response;
    const renewed = await reading(() => renew({ isCertain }));
    if (renewed === undefined) return response;
    await response.body?.cancel();
    return send(url, init, renewed);
  };
}
