import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Listener, listen } from '../../src/server/listen.js';
import { version } from '../../src/server/platform/package-version.js';
import { createTemporaryDirectory, onEmbedded } from '../support/databases.js';
import { startTestServer, type TestServer } from '../support/server.js';

onEmbedded((databases) => {
  let hub: TestServer;
  let listener: Listener;
  let url: string;
  before(async () => {
    const built = await createTemporaryDirectory();
    await mkdir(join(built, 'chunks'));
    await writeFile(join(built, 'integration-hub.js'), `import './chunks/form-abc123.js';${' '.repeat(2000)}`);
    await writeFile(join(built, 'integration-hub.js.map'), '{}');
    await writeFile(join(built, 'chunks', 'form-abc123.js'), 'export {};');
    await writeFile(join(built, 'secrets.txt'), 'not served');
    hub = await startTestServer(await databases.place(), {}, { scriptDirectory: pathToFileURL(`${built}/`) });
    listener = await listen(hub.server, { port: 0 });
    url = `http://127.0.0.1:${listener.port}`;
  });
  after(async () => {
    await Promise.all([hub.stop(), listener.close()]);
  });

  /** Node's fetch would tidy the path up. */
  const raw = (path: string, headers: Record<string, string> = {}) =>
    new Promise<{ readonly status: number; readonly headers: Record<string, unknown>; readonly body: Buffer }>(
      (resolve, reject) => {
        request(url, { path, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
          );
        })
          .on('error', reject)
          .end();
      },
    );

  describe('over a socket', () => {
    it('answers, and a host header of another name changes nothing', async () => {
      const token = await hub.token();
      const headers = { authorization: `Bearer ${token}`, 'x-integration-hub': '1', host: 'evil.example' };
      const { status, body } = await raw('/v1/hub', headers);
      assert.equal(status, 200);
      assert.ok(!body.includes('evil.example'));
    });

    it('answers what is no HTTP, and goes on', async () => {
      for (const text of [
        'GARBAGE\r\n\r\n',
        'GET / HTTP/1.1\r\n\r\n',
        'GET /v1/hub HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n',
        'GET //[ HTTP/1.1\r\nHost: [\r\n\r\n',
      ]) {
        await new Promise<void>((resolve) => {
          const socket = connect(listener.port, '127.0.0.1', () => socket.end(text));
          socket.resume();
          socket.on('close', () => resolve());
          socket.on('error', () => resolve());
        });
      }
      assert.equal((await raw('/healthz')).status, 200);
    });

    it('answers a host that is none with a problem, its id and a line of the log', async () => {
      for (const host of ['xn--a', 'xn--', 'a.xn--0']) {
        const { status, headers, body } = await raw('/v1/hub', { host });
        assert.ok(status >= 400 && status < 500, `${host}: ${status}`);
        const { instance } = JSON.parse(body.toString());
        assert.equal(headers['x-request-id'], instance);
        assert.ok(hub.log.some(({ fields }) => fields['reference'] === instance));
      }
    });

    it('answers checks of health in HTTP/1.0, which know no host', async () => {
      for (const text of [
        'GET /healthz HTTP/1.0\r\n\r\n',
        'HEAD /readyz HTTP/1.0\r\n\r\n',
        'GET /healthz HTTP/1.0\r\nHost:\r\n\r\n',
      ]) {
        const answered = await new Promise<string>((resolve) => {
          let said = '';
          const socket = connect(listener.port, '127.0.0.1', () => socket.write(text));
          socket.on('data', (chunk) => {
            said += chunk;
          });
          socket.on('close', () => resolve(said));
        });
        assert.match(answered, /^HTTP\/1\.1 200 /, text);
      }
    });

    it('holds no place for a request that does not arrive', { timeout: 10_000 }, async () => {
      const brief = await listen(hub.server, { port: 0, requestTime: 500 });
      const headers = [
        'PUT /v1/widgets/plain/connections/default/configurations/settings HTTP/1.1',
        'Host: x',
        `Authorization: Bearer ${await hub.token()}`,
        'X-Integration-Hub: 1',
        'Content-Type: application/json',
        'Content-Length: 100',
      ];
      for (const text of [headers.slice(0, 2).join('\r\n'), `${headers.join('\r\n')}\r\n\r\n{`]) {
        const end = await new Promise<string>((resolve) => {
          let answered = '';
          const socket = connect(brief.port, '127.0.0.1', () => socket.write(text));
          socket.on('data', (chunk) => {
            answered += chunk;
          });
          socket.on('error', () => undefined);
          socket.on('close', () => resolve(answered));
        });
        assert.match(end, /^(?:$|HTTP\/1\.1 408 )/, text);
      }
      await brief.close();
    });

    it('takes a body in pieces', async () => {
      const token = await hub.token();
      const answer = await fetch(`${url}/v1/widgets/plain/connections/default/configurations/settings`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'x-integration-hub': '1', 'content-type': 'application/json' },
        body: '{"values":{"name":"a"}}',
      });
      assert.equal(answer.status, 200);
    });

    it('lets go of a stream whose page has gone', async () => {
      const token = await hub.token({ sub: 'gone' });
      for (let time = 0; time < 30; time++) {
        const abort = new AbortController();
        const answer = await fetch(`${url}/v1/events`, {
          headers: { authorization: `Bearer ${token}`, 'x-integration-hub': '1' },
          signal: abort.signal,
        });
        // The one before may still be counted for a moment: of thirty, twenty may be open.
        assert.equal(answer.status, 200, `stream ${time}`);
        abort.abort();
      }
    });
  });

  describe('the script', () => {
    it('may be loaded by any page, briefly kept, with its chunks kept for good', async () => {
      const entry = await raw('/integration-hub.js');
      assert.equal(entry.status, 200);
      assert.equal(entry.headers['content-type'], 'text/javascript; charset=utf-8');
      assert.equal(entry.headers['cross-origin-resource-policy'], 'cross-origin');
      assert.equal(entry.headers['access-control-allow-origin'], '*');
      assert.equal(entry.headers['cache-control'], 'public, max-age=300');
      for (const path of ['/chunks/form-abc123.js', `/${version}/integration-hub.js`, `/${version}/chunks/form-abc123.js`]) {
        const { status, headers } = await raw(path);
        assert.deepEqual([status, headers['cache-control']], [200, 'public, max-age=31536000, immutable'], path);
      }
      assert.equal((await raw('/integration-hub.js.map')).headers['content-type'], 'application/json');
    });

    it('is sent small, and not at all where the page has it', async () => {
      const { headers, body } = await raw('/integration-hub.js', { 'accept-encoding': 'gzip, br' });
      assert.equal(headers['content-encoding'], 'br');
      assert.match(brotliDecompressSync(body).toString(), /^import '\.\/chunks/);
      assert.ok(body.length < 100);
      assert.equal((await raw('/integration-hub.js', { 'if-none-match': String(headers['etag']) })).status, 304);
    });

    it('packs them as the client likes it', async () => {
      for (const [header, encoding] of [
        ['br;q=0, gzip', 'gzip'],
        ['gzip', 'gzip'],
        ['GZIP;q=0.5, deflate', 'gzip'],
        ['br;q=0.2, gzip;q=0.9', 'gzip'],
        ['*', 'br'],
        ['*;q=0.1, br;q=0', 'gzip'],
        ['br;q=1.0, *;q=0', 'br'],
        ['br;q=0', undefined],
        ['br ; q=0.000', undefined],
        ['identity, br;q=0.5', undefined],
        ['brotli', undefined],
        ['gzip;q=none', undefined],
        ['', undefined],
      ] as const) {
        const { headers, body } = await raw('/integration-hub.js', { 'accept-encoding': header });
        assert.equal(headers['content-encoding'], encoding, header);
        const unpacked = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
        assert.match(unpacked.toString(), /^import '\.\/chunks/, header);
        assert.equal(headers['vary'], 'Accept-Encoding');
      }
    });

    it('comes from its folder alone', async () => {
      for (const path of [
        '/secrets.txt',
        '/chunks/secrets.txt',
        '/chunks/../secrets.txt',
        '/chunks/..%2fsecrets.txt',
        '/chunks/%2e%2e/secrets.txt',
        '/chunks/..%5csecrets.txt',
        '/0.0.0/integration-hub.js',
        `/${version}/secrets.txt`,
        '/chunks/form-abc123.js%00.txt',
        '/..%2f..%2fpackage.json',
        '/package.json',
      ])
        assert.equal((await raw(path)).status, 404, path);
    });
  });
});
