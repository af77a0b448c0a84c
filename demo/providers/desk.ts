import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { ticketsRead } from './authorization/scopes.js';
import type { AccessTokenInfo } from './authorization-server.js';
import { type Access, type AccessKind, AccessList, accessKinds, DeskRefusal } from './desk/access.js';
import { helpPage } from './desk/help-page.js';
import { plantTickets, queues, type Ticket } from './desk/tickets.js';
import { bearerToken, listenOnLoopback, readBody, sendJson } from './shared/loopback.js';

export interface DeskOptions {
  /** 0 takes a free one. */
  port: number;
  /** Name in the URL. Default `127.0.0.1`. */
  host?: 'localhost' | '127.0.0.1';
  /** Asks the authorization server whom a token speaks for. */
  verifyAccessToken: (token: string) => Promise<AccessTokenInfo | undefined>;
  /** Where keys and tokens outlive a restart. Absent: they do not. */
  dataDirectory?: string;
  /** Takes unexpected errors, one a call. Default `console.error`. */
  log?: (line: string) => void;
}

/** One request that reached the API. */
export interface DeskEvent {
  /** ISO 8601. */
  at: string;
  request: 'me' | 'queues' | 'tickets' | 'other';
  status: number;
  by?: AccessKind | 'oauth';
  /** The account's email address. */
  account?: string;
  /** Code of a refusal. */
  refused?: string;
}

export interface Desk {
  /** Origin; the API is below `/api/v1`. */
  url: string;
  /** Every request so far, oldest first; also `GET /admin/log`. */
  readonly log: readonly DeskEvent[];
  /** Keys, tokens and passwords that are good now. */
  readonly access: readonly Access[];
  revoke(account: string, kind: AccessKind): Promise<void>;
  /** New ones in the place of an account's old ones. */
  reissue(account: string, kind: AccessKind): Promise<readonly Access[]>;
  /** What an account's tickets are: what a test compares with. */
  tickets(account: string): readonly Ticket[];
  close(): Promise<void>;
}

const pageSize = 20;
const realm = 'realm="Orchard Desk"';

/** The parameters of our own scheme: `Desk workspace="willow", region="eu", token="…"`. */
function deskParameters(header: string): Readonly<Record<string, string>> | undefined {
  if (!/^Desk\s/i.test(header)) return undefined;
  return Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
}

function basicPair(header: string): readonly [string, string] | undefined {
  const [, encoded] = /^Basic +(\S+)$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return [pair.slice(0, Math.max(colon, 0)), pair.slice(colon + 1)];
}

