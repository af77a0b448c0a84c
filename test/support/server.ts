import assert from 'node:assert/strict';
import type { AdminRole } from '../../src/contract/session.js';
import type { Services } from '../../src/server/hub/services/services.js';
import { HubServer, type ServerParts } from '../../src/server/hub-server.js';
import type { ServerOptions } from '../../src/server/options/options.js';
import type { Log } from '../../src/server/platform/log.js';
import { type SessionTokenOptions, signAdmin, signSession } from '../../src/server/platform/tokens/sign-token.js';
import type { Server } from '../../src/server/server.js';
import type { DatabasePlace } from './databases.js';
import { DocumentCheck, type OpenApi } from './openapi.js';
import { testCatalogue } from './test-catalogue.js';

export const publicUrl = 'http://127.0.0.1:8787';
export const hostOrigin = 'http://localhost:5173';

export const sessionKey = { kid: 'host', algorithm: 'HS256', secret: 'a session secret of the test, long enough' } as const;
export const adminKey = { kid: 'operator', algorithm: 'HS256', secret: 'an admin secret of the test, long enough too' } as const;

export interface Call {
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly address?: string;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what it is, the document has been asked
  readonly body: any;
}

export interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TestServer {
  readonly server: Server;
  readonly services: Services;
  readonly check: DocumentCheck;
  readonly document: OpenApi;
  readonly log: readonly LogLine[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** A session token; of tenant `acme` unless told otherwise. */
  token(claims?: Partial<SessionTokenOptions>): Promise<string>;
  adminToken(role?: AdminRole): Promise<string>;
  /** Sends a request and holds the answer against the OpenAPI document. A stream is not read. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  stop(): Promise<void>;
}

export function memoryLog(): { readonly log: Log; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: keyof Log) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, message, fields });
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

export const vaultKeys = `test:${Buffer.alloc(32, 7).toString('base64')}`;

/** Options of a server with the small catalogue of the tests, on a database of `eachDatabase`. */
export function testOptions(place: DatabasePlace, overrides: Partial<ServerOptions> = {}): ServerOptions {
  return {
    publicUrl,
    allowedOrigins: [hostOrigin],
    ...('url' in place ? { databaseUrl: place.url } : { dataDirectory: place.dataDirectory }),
    vaultKeys,
    sessionKeys: [sessionKey],
    adminKeys: [adminKey],
    deployOnStart: ['LIVE'],
    rateLimit: 1_000_000,
    ...testCatalogue,
    ...overrides,
  };
}

/** Starts a real server. */
export async function startTestServer(
  place: DatabasePlace,
  overrides: Partial<ServerOptions> = {},
  parts: ServerParts = {},
): Promise<TestServer> {
  const { log, lines } = memoryLog();
  const server = new HubServer(testOptions(place, { log, ...overrides }), parts);
  await server.start();
  const { routes, services } = server;
  const document = (await (await server.fetch(new Request(`${publicUrl}/openapi.json`))).json()) as OpenApi;
  const check = new DocumentCheck(document);
  return {
    server,
    services,
    check,
    document,
    routes,
    log: lines,
    token: (claims = {}) => signSession({ key: sessionKey, publicUrl, tenant: 'acme', sub: 'u1', name: 'Alice', ...claims }),
    adminToken: (role = 'deployer') => signAdmin({ key: adminKey, publicUrl, role, sub: 'root' }),
    async call(method, path, call = {}) {
      const response = await server.fetch(
        toRequest(method, path, call),
        call.address === undefined ? {} : { address: call.address },
      );
      return read(check, method, path, response);
    },
    stop: () => server.stop(),
  };
}

export function toRequest(method: string, path: string, { token, body, rawBody, headers = {}, signal }: Call): Request {
  const all: Record<string, string | undefined> = {
    'x-integration-hub': 'test',
    authorization: token === undefined ? undefined : `Bearer ${token}`,
    'content-type': body === undefined && rawBody === undefined ? undefined : 'application/json',
    ...headers,
  };
  const set = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Request(`${publicUrl}${path}`, {
    method,
    headers: set,
    ...(rawBody === undefined ? (body === undefined ? {} : { body: JSON.stringify(body) }) : { body: rawBody }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function read(check: DocumentCheck, method: string, path: string, response: Response): Promise<Answer> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (type === 'text/event-stream') {
    await response.body?.cancel();
    check.check(method, path, { status: response.status, type, body: '' });
    return { status: response.status, headers: response.headers, body: undefined };
  }
  const text = await response.text();
  const body: unknown = type.endsWith('json') && text !== '' ? JSON.parse(text) : text === '' ? undefined : text;
  if (method !== 'OPTIONS') check.check(method, new URL(path, publicUrl).pathname, { status: response.status, type, body });
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  return { status: response.status, headers: response.headers, body };
}
