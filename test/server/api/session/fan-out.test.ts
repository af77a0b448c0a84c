import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publish } from '../../../../src/server/hub/events/event.rows.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer, toRequest } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const many = 400;

eachDatabase((databases) => {
  describe('one event for many streams', () => {
    let hub: TestServer;
    const abort = new AbortController();
    const heard: string[] = [];
    before(async () => {
      hub = await startTestServer(await databases.place(), {}, { streamsPerSession: many });
      const token = await hub.token();
      let begun = 0;
      const listen = async (body: ReadableStream<Uint8Array>): Promise<void> => {
        const decoder = new TextDecoder();
        let isFirst = true;
        for await (const chunk of body) {
          if (isFirst) begun += 1;
          isFirst = false;
          heard.push(...[...decoder.decode(chunk).matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data));
        }
      };
      for (let count = 0; count < many; count++) {
        const { body } = await hub.server.fetch(toRequest('GET', '/v1/events', { token, signal: abort.signal }));
        assert.ok(body !== null);
        listen(body).catch(() => undefined);
      }
      await until(() => begun === many);
    });
    after(async () => {
      abort.abort();
      await hub.stop();
    });

    const publishOne = (event: Parameters<typeof publish>[2][number]) =>
      hub.services.database.transaction((transaction) =>
        publish(transaction, { environment: 'LIVE', tenant: 'acme' }, [event], new Date()),
      );

    /** What the database is asked until all have heard of it; the least of several, since the server looks for work by itself. */
    async function askedFor(event: Parameters<typeof publish>[2][number], arrange: () => void): Promise<number> {
      const { pool } = hub.services.database;
      let least = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < 3; turn++) {
        heard.length = 0;
        arrange();
        let asked = 0;
        const onAcquire = () => {
          asked += 1;
        };
        pool.on('acquire', onAcquire);
        await publishOne(event);
        await until(() => heard.length === many);
        pool.off('acquire', onAcquire);
        // The publication itself.
        least = Math.min(least, asked - 1);
      }
      return least;
    }

    it('is read once, and so is who may see its widget, after a quiet time too', async (test) => {
      const event = { type: 'connection.changed', widget: 'plain', connection: 'default' } as const;
      const told = await askedFor(event, () => undefined);
      // Whatever was known of the environment is not believed any more, as after a quiet time.
      const clock = performance.now.bind(performance);
      let later = 0;
      test.mock.method(performance, 'now', () => clock() + later);
      const quiet = await askedFor(event, () => {
        later += 60_000;
      });
      test.diagnostic(`${told} and ${quiet} times`);
      assert.ok(told >= 1 && told <= 3, `${told} times`);
      assert.ok(quiet > told - 1 && quiet <= 3, `${quiet} times`);
    });

    it('is told to nobody whose hub does not show its widget', async () => {
      heard.length = 0;
      await publishOne({ type: 'connection.changed', widget: 'nowhere', connection: 'default' });
      await publishOne({ type: 'run.changed', run: 'last' });
      await until(() => heard.length === many);
      assert.deepEqual([...new Set(heard)], ['{"type":"run.changed","run":"last"}']);
    });
  });
});
