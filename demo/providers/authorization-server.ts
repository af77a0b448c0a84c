import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Account, demoAccounts, findAccount } from './authorization/accounts.js';
import { CallbackBehaviour, type IssuerFault, type ReturnBy } from './authorization/callback-behaviour.js';
import type { AuthorizationServerEvent, RecordEvent } from './authorization/event.js';
import { createInteractions } from './authorization/interactions.js';
import { loadOidcProvider } from './authorization/load-oidc-provider.js';
import { createProvider, endpointPaths, type RegisteredClient, type ServiceOf } from './authorization/provider.js';
import { revokeWholeAccount } from './authorization/revocation.js';
import { openSigningKeys } from './authorization/signing-keys.js';
import { type TokenFault, TokenFaults } from './authorization/token-faults.js';
import { TokenStore } from './authorization/token-store.js';
import { openJournal } from './shared/journal.js';
import { listenOnLoopback, readBody, sendJson } from './shared/loopback.js';

export type Coop = 'same-origin' | 'same-origin-allow-popups' | 'none';

export interface AuthorizationServerOptions {
  /** 0 takes a free one. */
  port: number;
  /** Name in the issuer: `localhost` (default) or `127.0.0.1`. */
  host?: 'localhost' | '127.0.0.1';
  clients: readonly RegisteredClient[];
  /** Default: `demoAccounts`. */
  accounts?: readonly Account[];
  /** `Cross-Origin-Opener-Policy` of every page. Default `none`: no header. */
  coop?: Coop;
  /** Seconds. Default 3600. */
  accessTokenTtl?: number;
  /** How a person leaves after a form. Default `page`. */
  returnBy?: ReturnBy;
  /** Where tokens, sessions, keys and the log outlive a restart. Absent: nothing does. */
  dataDirectory?: string;
  /** Takes unexpected errors, one a call. Default `console.error`. */
  log?: (line: string) => void;
}

export interface AccessTokenInfo {
  accountId: string;
  email: string;
  name: string;
  clientId: string;
  /** Space-separated. */
  scope: string;
}

export interface AuthorizationServer {
  issuer: string;
  /** Same as `issuer`. */
  url: string;
  endpoints: Record<keyof typeof endpointPaths, string>;
  /** Everything that happened so far, oldest first; also `GET /admin/log`. */
  readonly log: readonly AuthorizationServerEvent[];
  /** Who a valid access token of this server speaks for. */
  verifyAccessToken(token: string): Promise<AccessTokenInfo | undefined>;
  /** Takes every application's access to an account (id or address) away, as its owner can at Google. */
  revokeAccount(account: string): Promise<void>;
  /** Ends access tokens now; refresh tokens stay good. All accounts without one named. */
  expireAccessTokens(account?: string): Promise<void>;
  setCoop(coop: Coop): void;
  setReturnBy(returnBy: ReturnBy): void;
  /** Breaks the token endpoint for the next `times` requests (default: until called without a fault). */
  failTokenEndpoint(fault?: TokenFault, times?: number): void;
  /** Spoils the `iss` of callbacks; without a fault it is right again. */
  failIssuer(fault?: IssuerFault): void;
  close(): Promise<void>;
}

