import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { build } from '../support/build.js';
import { onPostgresql } from '../support/databases.js';
import { fillPath, operationsOf } from '../support/operations.js';
import { hostOrigin, publicUrl, startTestServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';
import { createWay, type Way } from '../support/way.js';

const digest = 'a'.repeat(32);
const draw = (): string => randomBytes(32).toString('base64url');

onPostgresql((databases) => {
  describe('while the database is away', () => {
    let way: Way;
    let hub: TestServer;
    let values: Record<string, string>;
    let token: string;
    let admin: string;

    before(async () => {
      await build(['pages']);
      way = await createWay(await databases.place());
      hub = await startTestServer(way);
      token = await hub.token();
      admin = await hub.adminToken();
      const id = draw();
      const body = {
        id,
        proof: draw(),
        widget: 'keyed',
        connection: 'default',
        dependency: 'notes',
        method: 'oauth',
        window: 'popup',
      };
      const { status, body: authorization } = await hub.call('POST', '/v1/authorizations', {
        token,
        body,
        headers: { origin: hostOrigin },
      });
      assert.equal(status, 201);
      values = {
        id,
        authorization: authorization.id,
        reference: authorization.id,
        widget: 'keyed',
        connection: 'default',
        digest,
      };
    });
    after(async () => {
      way.mend();
      await hub.stop();
      way.close();
    });

    const ask = (path: string, headers: Record<string, string> = {}) =>
      hub.server.fetch(new Request(`${publicUrl}${path}`, { headers }), { address: '127.0.0.1' });

    it('pages of a sign-in are pages that say so, everything else says 503, and both say when to come back', async () => {
      const pages = [
        `/oauth/start/${values['id']}`,
        `/oauth/callback/notes?code=x&state=${'s'.repeat(43)}`,
        `/oauth/done/${values['reference']}`,
        `/oauth/continue/${values['id']}`,
      ];
      way.cut();
      for (const path of pages) {
        const answer = await ask(path, { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' });
        assert.equal(answer.status, 503, path);
        assert.ok(Number(answer.headers.get('retry-after')) > 0, path);
        assert.match(answer.headers.get('content-type') ?? '', /^text\/html/, path);
      }
      const away: string[] = [];
      for (const { method, path, audience } of operationsOf(hub.document)) {
        if (method !== 'GET') continue;
        const authorization = audience === 'session' ? token : audience === 'admin' ? admin : undefined;
        const answer = await ask(fillPath(path, values), {
          'x-integration-hub': '1',
          ...(authorization === undefined ? {} : { authorization: `Bearer ${authorization}` }),
        });
        await answer.body?.cancel();
        assert.ok(answer.status < 500 || answer.status === 503, `${path}: ${answer.status}`);
        if (answer.status !== 503) continue;
        assert.ok(Number(answer.headers.get('retry-after')) > 0, path);
        away.push(path);
      }
      for (const path of ['/readyz', '/v1/hub', '/v1/events', '/images/{digest}', '/v1/admin/widgets'])
        assert.ok(away.includes(path), `${path} is not among ${away.join(', ')}`);
      assert.equal((await ask('/healthz')).status, 200);
    });

    it('and is back, everything is served again, without a restart', async () => {
      way.mend();
      await until(async () => (await ask('/readyz')).status === 200, { timeout: 20_000 });
      assert.equal((await hub.call('GET', '/v1/hub', { token })).status, 200);
      assert.equal((await ask(`/oauth/start/${values['id']}`)).status, 200);
    });
  });
});
