import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eachDatabase } from '../../support/databases.js';
import { hostOrigin, startTestServer, type TestServer } from '../../support/server.js';

eachDatabase((databases) => {
  let hub: TestServer;
  before(async () => {
    hub = await startTestServer(await databases.place(), { rateLimit: 5, trustedProxies: 1 });
  });
  after(() => hub.stop());

  describe('the rate limit', () => {
    it('is for each tenant', async () => {
      const token = await hub.token({ tenant: 'busy' });
      for (let count = 0; count < 5; count++) assert.equal((await hub.call('GET', '/v1/hub', { token })).status, 200);
      const answer = await hub.call('GET', '/v1/hub', { token, headers: { origin: hostOrigin } });
      assert.equal(answer.status, 429);
      assert.equal(answer.body.code, 'rate_limited');
      const seconds = Number(answer.headers.get('retry-after'));
      assert.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
      assert.equal(answer.headers.get('access-control-allow-origin'), hostOrigin);
      assert.equal((await hub.call('GET', '/v1/hub', { token: await hub.token({ tenant: 'calm' }) })).status, 200);
    });

    it('is for each address, before any token is looked at', async () => {
      const from = (forwarded: string) =>
        hub.call('GET', '/v1/hub', { address: '10.0.0.1', headers: { 'x-forwarded-for': forwarded } });
      for (let count = 0; count < 5; count++) assert.equal((await from('203.0.113.7')).status, 401);
      assert.equal((await from('203.0.113.7')).status, 429);
      assert.equal((await from('198.51.100.1, 203.0.113.7')).status, 429, 'what the client itself wrote is not believed');
      assert.equal((await from('203.0.113.8')).status, 401);
    });

    it('leaves health and static files alone', async () => {
      for (let count = 0; count < 8; count++)
        assert.equal((await hub.call('GET', '/healthz', { address: '192.0.2.1' })).status, 200);
    });
  });
});
