import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a token endpoint gave away. */
export interface Issued {
  readonly access: string;
  readonly refresh: string;
  readonly scope: string;
}

export interface TokenAnswer {
  readonly status?: number;
  readonly type?: string;
  /** An object is sent as JSON. */
  readonly body: object | string;
}

/** How one provider differs from the RFCs. It refuses whatever is not as it wants it. */
export interface Quirk {
  readonly answer: (issued: Issued) => TokenAnswer;
  /** Default `hub` and `secret`. */
  readonly client?: { readonly id: string; readonly secret: string };
  /** Default `post`. `basic` decodes id and secret, `basic_raw` does not. */
  readonly authentication?: 'post' | 'basic' | 'basic_raw' | 'none';
  /** Default `client_id`. */
  readonly clientName?: string;
  /** Default `form`: every other body is refused. */
  readonly body?: 'form' | 'json';
  /** Parameters without which the token endpoint refuses. */
  readonly extra?: Readonly<Record<string, string>>;
  /** False: PKCE's parameters are refused as unknown ones, at both endpoints. */
  readonly pkce?: false;
  /** As the authorization request must name them. */
  readonly scope?: string;
  /** Each refresh token is good once; a second use ends the whole grant. */
  readonly rotates?: true;
  /** What is answered instead of new tokens, as long as it answers something. */
  readonly refuseRefresh?: () => (TokenAnswer & Headed) | undefined;
  /** What its API answers to a token instead of what it knows, as long as it answers something. */
  readonly answerMe?: (isGood: boolean) => TokenAnswer | undefined;
}

interface Headed {
  readonly headers?: Readonly<Record<string, string>>;
}

export interface QuirkyProvider {
  readonly url: string;
  /** Requests by quirk, oldest first: `name refresh_token` and other grant types, `name me`, `name reuse` for a refresh token used twice. */
  readonly log: readonly string[];
  /** Every access token that was good last. */
  current(name: string): string | undefined;
  /** Takes the access away, as its owner can: neither token is good any more. */
  withdraw(name: string): void;
  /** Every answer is this status, until it is undefined. */
  outage(status: number | undefined): void;
  close(): Promise<void>;
}

interface Grant {
  readonly challenge: string | undefined;
  readonly redirectUri: string;
}

class RefusalError extends Error {}

function require(condition: boolean, what: string): asserts condition {
  if (!condition) throw new RefusalError(what);
}

/** One provider a name: `/{name}/authorize`, `/{name}/token`, and an API that takes its tokens at `/{name}/me`. */
class Provider {
  readonly #codes = new Map<string, Grant>();
  readonly #used = new Set<string>();
  #issued: Issued | undefined;
  readonly #quirk: Quirk;
  readonly #record: (event: string) => void;

  constructor(quirk: Quirk, record: (event: string) => void) {
    this.#quirk = quirk;
    this.#record = record;
  }

  get current(): string | undefined {
    return this.#issued?.access;
  }

  withdraw(): void {
    this.#issued = undefined;
  }

  authorize(query: URLSearchParams): URL {
    const { client = { id: 'hub' }, clientName = 'client_id', pkce, scope } = this.#quirk;
    require(query.get(clientName) === client.id && (clientName === 'client_id' || !query.has('client_id')), 'client');
    require(query.get('response_type') === 'code', 'response_type');
    require(scope === undefined || query.get('scope') === scope, 'scope');
    const challenge = query.get('code_challenge') ?? undefined;
    if (pkce === false) require(challenge === undefined && !query.has('code_challenge_method'), 'unknown parameter');
    else require(challenge !== undefined && query.get('code_challenge_method') === 'S256', 'code_challenge');
    const back = new URL(query.get('redirect_uri') ?? '');
    const code = randomBytes(16).toString('base64url');
    this.#codes.set(code, { challenge, redirectUri: back.href });
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    return back;
  }

  me(authorization: string | undefined): TokenAnswer | undefined {
    return this.#quirk.answerMe?.(this.isGood(authorization));
  }

