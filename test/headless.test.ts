import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import { version } from '../src/browser/version.js';
import { createIntegrationHub, IntegrationError } from '../src/headless.js';
import { aConnection, aHub, aRun, aWidget, inState } from './support/factories.js';
import { aToken } from './support/tokens.js';
import { until } from './support/until.js';

/** A real server that speaks as much of the protocol as one page needs. */
function serve() {
  const requests: string[] = [];
  let hub = aHub();
  let stream: ServerResponse | undefined;
  const answers: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    'GET /base/v1/hub': (_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(hub)),
    'GET /base/v1/events': (_request, response) => {
      stream = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 2000\nid: 1\n\n');
    },
    'GET /base/v1/widgets/orchard/connections/default': (_request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(hub.widgets[0]?.connections[0])),
    'POST /base/v1/widgets/orchard/connections/default/actions/sync/runs': (_request, response) =>
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(aRun())),
  };
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    if (request.headers.authorization === undefined) response.writeHead(401).end();
    else (answers[line] ?? (() => response.writeHead(404).end()))(request, response);
  });
  return {
    requests,
    listen: () =>
      new Promise<string>((resolve) =>
        server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base`)),
      ),
    change(connection: Parameters<typeof aConnection>[0]) {
      hub = aHub({ widgets: [aWidget({ connections: [aConnection({ revision: 2, ...connection })] })] });
      const data = JSON.stringify({ type: 'connection.changed', widget: 'orchard', connection: 'default' });
      stream?.write(`id: 2\nevent: connection.changed\ndata: ${data}\n\n`);
    },
    get hasStream() {
      return stream !== undefined && !stream.destroyed;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('createIntegrationHub in Node', () => {
  const server = serve();
  after(() => server.close());

  it('reads the hub, hears what changes, runs an action, and ends', async () => {
    const backend = await server.listen();
    const hub = createIntegrationHub({ tenant: 'acme', backend, getToken: async () => aToken({}, Date.now()) });
    await until(() => hub.getSnapshot().status === 'ready');
    const connection = hub.connection('orchard');
    await until(() => server.hasStream);
    server.change(inState.active);
    await until(() => {
      const snapshot = connection.getSnapshot();
      return snapshot.status === 'ready' && snapshot.connection.active;
    });
    await connection.run('sync');
    assert.ok(server.requests.includes('POST /base/v1/widgets/orchard/connections/default/actions/sync/runs'));
    hub.dispose();
    await until(() => !server.hasStream);
  });

  it('throws what is wrong at once', () => {
    assert.throws(() => createIntegrationHub({ tenant: '', backend: 'https://x.test' }), { code: 'missing_tenant' });
    assert.throws(() => createIntegrationHub({ tenant: 'acme', backend: '/relative' }), { code: 'invalid_backend' });
    assert.throws(() => createIntegrationHub({ tenant: 'acme', backend: 'https://x.test' }), IntegrationError);
  });
});

describe('importing the headless entry', () => {
  it('works in bare Node, leaves nothing behind and lets the process end', () => {
    const script = `
      const before = new Set(Reflect.ownKeys(globalThis));
      await import('./src/headless.ts');
      const left = Reflect.ownKeys(globalThis).filter((key) => !before.has(key) && !String(key).startsWith('__zod_'));
      if (left.length > 0) throw new Error('It left behind: ' + left.map(String));
      if (typeof customElements !== 'undefined') throw new Error('It brought a DOM.');
      console.log('imported');`;
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(output.trim(), 'imported');
  });
});

describe('the version that is sent', () => {
  it('is that of the package', () => {
    const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.equal(version, Reflect.get(manifest as object, 'version'));
  });
});
