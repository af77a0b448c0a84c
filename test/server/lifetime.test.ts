import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createServer } from '../../src/server/create-server.js';
import { createTemporaryDirectory, eachDatabase, onPostgresql } from '../support/databases.js';
import { publicUrl, sessionKey, startTestServer, testOptions, toRequest } from '../support/server.js';
import { until } from '../support/until.js';

const get = (path: string, token?: string) => toRequest('GET', path, { token });

describe('createServer()', () => {
  it('says everything that is wrong with its options at once', () => {
    const make = () =>
      createServer({
        publicUrl: 'http://hub.example/?x=1',
        allowedOrigins: ['https://app.example/', '*', 'http://app.example'],
        returnUrls: ['/relative'],
        databaseUrl: 'postgres://localhost/x',
        sessionKeys: [],
        adminKeys: [{ kid: 'a', algorithm: 'HS256', secret: 'short' }],
        deployOnStart: ['DRAFT', 'live'],
        rateLimit: 0,
      });
    assert.throws(make, (error: Error & { faults: readonly string[] }) => {
      assert.equal(error.name, 'ServerOptionsError');
      const faults = error.faults.join('\n');
      for (const word of [
        'publicUrl',
        'https://app.example/',
        '"\\*"',
        'http://app.example',
        'returnUrls',
        'vaultKeys',
        'sessionKeys',
        'adminKeys',
        'DRAFT',
        'live',
        'rateLimit',
      ])
        assert.match(faults, new RegExp(word), word);
      assert.ok(!faults.includes('"short"'));
      return true;
    });
  });

  it('takes plain http on this machine only', () => {
    const base = { allowedOrigins: [], sessionKeys: [sessionKey] };
    for (const good of ['http://localhost:1', 'http://127.0.0.1', 'http://[::1]:9', 'https://hub.example/base/'])
      createServer({ ...base, publicUrl: good });
    for (const bad of ['http://hub.example', 'http://127.0.0.1.evil.example', 'http://10.0.0.1', 'ftp://localhost', 'hub'])
      assert.throws(() => createServer({ ...base, publicUrl: bad }), /publicUrl/, bad);
  });

  it('refuses to start with what code defines wrongly, and says each fault', async () => {
    const options = testOptions({ dataDirectory: await createTemporaryDirectory() });
    const action = { key: 'go', name: 'Go', type: 'none', visibility: 'always', flow: 'nowhere' } as const;
    const server = createServer({
      ...options,
      widgets: [
        { key: 'a', name: 'A', actions: [action, action], configurations: [{ flow: 'none' }] },
        { key: 'a', name: 'B', actions: [], dependencies: [{ key: 'x', connector: 'gone', primary: false }] },
        { key: 'Not A Slug', name: '', actions: [] },
      ],
    });
    await assert.rejects(server.start(), (error: Error) => {
      for (const word of ['Two widgets', 'same key', '"nowhere"', '"none"', '"gone"', 'primary', 'Not A Slug'])
        assert.match(error.message, new RegExp(word), word);
      return true;
    });
    assert.equal((await server.fetch(get('/readyz'))).status, 503);
    await server.stop();
  });
});

eachDatabase((databases) => {
  describe('a server', () => {
    it('is alive but not ready until it has started, and again once it stops', async () => {
      const server = createServer(testOptions(await databases.emptyPlace()));
      const status = async (path: string) => (await server.fetch(get(path))).status;
      assert.deepEqual([await status('/healthz'), await status('/readyz'), await status('/v1/hub')], [200, 503, 503]);
      const starting = server.start();
      const early = await server.fetch(get('/v1/hub'));
      assert.equal(early.status, 503);
      assert.match(early.headers.get('retry-after') ?? '', /^\d+$/);
      assert.equal((await early.json()).code, 'unavailable');
      await starting;
      assert.deepEqual([await status('/healthz'), await status('/readyz'), await status('/v1/hub')], [200, 200, 401]);
      await Promise.all([server.stop(), server.stop()]);
      assert.deepEqual([await status('/healthz'), await status('/readyz'), await status('/v1/hub')], [200, 503, 503]);
    });

    it('drains: ends streams, finishes what is under way, takes nothing new', async () => {
      const hub = await startTestServer(await databases.place());
      const token = await hub.token();
      const stream = await hub.server.fetch(get('/v1/events', token));
      const reading = (async () => {
        let text = '';
        for await (const chunk of stream.body ?? []) text += new TextDecoder().decode(chunk);
        return text;
      })();
      const slow = hub.call('POST', '/v1/widgets/plain/connections/default/actions/work/runs', { token, body: {} });
      const stopping = hub.stop();
      const late = await hub.call('GET', '/v1/hub', { token });
      assert.equal(late.status, 503);
      assert.ok(late.headers.has('retry-after'));
      assert.match(await reading, /^retry: /);
      assert.ok([200, 201, 503].includes((await slow).status));
      await stopping;
    });

    it('starts again on its database, with what it had', async () => {
      const place = await databases.place();
      const first = await startTestServer(place);
      const token = await first.token();
      const address = '/v1/widgets/plain/connections/default/configurations/settings';
      await first.call('PUT', address, { token, body: { values: { name: 'kept' } } });
      await first.stop();
      const second = await startTestServer(place);
      after(() => second.stop());
      assert.equal((await second.call('GET', address, { token })).body.values.name, 'kept');
      await second.stop();
    });
  });
});

onPostgresql((databases) => {
  describe('several servers on one database', () => {
    it('start at once, and see each other’s events', async () => {
      const place = await databases.emptyPlace();
      const servers = await Promise.all([startTestServer(place), startTestServer(place), startTestServer(place)]);
      const [one, , three] = servers;
      const token = await one.token();
      const stream = await three.server.fetch(get('/v1/events', token));
      let text = '';
      const reading = (async () => {
        for await (const chunk of stream.body ?? []) text += new TextDecoder().decode(chunk);
      })();
      await one.call('PUT', '/v1/widgets/plain/connections/default/configurations/settings', {
        token,
        body: { values: { name: 'seen' } },
      });
      await until(() => text.includes('event: connection.changed') && text.includes('event: history.added'), { timeout: 5000 });
      for (const server of servers) await server.stop();
      await reading;
      assert.equal(publicUrl, one.services.options.publicUrl);
    });
  });
});
