import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { driveReadonly } from '../../demo/providers/authorization/scopes.js';
import { type AuthorizationServer, startAuthorizationServer } from '../../demo/providers/authorization-server.js';
import type { OAuthDefinition } from '../../src/contract/connector.js';
import { returnParameter } from '../../src/contract/protocol.js';
import type { Binding, OutcomeAnswer, ViewAnswer } from '../../src/contract/sign-in-page.js';
import type { WidgetDefinition } from '../../src/contract/widget.js';
import { type Connector, defineConnector, defineFlow, defineWidget } from '../../src/server/hub/definitions/define.js';
import type { Services } from '../../src/server/hub/services/services.js';
import type { ServerOptions } from '../../src/server/options/options.js';
import type { DatabasePlace } from './databases.js';
import { hostOrigin, publicUrl, startTestServer, type TestServer } from './server.js';
import { type SignInChoices, signIn, Visitor } from './visitor.js';

export const alice = { email: 'alice@example.com', password: 'wonderland' };
export const bob = { email: 'bob@example.com', password: 'can-we-fix-it' };
export const tokenSecret = 'the-secret-of-this-client-that-no-browser-sees';

/** 256 random bits, as the browser draws them. */
export const drawId = (): string => randomBytes(32).toString('base64url');

const activation = { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth', flow: 'greet' } as const;
const deactivation = { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' } as const;

const widgets: readonly WidgetDefinition[] = [
  defineWidget({
    key: 'files',
    name: 'Files',
    history: true,
    dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
    actions: [activation, deactivation],
  }),
  defineWidget({
    key: 'two',
    name: 'Two drives',
    dependencies: [
      { key: 'from', connector: 'drive', primary: true, name: 'From' },
      { key: 'to', connector: 'drive', primary: false, name: 'To' },
    ],
    actions: [activation, deactivation],
  }),
  defineWidget({
    key: 'many',
    name: 'Many files',
    history: true,
    multiConnection: true,
    dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
    actions: [activation, deactivation],
  }),
  defineWidget({
    key: 'else',
    name: 'Else',
    history: true,
    dependencies: [{ key: 'other', connector: 'other', primary: true }],
    actions: [activation, deactivation],
  }),
  defineWidget({
    key: 'shop',
    name: 'Shop',
    dependencies: [{ key: 'shop', connector: 'shop', primary: true }],
    actions: [activation, deactivation],
  }),
];

const greet = defineFlow({
  key: 'greet',
  name: 'Greet',
  version: '1',
  async run() {
    return { userMessage: 'Hello' };
  },
});

export const driveConnector = ({ endpoints, issuer }: AuthorizationServer, over: Partial<OAuthDefinition> = {}): Connector =>
  defineConnector({
    key: 'drive',
    name: 'Drive',
    methods: [{ method: 'oauth' }],
    oauth: {
      authorizationUrl: endpoints.authorization,
      tokenUrl: endpoints.token,
      revocationUrl: endpoints.revocation,
      userInfoUrl: endpoints.userinfo,
      issuer,
      issuerRequired: true,
      clientId: 'hub',
      clientSecret: tokenSecret,
      params: { scope: `openid email profile ${driveReadonly}`, access_type: 'offline', prompt: 'consent select_account' },
      requiredScopes: [driveReadonly],
      ...over,
    },
    origins: [issuer],
  });

/** The host of its endpoints begins with a name that the person types. */
const shopConnector = defineConnector({
  key: 'shop',
  name: 'Shop',
  methods: [{ method: 'oauth', fields: [{ key: 'shop', type: 'text', label: 'Shop', required: true, maximumLength: 200 }] }],
  oauth: {
    authorizationUrl: 'https://{shop}.shops.test/authorize',
    tokenUrl: 'https://{shop}.shops.test/token',
    clientId: 'hub',
    params: { scope: 'read' },
  },
  origins: ['https://{shop}.shops.test'],
});

export interface SignInStage {
  readonly hub: TestServer;
  readonly provider: AuthorizationServer;
  readonly token: string;
  stop(): Promise<void>;
}

/** The hub and a session of it: all that a sign-in needs on our side. */
export type HubSession = Pick<SignInStage, 'hub' | 'token'>;

export interface StageOptions {
  /** Of the connector `other`, which the widget `else` depends on. */
  readonly other?: Partial<OAuthDefinition>;
  readonly connectors?: readonly Connector[];
  readonly server?: Partial<ServerOptions>;
  readonly accessTokenTtl?: number;
  /** An authorization server that goes on while the hub is restarted. */
  readonly provider?: AuthorizationServer;
}

export function startProvider(accessTokenTtl?: number): Promise<AuthorizationServer> {
  return startAuthorizationServer({
    port: 0,
    clients: [
      {
        clientId: 'hub',
        clientSecret: tokenSecret,
        name: 'Test application',
        redirectUris: ['drive', 'other'].map((connector) => `${publicUrl}/oauth/callback/${connector}`),
      },
    ],
    ...(accessTokenTtl === undefined ? {} : { accessTokenTtl }),
  });
}

/** A hub whose widgets are signed in at a real authorization server. */
export async function startSignInStage(place: DatabasePlace, options: StageOptions = {}): Promise<SignInStage> {
  const provider = options.provider ?? (await startProvider(options.accessTokenTtl));
  const drive = driveConnector(provider);
  const hub = await startTestServer(place, {
    connectors: [
      drive,
      { ...driveConnector(provider, options.other), key: 'other' },
      shopConnector,
      ...(options.connectors ?? []),
    ],
    widgets,
    flows: [greet],
    configurationFlows: [],
    allowPrivateHosts: [new URL(provider.issuer).host],
    ...options.server,
  });
  return {
    hub,
    provider,
    token: await hub.token(),
    async stop() {
      await hub.stop();
      if (options.provider === undefined) await provider.close();
    },
  };
}

export interface Registration {
  readonly widget?: string;
  /** Default `default`. */
  readonly connection?: string;
  readonly dependency?: string;
  readonly action?: string | undefined;
  readonly values?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly origin?: string | undefined;
  readonly id?: string;
  readonly proof?: string;
  readonly window?: 'popup' | 'redirect';
  readonly returnUrl?: string;
}

export interface Registered {
  readonly id: string;
  readonly proof: string;
  readonly reference: string;
}

/** Registers a sign-in as the hub in the page does. */
export async function register(stage: HubSession, registration: Registration = {}): Promise<Registered> {
  const { id = drawId(), proof = drawId() } = registration;
  const { status, body } = await tryToRegister(stage, { ...registration, id, proof });
  assert.equal(status, 201, JSON.stringify(body));
  return { id, proof, reference: body.id };
}

export function tryToRegister(
  { hub, token }: HubSession,
  registration: Registration & { readonly id: string; readonly proof: string },
) {
  const { widget = 'files', connection = 'default', dependency = 'drive', id, proof, values } = registration;
  const action = 'action' in registration ? registration.action : 'connect';
  return hub.call('POST', '/v1/authorizations', {
    token: registration.token ?? token,
    headers: { origin: 'origin' in registration ? registration.origin : hostOrigin },
    body: {
      id,
      proof,
      widget,
      connection,
      dependency,
      method: 'oauth',
      window: registration.window ?? 'popup',
      ...(registration.returnUrl === undefined ? {} : { returnUrl: registration.returnUrl }),
      ...(action ? { action } : {}),
      ...(values ? { values } : {}),
    },
  });
}

/** A browser's window on the hub's own pages: its cookies, and the headers that browsers set. */
export class PageBrowser {
  readonly #hub: TestServer;
  readonly cookies = new Map<string, string>();

  constructor({ hub }: Pick<SignInStage, 'hub'>) {
    this.#hub = hub;
  }

  async request(
    method: string,
    path: string,
    options: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const isPost = method === 'POST';
    const headers = {
      'sec-fetch-site': 'same-origin',
      ...(cookie === '' ? {} : { cookie }),
      ...(isPost ? { origin: publicUrl, 'content-type': 'application/json', 'x-integration-hub': '1' } : {}),
      ...options.headers,
    };
    const given = Object.entries(headers).filter(([, value]) => value !== '');
    const response = await this.#hub.server.fetch(
      new Request(`${publicUrl}${path}`, {
        method,
        headers: given,
        redirect: 'manual',
        ...(isPost ? { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) } : {}),
      }),
    );
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/;\s*max-age=0/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  async view(id: string, view = 'view-number-1', receipt?: string): Promise<ViewAnswer> {
    const response = await this.request('POST', `/oauth/start/${id}/view`, {
      body: { view, ...(receipt === undefined ? {} : { receipt }) },
    });
    assert.equal(response.status, 200);
    return (await response.json()) as ViewAnswer;
  }

  bind({ id, proof }: Pick<Registered, 'id' | 'proof'>): Promise<Response> {
    return this.request('POST', `/oauth/bind/${id}`, { body: { proof } });
  }

  /** The person presses Continue. */
  confirm({ id }: Pick<Registered, 'id'>): Promise<Response> {
    return this.request('POST', `/oauth/continue/${id}`, { body: {} });
  }

  left(id: string, view = 'view-number-1'): Promise<Response> {
    return this.request('POST', `/oauth/left/${id}`, { body: { view }, headers: { 'x-integration-hub': '' } });
  }

  /** Where the provider's page is. */
  async leave({ id }: Pick<Registered, 'id'>): Promise<URL> {
    const response = await this.request('GET', `/oauth/continue/${id}`);
    assert.equal(response.status, 303, await response.text());
    return new URL(response.headers.get('location') ?? '');
  }

  /** Comes back from the provider. */
  callback(url: URL): Promise<Response> {
    return this.request('GET', `${url.pathname}${url.search}`, { headers: { 'sec-fetch-site': 'cross-site' } });
  }

  async outcome(reference: string): Promise<OutcomeAnswer & { readonly status: 'over' }> {
    const answer = (await (await this.request('POST', `/oauth/outcome/${reference}`, { body: {} })).json()) as OutcomeAnswer;
    assert.equal(answer.status, 'over');
    return answer as OutcomeAnswer & { readonly status: 'over' };
  }
}

export async function receiptOf(binding: Promise<Response>): Promise<string> {
  const answer = await binding;
  assert.equal(answer.status, 200);
  return ((await answer.json()) as Binding).receipt;
}

/** Up to the provider's page: registered, seen, bound. */
export async function bindWindow(
  stage: HubSession,
  registration: Registration = {},
): Promise<Registered & { readonly browser: PageBrowser; readonly address: URL }> {
  const registered = await register(stage, registration);
  const browser = new PageBrowser(stage);
  assert.equal((await browser.view(registered.id)).next, 'hello');
  const receipt = await receiptOf(browser.bind(registered));
  assert.equal((await browser.view(registered.id, 'view-number-1', receipt)).next, 'continue');
  return { ...registered, browser, address: await browser.leave(registered) };
}

export const returnUrl = `${hostOrigin}/integrations`;

/** Without an opener: registered, seen, and bound by Continue, up to the provider's page. */
export async function confirmWindow(
  stage: SignInStage,
  registration: Registration = {},
): Promise<Registered & { readonly browser: PageBrowser; readonly address: URL }> {
  const registered = await register(stage, { returnUrl, ...registration });
  const browser = new PageBrowser(stage);
  assert.equal((await browser.view(registered.id)).next, 'hello');
  const receipt = await receiptOf(browser.confirm(registered));
  assert.equal((await browser.view(registered.id, 'view-number-1', receipt)).next, 'continue');
  return { ...registered, browser, address: await browser.leave(registered) };
}

/** Without an opener, back from the provider: what stands in the address of the page that it returned to. */
export async function comeBack(stage: SignInStage, registration: Registration = {}, choices: Partial<SignInChoices> = {}) {
  const bound = await confirmWindow(stage, registration);
  const callbackUrl = await signIn(bound.address, { ...alice, visitor: new Visitor(), ...choices });
  const answer = await bound.browser.callback(callbackUrl);
  assert.equal(answer.status, 303);
  const location = new URL(answer.headers.get('location') ?? '');
  const [reference, handle = ''] = (location.searchParams.get(returnParameter) ?? '').split('.');
  assert.equal(location.origin + location.pathname, registration.returnUrl ?? returnUrl);
  assert.equal(reference, bound.reference);
  return { ...bound, callbackUrl, location, handle };
}

/** The hub on the page posts what it found in its address, with its own session. */
export function finishReturn(
  { hub, token }: SignInStage,
  reference: string,
  handle: string,
  visit: { readonly token?: string; readonly origin?: string } = {},
) {
  return hub.call('POST', `/v1/authorizations/${reference}/return`, {
    token: visit.token ?? token,
    headers: { origin: visit.origin ?? hostOrigin },
    body: { handle },
  });
}

/** Back from the provider, with a code: the callback is still to be delivered. */
export async function consent(stage: SignInStage, registration: Registration = {}, choices: Partial<SignInChoices> = {}) {
  const bound = await bindWindow(stage, registration);
  const callbackUrl = await signIn(bound.address, { ...alice, visitor: new Visitor(), ...choices });
  assert.equal(callbackUrl.origin, publicUrl);
  return { ...bound, callbackUrl };
}

/** The whole way. */
export async function signInFully(stage: SignInStage, registration: Registration = {}, choices: Partial<SignInChoices> = {}) {
  const back = await consent(stage, registration, choices);
  const response = await back.browser.callback(back.callbackUrl);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), `${publicUrl}/oauth/done/${back.reference}`);
  const outcome = await back.browser.outcome(back.reference);
  return { ...back, outcome };
}

/** What the tenant's hub reads of it. */
export async function readAuthorization({ hub, token }: HubSession, id: string) {
  const { status, body } = await hub.call('GET', `/v1/authorizations/${id}`, { token });
  assert.equal(status, 200, JSON.stringify(body));
  return body as {
    readonly id: string;
    readonly status: string;
    readonly error?: { readonly code: string; readonly said?: string };
    readonly question?: { readonly was: string; readonly now: string };
  };
}

export async function readConnection({ hub, token }: HubSession, widget = 'files', connection = 'default') {
  return (await hub.call('GET', `/v1/widgets/${widget}/connections/${connection}`, { token })).body;
}

/** Erases what a connection has, and waits until it is revoked. */
export async function eraseCredentials({ database, credentials }: Services, connection: string): Promise<void> {
  const revoke = await database.transaction((transaction) => credentials.take(transaction, connection));
  await revoke();
}
