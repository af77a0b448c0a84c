import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { once } from '../../../src/server/http/idempotency.js';
import { onPostgresql } from '../../support/databases.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { until } from '../../support/until.js';
import { createWay, type Way } from '../../support/way.js';

onPostgresql((databases) => {
  describe('an Idempotency-Key whose request ends while the database is away', () => {
    let way: Way;
    let hub: TestServer;
    before(async () => {
      way = await createWay(await databases.place());
      hub = await startTestServer(way);
    });
    after(async () => {
      way.mend();
      await hub.stop();
      way.close();
    });

    const ask = (key: string, work: () => Promise<Response>): Promise<Response> => {
      const scope = { environment: 'LIVE', tenant: 'away' };
      // Less than a request is waited for whose process lives.
      const signal = AbortSignal.timeout(30_000);
      return once(hub.services, { scope, route: 'POST /', key, body: new Uint8Array(), signal }, work);
    };
    const turnedAway = async () => {
      const before = way.refused();
      await until(() => way.refused() > before + 3);
    };

    it('is free again soon where the work has failed', async () => {
      const failing = ask('failing', async () => {
        way.cut();
        throw new Error('of the work');
      });
      await assert.rejects(failing, /of the work/);
      await turnedAway();
      way.mend();
      assert.equal(await (await ask('failing', async () => new Response('done'))).text(), 'done');
    });

    it('keeps what was answered where the work was done', async () => {
      let times = 0;
      const work = async () => {
        times += 1;
        way.cut();
        return new Response('done', { status: 201 });
      };
      assert.equal((await ask('done', work)).status, 201);
      await turnedAway();
      way.mend();
      const again = await ask('done', work);
      assert.deepEqual(
        [again.status, again.headers.get('idempotent-replayed'), await again.text(), times],
        [201, 'true', 'done', 1],
      );
    });
  });
});