/**
 * A help desk that is signed in to in five ways: tokens of the authorization server, API keys (`X-Api-Key`), personal access tokens
 * (`Authorization: Bearer`), user name and password, and a workspace's token (a scheme of its own). `GET /api/v1/me`, `/queues`,
 * `/tickets`. Log: `GET /admin/log`; switches: `POST /admin/switches` with JSON `{ revoke?, reissue? }`, each `{ account, kind }`;
 * `/help` lists what is good now.
 */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const { verifyAccessToken, dataDirectory, log = console.error } = options;
  const list = await AccessList.open(dataDirectory && join(dataDirectory, 'access.json'));
  const events: DeskEvent[] = [];

  async function byToken(token: string): Promise<{ account: string; by: DeskEvent['by'] }> {
    if (token.startsWith('odp_')) return { account: list.token(token).account, by: 'bearer_token' };
    const info = await verifyAccessToken(token);
    if (info === undefined) throw new DeskRefusal('unknown', 'There is no such token');
    if (!info.scope.split(' ').includes(ticketsRead))
      throw new DeskRefusal('insufficient_scope', 'This token may not read tickets');
    return { account: info.email, by: 'oauth' };
  }

  /** @throws {DeskRefusal} */
  async function signedIn(request: IncomingMessage): Promise<{ account: string; by: DeskEvent['by'] }> {
    const key = request.headers['x-api-key'];
    if (typeof key === 'string') return { account: list.key(key).account, by: 'api_key' };
    const header = request.headers.authorization ?? '';
    const parameters = deskParameters(header);
    if (parameters !== undefined) {
      const { workspace = '', region = '', token = '' } = parameters;
      return { account: list.workspace(workspace, region, token).account, by: 'custom_input' };
    }
    const pair = basicPair(header);
    if (pair !== undefined) return { account: list.user(...pair).account, by: 'basic_auth' };
    const token = bearerToken(request);
    if (token === undefined) throw new DeskRefusal('unauthenticated', 'Sign in first');
    return byToken(token);
  }

  async function answer(url: URL, request: IncomingMessage, response: ServerResponse, event: DeskEvent): Promise<void> {
    const resource = /^\/api\/v1\/(me|queues|tickets)$/.exec(url.pathname)?.[1] as 'me' | 'queues' | 'tickets' | undefined;
    if (request.method !== 'GET' || resource === undefined) return sendJson(response, 404, { error: { code: 'not_found' } });
    event.request = resource;
    const { account, by } = await signedIn(request);
    Object.assign(event, { account, by });
    if (resource === 'me') return sendJson(response, 200, { account });
    if (resource === 'queues') return sendJson(response, 200, { queues });
    sendJson(response, 200, ticketPage(plantTickets(account), url.searchParams));
  }

  function refuse(error: DeskRefusal, response: ServerResponse, event: DeskEvent): void {
    event.refused = error.code;
    const isScope = error.code === 'insufficient_scope';
    const { code, message, parameter } = error;
    sendJson(
      response,
      isScope ? 403 : 401,
      { error: { code, message, ...(parameter === undefined ? {} : { parameter }) } },
      { 'www-authenticate': `Bearer ${realm}, error="${isScope ? code : 'invalid_token'}"` },
    );
  }

  const self = {
    log: events,
    get access() {
      return list.valid;
    },
    revoke: (account: string, kind: AccessKind) => list.revoke(account, kind),
    reissue: (account: string, kind: AccessKind) => list.reissue(account, kind),
    tickets: plantTickets,
  };

  async function handle(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && /^(\/admin)?\/log$/.test(url.pathname)) return sendJson(response, 200, events);
    if (request.method === 'POST' && url.pathname === '/admin/switches') return flip(self, request, response);
    if (request.method === 'GET' && url.pathname === '/help') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(helpPage(list.valid));
      return;
    }
    const event: DeskEvent = { at: new Date().toISOString(), request: 'other', status: 0 };
    events.push(event);
    try {
      await answer(url, request, response, event);
    } catch (error) {
      if (!(error instanceof DeskRefusal)) throw error;
      refuse(error, response, event);
    } finally {
      event.status = response.statusCode;
    }
  }

  const server = await listenOnLoopback(
    (request, response) => {
      const url = URL.canParse(request.url ?? '', 'http://desk.invalid') && new URL(request.url ?? '', 'http://desk.invalid');
      if (!url) return sendJson(response, 404, { error: { code: 'not_found' } });
      handle(url, request, response).catch((error: unknown) => {
        log(`desk: ${error instanceof Error ? error.stack : String(error)}`);
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { error: { code: 'internal' } });
      });
    },
    { port: options.port, host: options.host },
  );
  return Object.assign(self, server);
}

/** `queue` filters; `cursor` is what the page before named as `next`. */
function ticketPage(tickets: readonly Ticket[], parameters: URLSearchParams) {
  const queue = parameters.get('queue');
  const found = tickets.filter((ticket) => queue === null || ticket.queue === queue);
  const start = Number(parameters.get('cursor') ?? 0);
  const end = start + pageSize;
  return { total: found.length, tickets: found.slice(start, end), ...(end < found.length ? { next: String(end) } : {}) };
}

interface Switches {
  revoke?: { account: string; kind: AccessKind };
  reissue?: { account: string; kind: AccessKind };
}

/** JSON only, so that no other page can send it without a preflight that nobody answers. */
async function flip(desk: Pick<Desk, 'revoke' | 'reissue'>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers['content-type'] !== 'application/json') return sendJson(response, 415, { error: 'JSON, please' });
  const { revoke, reissue } = JSON.parse((await readBody(request, 4096)).toString('utf8')) as Switches;
  for (const wanted of [revoke, reissue])
    if (wanted && !accessKinds.includes(wanted.kind))
      return sendJson(response, 422, { error: `kind: ${accessKinds.join(', ')}` });
  if (revoke) await desk.revoke(revoke.account, revoke.kind);
  const issued = reissue ? await desk.reissue(reissue.account, reissue.kind) : [];
  sendJson(response, 200, { ok: true, issued });
}
