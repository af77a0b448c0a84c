import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eachDatabase } from '../../support/databases.js';
import { startTestServer, type TestServer } from '../../support/server.js';

eachDatabase((databases) => {
  describe('300 pages that come back at once', () => {
    let hub: TestServer;
    before(async () => {
      hub = await startTestServer(await databases.place(), { rateLimit: 600 });
    });
    after(() => hub.stop());

    it('are served, and what they read is counted still', async () => {
      const token = await hub.token({ tenant: 'crowd' });
      const address = '203.0.113.9';
      const { headers } = await hub.call('GET', '/v1/hub', { token, address });
      const tag = headers.get('etag') ?? '';
      const wave = async (page: number) => {
        const own = await hub.token({ tenant: 'crowd', sub: `person-${page}`, name: 'Alice' });
        const opened = await hub.call('GET', '/v1/events', { token: own, address });
        const read = await hub.call('GET', '/v1/hub', { token: own, address, headers: { 'if-none-match': tag } });
        return [opened.status, read.status];
      };
      for (const _wave of [1, 2, 3]) {
        const answers = await Promise.all(Array.from({ length: 300 }, (_, page) => wave(page)));
        assert.deepEqual([...new Set(answers.flat())].sort(), [200, 304]);
      }
      // 1 + 3 × 300 × 0.2 were counted.
      let served = 0;
      while ((await hub.call('GET', '/v1/widgets/plain/connections/default', { token, address })).status === 200) served += 1;
      assert.ok(served > 390 && served <= 419, `${served} more`);
    });
  });
});
