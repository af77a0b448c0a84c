import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRateLimits } from '../../../src/server/http/rate-limits.js';
import { eachDatabase } from '../../support/databases.js';
import { hostOrigin, memoryLog, startTestServer, type TestServer } from '../../support/server.js';

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

    it('is one for whoever writes its address in other ways, or has many of them', async () => {
      const from = async (forwarded: string, address = '10.0.0.1') =>
        (await hub.call('GET', '/v1/hub', { address, headers: { 'x-forwarded-for': forwarded } })).status;
      const ways = [
        ['198.51.100.9:4711', '198.51.100.9:80', '::ffff:198.51.100.9', '[::ffff:c633:6409]:443', ' "198.51.100.9" '],
        [
          '2001:db8:1:2::1',
          '[2001:db8:1:2::2]',
          '[2001:DB8:1:2:a:b:c:d]:443',
          '2001:db8:1:2:ffff::%eth0',
          '"[2001:db8:1:2::9]:1"',
        ],
      ];
      for (const written of ways) {
        for (const way of written) assert.equal(await from(way), 401, way);
        for (const way of written) assert.equal(await from(way), 429, way);
      }
      assert.equal(await from('2001:db8:1:3::1'), 401);
      for (const nonsense of ['unknown', '', '_hidden', '999.1.1.1', '1.2.3'])
        assert.equal(await from(nonsense, '10.9.9.9'), 401, nonsense);
      assert.equal(await from('unknown', '::ffff:10.9.9.9'), 429, 'what the proxy could not say is counted as its own');
    });

    it('is one for all servers, none of which asks the database for each request', async () => {
      const { database } = hub.services;
      if (database.kind === 'embedded') return;
      const servers = [1, 2, 3].map(() => createRateLimits({ database, perMinute: 600, log: memoryLog().log }));
      let asked = 0;
      const onAcquire = () => {
        asked += 1;
      };
      database.pool.on('acquire', onAcquire);
      const granted = await Promise.all(
        Array.from({ length: 900 }, (_, turn) =>
          servers[turn % 3]?.count('tenant', 'shared').then(
            () => 1,
            () => 0,
          ),
        ),
      );
      database.pool.off('acquire', onAcquire);
      const all = granted.reduce<number>((sum, one) => sum + (one ?? 0), 0);
      assert.ok(all > 570 && all <= 600, `${all} of 600`);
      assert.ok(asked < 100, `${asked} times`);
    });

    it('leaves health and static files alone', async () => {
      for (let count = 0; count < 8; count++)
        assert.equal((await hub.call('GET', '/healthz', { address: '192.0.2.1' })).status, 200);
    });
  });
});
