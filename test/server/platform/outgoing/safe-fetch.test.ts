import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import { OutgoingError } from '../../../../src/server/platform/outgoing/outgoing-error.js';
import { isPublicAddress } from '../../../../src/server/platform/outgoing/public-address.js';
import { createSafeFetch } from '../../../../src/server/platform/outgoing/safe-fetch.js';

const servers: Server[] = [];
after(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

async function listen(
  listener: RequestListener,
): Promise<{ readonly port: number; readonly seen: { headers: Record<string, unknown>; method: string; url: string }[] }> {
  const seen: { headers: Record<string, unknown>; method: string; url: string }[] = [];
  const server = createServer((request, response) => {
    seen.push({ headers: request.headers, method: request.method ?? '', url: request.url ?? '' });
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, seen };
}

const refusal = (code: OutgoingError['code']) => (error: unknown) => error instanceof OutgoingError && error.code === code;

describe('a request to an address that somebody else chose', () => {
  const hostile = [
    'https://127.0.0.1/',
    'https://localhost/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:0:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[::a9fe:a9fe]/',
    'https://[::7f00:1]/',
    'https://[4000::1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001::1]/',
    'https://[fe80::1]/',
    'https://[fc00::1]/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://0.0.0.0/',
    'https://255.255.255.255/',
    'https://224.0.0.1/',
    'https://ⓛocalhost/',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:text/plain,hello',
    'javascript:alert(1)',
  ];
  for (const url of hostile) {
    it(`is not made to ${url}`, async () => {
      await assert.rejects(createSafeFetch([])(url), refusal('blocked'));
    });
  }

  it('reaches a private host only where the operator named it, with its port when one is named', async () => {
    const { port } = await listen((_request, response) => response.end('here'));
    const url = `http://127.0.0.1:${port}/`;
    assert.equal(await (await createSafeFetch([`127.0.0.1:${port}`])(url)).text(), 'here');
    assert.equal(await (await createSafeFetch(['127.0.0.1'])(url)).text(), 'here');
    await assert.rejects(createSafeFetch([`127.0.0.1:${port + 1}`])(url), refusal('blocked'));
    await assert.rejects(createSafeFetch(['localhost'])(url), refusal('blocked'));
  });

  it('knows a public address from every other', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])
      assert.equal(isPublicAddress(address), true, address);
    for (const address of [
      '',
      'example.com',
      '127.0.0.1 ',
      '64:ff9b:1::1',
      '3fff::1',
      '5f00::1',
      '192.0.2.1',
      '198.18.0.1',
      'fec0::1',
    ]) {
      assert.equal(isPublicAddress(address), false, address);
    }
  });
});

describe('a redirect', () => {
  it('leads nowhere that could not have been asked directly', async () => {
    const { port } = await listen((_request, response) => response.writeHead(302, { location: 'http://127.0.0.2:1/' }).end());
    await assert.rejects(createSafeFetch([`127.0.0.1:${port}`])(`http://127.0.0.1:${port}/`), refusal('blocked'));
  });

  it('carries credentials to the same origin and to no other', async () => {
    const elsewhere = await listen((_request, response) => response.end('elsewhere'));
    const here = await listen((request, response) => {
      if (request.url === '/same') response.writeHead(302, { location: '/final' }).end();
      else if (request.url === '/other') response.writeHead(302, { location: `http://127.0.0.1:${elsewhere.port}/` }).end();
      else response.end('here');
    });
    const fetch = createSafeFetch(['127.0.0.1']);
    const init = { headers: { authorization: 'Bearer secret', cookie: 'a=b', 'x-api-key': 'secret', accept: 'text/plain' } };
    const limits = { credentialHeaders: ['X-API-Key'] };
    assert.equal(await (await fetch(`http://127.0.0.1:${here.port}/same`, init, limits)).text(), 'here');
    assert.equal(here.seen[1]?.headers['authorization'], 'Bearer secret');
    assert.equal(await (await fetch(`http://127.0.0.1:${here.port}/other`, init, limits)).text(), 'elsewhere');
    const { headers } = elsewhere.seen[0] ?? assert.fail('nothing arrived');
    assert.deepEqual(
      [headers['authorization'], headers['cookie'], headers['x-api-key'], headers['accept']],
      [undefined, undefined, undefined, 'text/plain'],
    );
  });

  it('sends no body on to another origin', async () => {
    const elsewhere = await listen((_request, response) => response.end('elsewhere'));
    const here = await listen((request, response) => {
      request.resume();
      response.writeHead(307, { location: `http://127.0.0.1:${elsewhere.port}/` }).end();
    });
    const request = createSafeFetch(['127.0.0.1'])(`http://127.0.0.1:${here.port}/`, {
      method: 'POST',
      body: 'refresh_token=secret',
    });
    await assert.rejects(request, refusal('unsafe_redirect'));
    assert.equal(elsewhere.seen.length, 0);
  });

  it('turns a POST into a GET after 303, and ends after five', async () => {
    const { port, seen } = await listen((request, response) => {
      request.resume();
      const turn = Number((request.url ?? '').slice(1));
      if (turn === 3) response.end('done');
      else response.writeHead(303, { location: `/${turn + 1}` }).end();
    });
    const fetch = createSafeFetch(['127.0.0.1']);
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/0`, { method: 'POST', body: 'x' })).text(), 'done');
    assert.deepEqual(
      seen.map(({ method }) => method),
      ['POST', 'GET', 'GET', 'GET'],
    );
    await assert.rejects(fetch(`http://127.0.0.1:${port}/4`), refusal('too_many_redirects'));
  });
});

describe('an answer', () => {
  it('that is longer than allowed breaks off', async () => {
    const { port } = await listen((_request, response) => response.end('x'.repeat(5000)));
    const response = await createSafeFetch(['127.0.0.1'])(`http://127.0.0.1:${port}/`, {}, { maximumBytes: 1000 });
    await assert.rejects(response.text(), refusal('too_large'));
  });

  it('that never comes ends by the time limit', async () => {
    const { port } = await listen((request) => request.resume());
    await assert.rejects(createSafeFetch(['127.0.0.1'])(`http://127.0.0.1:${port}/`, {}, { timeout: 100 }), refusal('timed_out'));
  });

  it('that the caller no longer wants ends with the reason of the caller', async () => {
    const { port } = await listen((request) => request.resume());
    const reason = new Error('cancelled');
    await assert.rejects(
      createSafeFetch(['127.0.0.1'])(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort(reason) }),
      reason,
    );
  });

  it('from a server that is not there says so', async () => {
    await assert.rejects(createSafeFetch(['127.0.0.1'])('http://127.0.0.1:1/'), refusal('unreachable'));
  });
});
