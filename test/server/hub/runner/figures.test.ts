import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { eachDatabase } from '../../../support/databases.js';
import { type Answer, startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const missing = Number(undefined);

const work = defineFlow({
  key: 'work',
  name: 'Work',
  version: '1',
  async run(context) {
    await context.progress({ done: 1, total: missing });
    await context.progress({ done: missing, total: 9 });
    await context.count('files', 2);
    await context.count('files', Number.POSITIVE_INFINITY);
    return undefined;
  },
});

const wait = defineFlow({ key: 'wait', name: 'Wait', version: '1', run: async () => undefined });

eachDatabase((databases) => {
  let hub: TestServer;
  let token: string;

  before(async () => {
    hub = await startTestServer(await databases.place(), { flows: [work, wait] });
    token = await hub.token();
  });
  after(() => hub.stop());

  let readers = 0;
  /** As somebody who has read nothing yet: what is written past the server is told by no event. */
  const connectionNow = async () => {
    const { status, body }: Answer = await hub.call('GET', '/v1/hub', {
      token: await hub.token({ name: `Reader ${++readers}` }),
    });
    assert.equal(status, 200);
    return body.widgets[0].connections[0];
  };

  describe('figures that are not finite', () => {
    it('are left out of the progress, and fail a count with words for the author', async () => {
      const { body } = await hub.call('POST', '/v1/widgets/plain/connections/default/actions/work/runs', { token, body: {} });
      const run = await until(async () => {
        const now = await hub.call('GET', `/v1/runs/${body.id}`, { token });
        return now.body.finishedAt === undefined ? undefined : now.body;
      });
      assert.deepEqual([run.status, run.error.code, run.progress], ['failed', 'flow_failed', { done: 1 }]);
      const told = hub.log.find(({ message }) => message === 'A flow failed');
      assert.equal(String(told?.fields['cause']), 'TypeError: count("files") takes a finite number, not Infinity');
      const connection = await connectionNow();
      assert.deepEqual(connection.lastRun.progress, { done: 1 });
      assert.equal(connection.metrics[0].value, 2);
    });

    it('are left out where they were stored before', async () => {
      const { queries } = hub.services.database;
      const { connection } = await queries.selectFrom('runs').select('connection').executeTakeFirstOrThrow();
      await queries.updateTable('runs').set({ progress_total: missing }).execute();
      const hour = new Date(Math.floor(Date.now() / 3_600_000 - 1) * 3_600_000);
      await queries.insertInto('counters').values({ connection, counter: 'files', hour, amount: missing }).execute();
      const healed = await connectionNow();
      assert.deepEqual(healed.lastRun.progress, { done: 1 });
      assert.equal(healed.metrics[0].value, 2);
      await queries.updateTable('runs').set({ progress_done: Number.POSITIVE_INFINITY }).execute();
      assert.equal((await connectionNow()).lastRun.progress, undefined);
    });
  });
});