  token(headers: IncomingMessage['headers'], body: string): TokenAnswer & Headed {
    const params = this.#read(headers, body);
    this.#authenticate(headers, params);
    for (const [name, value] of Object.entries(this.#quirk.extra ?? {})) require(params.get(name) === value, name);
    const grantType = params.get('grant_type') ?? '';
    this.#record(grantType);
    const refusal = grantType === 'refresh_token' ? this.#quirk.refuseRefresh?.() : undefined;
    if (refusal !== undefined) return refusal;
    if (grantType === 'authorization_code') this.#redeem(params);
    else this.#renew(params);
    const draw = (kind: string): string => `${kind}-${randomBytes(12).toString('base64url')}`;
    this.#issued = {
      access: draw('access'),
      refresh: this.#quirk.rotates || this.#issued === undefined ? draw('refresh') : this.#issued.refresh,
      scope: 'read write',
    };
    return this.#quirk.answer(this.#issued);
  }

  isGood(authorization: string | undefined): boolean {
    return this.#issued !== undefined && authorization === `Bearer ${this.#issued.access}`;
  }

  #read(headers: IncomingMessage['headers'], body: string): URLSearchParams {
    const wanted = this.#quirk.body === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
    require((headers['content-type'] ?? '').startsWith(wanted), 'content type');
    return new URLSearchParams(this.#quirk.body === 'json' ? (JSON.parse(body) as Record<string, string>) : body);
  }

  #authenticate(headers: IncomingMessage['headers'], params: URLSearchParams): void {
    const { authentication = 'post', client = { id: 'hub', secret: 'secret' }, clientName = 'client_id' } = this.#quirk;
    if (authentication === 'post' || authentication === 'none') {
      require(headers.authorization === undefined, 'authorization header');
      require(params.get(clientName) === client.id, clientName);
      require(params.get('client_secret') === (authentication === 'none' ? null : client.secret), 'client_secret');
      return;
    }
    require(!params.has('client_secret'), 'secret in the body');
    const [, encoded = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
    const pair = Buffer.from(encoded, 'base64').toString('utf8');
    const decode = (part: string): string => decodeURIComponent(part.replaceAll('+', ' '));
    const colon = pair.indexOf(':');
    const given = authentication === 'basic' ? [decode(pair.slice(0, colon)), decode(pair.slice(colon + 1))] : [pair];
    const right = authentication === 'basic' ? [client.id, client.secret] : [`${client.id}:${client.secret}`];
    require(JSON.stringify(given) === JSON.stringify(right), 'client authentication');
  }

  #redeem(params: URLSearchParams): void {
    const code = params.get('code') ?? '';
    const grant = this.#codes.get(code);
    require(grant !== undefined && this.#codes.delete(code), 'code');
    require(params.get('redirect_uri') === grant.redirectUri, 'redirect_uri');
    const verifier = params.get('code_verifier');
    if (this.#quirk.pkce === false) require(verifier === null, 'unknown parameter');
    else
      require(createHash('sha256')
        .update(verifier ?? '')
        .digest('base64url') === grant.challenge, 'code_verifier');
  }

  #renew(params: URLSearchParams): void {
    require(params.get('grant_type') === 'refresh_token', 'grant_type');
    const given = params.get('refresh_token') ?? '';
    if (this.#used.has(given)) {
      this.#issued = undefined;
      this.#record('reuse');
    }
    require(given === this.#issued?.refresh, 'invalid_grant');
    if (this.#quirk.rotates) this.#used.add(given);
  }
}

function send(response: ServerResponse, { status = 200, type = 'application/json', body, headers }: TokenAnswer & Headed): void {
  response.writeHead(status, { 'content-type': type, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
}

function refusal(error: unknown): object {
  const message = error instanceof Error ? error.message : String(error);
  return message === 'invalid_grant'
    ? { error: message, error_description: 'The grant is over' }
    : { error: 'invalid_request', error_description: `Refused: ${message}` };
}

/** Providers as they are met in the wild, on one local server. */
export async function startQuirkyProvider(quirks: Readonly<Record<string, Quirk>>): Promise<QuirkyProvider> {
  const log: string[] = [];
  const providers = new Map(
    Object.entries(quirks).map(([name, quirk]) => [name, new Provider(quirk, (event) => log.push(`${name} ${event}`))]),
  );

  let outage: number | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const [, name = '', place] = url.pathname.split('/');
    const provider = providers.get(name);
    require(provider !== undefined, 'no such provider');
    if (place === 'me') log.push(`${name} me`);
    if (outage !== undefined) {
      response.writeHead(outage).end('Out of order');
      return;
    }
    const own = place === 'me' ? provider.me(request.headers.authorization) : undefined;
    if (own !== undefined) {
      send(response, own);
    } else if (place === 'authorize') {
      response.writeHead(302, { location: provider.authorize(url.searchParams).href }).end();
    } else if (place === 'token') {
      send(response, provider.token(request.headers, await text(request)));
    } else if (place === 'me' && provider.isGood(request.headers.authorization)) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ from: name }));
    } else response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.push(`refused: ${error instanceof Error ? error.message : String(error)}`);
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(refusal(error)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    current: (name) => providers.get(name)?.current,
    withdraw: (name) => providers.get(name)?.withdraw(),
    outage(status) {
      outage = status;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
