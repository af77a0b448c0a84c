import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AuthorizationServer, type Coop, startAuthorizationServer } from '../../demo/providers/authorization-server.js';
import { createServer as createHub } from '../../src/server/create-server.js';
import { defineWidget } from '../../src/server/hub/definitions/define.js';
import { type Listener, listen } from '../../src/server/listen.js';
import { signSession } from '../../src/server/platform/tokens/sign-token.js';
import type { Server } from '../../src/server/server.js';
import type { DatabasePlace } from '../support/databases.js';
import { type EndpointGate, startGate } from '../support/endpoint-gate.js';
import { memoryLog, sessionKey, testOptions } from '../support/server.js';
import { driveConnector, tokenSecret } from '../support/sign-in-stage.js';

const logo =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'%3E%3Crect width='40' height='40' fill='%23f3d9cf'/%3E%3Ccircle cx='16' cy='22' r='7' fill='%23b23a2f'/%3E%3Ccircle cx='24' cy='22' r='7' fill='%23d8694f'/%3E%3C/svg%3E";

/** What the hub does in a page, in a few lines: opens the window in the click, registers beside it, answers the hello. */
const hostPage = `<!doctype html><meta charset="utf-8"><title>Host</title><button>Connect</button><output></output><script>
const settings = JSON.parse(new URLSearchParams(location.search).get('settings'));
const draw = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
let handle, id, proof;
addEventListener('message', ({ origin, source, data }) => {
  if (settings.blind || origin !== settings.backend || source !== handle || data?.id !== id) return;
  source.postMessage({ type: 'integration-hub/proof', id, proof }, settings.backend);
});
document.querySelector('button').onclick = async () => {
  id = settings.id ?? draw();
  proof = settings.proof ?? draw();
  handle = open(settings.backend + '/oauth/start/' + id, '_blank', 'popup,width=480,height=640');
  if (settings.blind) setInterval(() => handle.postMessage({ type: 'integration-hub/proof', id, proof }, '*'), 50);
  if (settings.registered) return;
  if (settings.held) await new Promise((resolve) => { window.register = resolve; });
  const answer = await fetch(settings.backend + '/v1/authorizations', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-integration-hub': '1', authorization: 'Bearer ' + settings.token },
    body: JSON.stringify({ id, proof, widget: 'files', connection: 'default', dependency: 'drive', method: 'oauth', action: 'connect', window: 'popup', locale: settings.locale ?? 'en', ...(settings.returns ? { returnUrl: location.origin + '/' } : {}) }),
  });
  document.querySelector('output').textContent = JSON.stringify({ id, proof, status: answer.status });
};
</script>`;

export interface HostSettings {
  readonly id?: string;
  readonly proof?: string;
  /** Posts the proof without having been asked, to whoever listens. */
  readonly blind?: boolean;
  readonly registered?: boolean;
  /** The registration is not sent before the page's `register` is called. */
  readonly held?: boolean;
  readonly locale?: string;
  /** Registers an address to which a sign-in without an opener may return. */
  readonly returns?: boolean;
}

/** A page, a backend and a provider on addresses of their own, all reached by a real browser. */
export interface SignInHost {
  readonly backend: string;
  readonly provider: AuthorizationServer;
  /** Stands open before its token endpoint. */
  readonly tokens: EndpointGate;
  readonly server: Server;
  readonly token: string;
  /** Cross-Origin-Opener-Policy of the host's page. */
  coop: Coop;
  address(settings?: HostSettings): string;
  /** The same page at an origin that the operator does not list. */
  evilAddress(settings: HostSettings): string;
  read(id: string): Promise<{ readonly status: string; readonly error?: { readonly code: string } }>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function startSignInHost(
  place: DatabasePlace,
  options: { readonly applicationName?: string } = {},
): Promise<SignInHost> {
  const backendPort = await freePort();
  const backend = `http://127.0.0.1:${backendPort}`;
  const provider = await startAuthorizationServer({
    port: 0,
    clients: [{ clientId: 'hub', clientSecret: tokenSecret, name: 'Cadence', redirectUris: [`${backend}/oauth/callback/drive`] }],
  });
  const tokens = await startGate(provider.endpoints.token);
  tokens.open();
  const pages = createServer((_request, response) => {
    if (self.coop !== 'none') response.setHeader('cross-origin-opener-policy', self.coop);
    response.writeHead(200, { 'content-type': 'text/html' }).end(hostPage);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const { port } = pages.address() as AddressInfo;
  const drive = {
    ...driveConnector(provider, { tokenUrl: tokens.url }),
    name: 'Orchard Shop',
    images: [{ url: logo, theme: 'default' as const }],
  };
  const server = createHub({
    ...testOptions(place, { log: memoryLog().log }),
    applicationName: options.applicationName ?? 'Cadence',
    publicUrl: backend,
    allowedOrigins: [`http://localhost:${port}`],
    connectors: [drive],
    flows: [],
    configurationFlows: [],
    allowPrivateHosts: [provider.issuer, tokens.url].map((url) => new URL(url).host),
    widgets: [
      defineWidget({
        key: 'files',
        name: 'Files',
        dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
        actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
      }),
    ],
  });
  await server.start();
  const listener: Listener = await listen(server, { port: backendPort });
  const token = await signSession({ key: sessionKey, publicUrl: backend, tenant: 'acme', name: 'Maya Lind' });
  const at = (host: string, settings: HostSettings): string =>
    `http://${host}:${port}/?settings=${encodeURIComponent(JSON.stringify({ backend, token, ...settings }))}`;
  const self: SignInHost = {
    backend,
    provider,
    tokens,
    server,
    token,
    coop: 'none',
    address: (settings = {}) => at('localhost', settings),
    evilAddress: (settings) => at('127.0.0.1', settings),
    async read(id) {
      const answer = await fetch(`${backend}/v1/authorizations/${id}`, {
        headers: { authorization: `Bearer ${token}`, 'x-integration-hub': '1' },
      });
      return (await answer.json()) as { status: string };
    },
    async close() {
      await Promise.all([listener.close(), server.stop()]);
      pages.close();
      pages.closeAllConnections();
      await Promise.all([provider.close(), tokens.close()]);
    },
  };
  return self;
}
