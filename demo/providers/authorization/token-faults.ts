import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { sendJson } from '../shared/loopback.js';
import { endpointPaths } from './provider.js';

/**
 * Ways in which a token endpoint goes wrong. The first group answers without looking at the request (the code stays
 * unused), the last two do the exchange and garble the answer.
 */
export type TokenFault =
  | 'status_500'
  | 'status_503'
  | 'time_out'
  | 'reset'
  | 'redirect'
  | 'html'
  | 'endless_body'
  | 'error_with_200'
  | 'invalid_grant'
  | 'no_token_type'
  | 'nested';

export class TokenFaults {
  #fault: TokenFault | undefined;
  #left = 0;

  /** Applies to the next `times` requests; without a fault the endpoint works again. */
  set(fault: TokenFault | undefined, times = Number.POSITIVE_INFINITY): void {
    this.#fault = fault;
    this.#left = times;
  }

  #garbles(): boolean {
    return this.#fault === 'no_token_type' || this.#fault === 'nested';
  }

  #take(): TokenFault | undefined {
    if (this.#left < 1) return undefined;
    this.#left -= 1;
    return this.#fault;
  }

  /** Answers in the provider's stead. False: let the provider do it. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const isTokenRequest = request.method === 'POST' && request.url?.split('?')[0] === endpointPaths.token;
    if (!isTokenRequest || this.#garbles()) return false;
    const fault = this.#take();
    if (!fault) return false;
    request.resume();
    respond(fault, request, response);
    return true;
  }

  /** Garbles answers of the provider. */
  attach(provider: Provider): void {
    provider.use(async (context, next) => {
      await next();
      if (context.path !== endpointPaths.token || context.status !== 200 || !this.#garbles()) return;
      const fault = this.#take();
      const { token_type, ...rest } = context.body as Record<string, unknown>;
      if (fault === 'no_token_type') context.body = rest;
      if (fault === 'nested') context.body = { ok: true, data: { ...rest, token_type } };
    });
  }
}

function respond(fault: TokenFault, request: IncomingMessage, response: ServerResponse): void {
  switch (fault) {
    case 'status_503':
      return sendJson(response, 503, { error: 'temporarily_unavailable' }, { 'retry-after': '1' });
    case 'time_out':
      return;
    case 'reset':
      request.socket.destroy();
      return;
    case 'redirect':
      response.writeHead(302, { location: '/interaction/elsewhere' }).end();
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Maintenance</title><h1>Back soon</h1>');
      return;
    case 'endless_body':
      response.writeHead(200, { 'content-type': 'application/json' });
      void writeUntilClosed(response);
      return;
    case 'error_with_200':
      return sendJson(response, 200, { ok: false, error: 'invalid_client' });
    case 'invalid_grant':
      return sendJson(response, 400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' });
    default:
      return sendJson(response, 500, { error: 'internal_failure' });
  }
}

async function writeUntilClosed(response: ServerResponse): Promise<void> {
  const closed = once(response, 'close');
  const chunk = ' '.repeat(16 * 1024);
  while (!response.closed && !response.destroyed) {
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed]);
    else await new Promise(setImmediate);
  }
}