/**
 * A real authorization server that behaves as Google's: OAuth 2.1 code flow with PKCE required, `access_type=offline`,
 * `prompt=consent select_account`, granular consent, refresh token rotation with reuse detection, revocation, userinfo,
 * `iss` in the callback. Log: `GET /admin/log`; switches: `POST /admin/switches` with JSON
 * `{ coop?, returnBy?, tokenFault?, times?, issuerFault?, revokeAccount?, expireAccessTokens? }` (`null` ends a fault).
 */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const { clients, accounts = demoAccounts, accessTokenTtl = 3600, dataDirectory, log = console.error } = options;
  if (dataDirectory) await mkdir(dataDirectory, { recursive: true });
  const store = new TokenStore(dataDirectory && join(dataDirectory, 'tokens.json'));
  const journal = openJournal<AuthorizationServerEvent>(dataDirectory && join(dataDirectory, 'log.jsonl'));
  const record: RecordEvent = (entry) => journal.append({ at: new Date().toISOString(), ...entry });
  const keys = await openSigningKeys(dataDirectory);
  const faults = new TokenFaults();
  const callback = new CallbackBehaviour(options.returnBy ?? 'page');
  let coop: Coop = options.coop ?? 'none';
  // The issuer contains the port, which is known once the server listens.
  let handle = async (_request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      log(`authorization server: ${error instanceof Error ? error.stack : String(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };
  const server = await listenOnLoopback(listener, { port: options.port, host: options.host ?? 'localhost' });
  const issuer = server.url;

  const provider = await createProvider({ issuer, clients, accounts, accessTokenTtl, keys, store, record, log });
  faults.attach(provider);
  const serviceOf: ServiceOf = (clientId) => clients.find((client) => client.clientId === clientId)?.service ?? 'Drive';
  callback.attach(provider, serviceOf);
  revokeWholeAccount(provider, { store, accounts, record });
  const { SessionNotFound } = (await loadOidcProvider()).errors;
  const interactions = createInteractions({
    provider,
    SessionNotFound,
    accounts,
    store,
    record,
    serviceOf,
    restrictForms: () => callback.returnBy === 'page',
  });
  const answer = provider.callback();
  const accountId = (idOrEmail: string) => {
    const account = findAccount(accounts, idOrEmail);
    if (!account) throw new RangeError(`No account "${idOrEmail}"`);
    return account.id;
  };

  const self: AuthorizationServer = {
    issuer,
    url: issuer,
    endpoints: Object.fromEntries(Object.entries(endpointPaths).map(([name, path]) => [name, issuer + path])) as Record<
      keyof typeof endpointPaths,
      string
    >,
    log: journal.entries,
    async verifyAccessToken(token) {
      const found = await provider.AccessToken.find(token);
      const account = found && findAccount(accounts, found.accountId);
      if (!account || !(await provider.Grant.find(found.grantId ?? ''))) return undefined;
      const { id, email, name } = account;
      return { accountId: id, email, name, clientId: found.clientId ?? '', scope: found.scope ?? '' };
    },
    async revokeAccount(idOrEmail) {
      const account = findAccount(accounts, idOrEmail)?.email ?? idOrEmail;
      for (const clientId of await store.revokeGrants(accountId(idOrEmail))) record({ event: 'revoke', account, clientId });
    },
    expireAccessTokens: (idOrEmail) => store.expireAccessTokens(idOrEmail && accountId(idOrEmail)),
    setCoop: (value) => {
      coop = value;
    },
    setReturnBy: (value) => {
      callback.returnBy = value;
    },
    failTokenEndpoint: (fault, times) => faults.set(fault, times),
    failIssuer: (fault) => {
      callback.issuerFault = fault;
    },
    async close() {
      await server.close();
      await store.flush();
    },
  };

  handle = async (request, response) => {
    if (coop !== 'none') response.setHeader('cross-origin-opener-policy', coop);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (request.method === 'GET' && /^(\/admin)?\/log$/.test(path)) return sendJson(response, 200, journal.entries);
    if (request.method === 'POST' && path === '/admin/switches') return flip(self, request, response);
    if (faults.answer(request, response) || (await interactions(request, response))) return;
    await answer(request, response);
  };
  return self;
}

interface Switches {
  coop?: Coop;
  returnBy?: ReturnBy;
  tokenFault?: TokenFault | null;
  times?: number;
  issuerFault?: IssuerFault | null;
  revokeAccount?: string;
  expireAccessTokens?: string;
}

/** JSON only, so that no other page can send it without a preflight that nobody answers. */
async function flip(server: AuthorizationServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers['content-type'] !== 'application/json') return sendJson(response, 415, { error: 'JSON, please' });
  const switches = JSON.parse((await readBody(request, 4096)).toString('utf8')) as Switches;
  if (switches.coop) server.setCoop(switches.coop);
  if (switches.returnBy) server.setReturnBy(switches.returnBy);
  if (switches.tokenFault !== undefined) server.failTokenEndpoint(switches.tokenFault ?? undefined, switches.times);
  if (switches.issuerFault !== undefined) server.failIssuer(switches.issuerFault ?? undefined);
  if (switches.revokeAccount) await server.revokeAccount(switches.revokeAccount);
  if (switches.expireAccessTokens) await server.expireAccessTokens(switches.expireAccessTokens);
  sendJson(response, 200, { ok: true });
}
