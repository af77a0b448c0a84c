import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Pool } from 'pg';
import { QuietPolls } from '../../../../src/server/hub/runner/quiet-polls.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const waiting = 'WITH RECURSIVE partitions AS (select 1) SELECT pk FROM partitions';
const queues = 'SELECT name, concurrency, x\n FROM "flows".queues\n WHERE true';
const queue = 'SELECT name, concurrency, x\n FROM "flows".queues\n WHERE name = $1';

function stage() {
  const asked: string[] = [];
  let rows: readonly unknown[] = [];
  let release: (() => void) | undefined;
  const pool = {
    async query(text: string) {
      asked.push(text);
      const answer = { rows, rowCount: rows.length };
      if (release !== undefined)
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      return answer;
    },
  };
  const polls = new QuietPolls();
  const end = polls.over(pool as unknown as Pool);
  return {
    asked,
    polls,
    end,
    query: (text: string) => pool.query(text),
    answer: (next: readonly unknown[]) => {
      rows = next;
    },
    hold: () => {
      release = () => undefined;
    },
    let: () => {
      const go = release;
      release = undefined;
      go?.();
    },
  };
}

describe('the polls of the engine', () => {
  it('are answered without the database while nothing waits, and sent again when a run is queued', async () => {
    const { asked, polls, query, answer } = stage();
    for (let turn = 0; turn < 5; turn++) assert.deepEqual((await query(waiting)).rows, []);
    assert.equal(asked.length, 1);
    answer([{ pk: 'acme' }]);
    polls.stir();
    for (let turn = 0; turn < 3; turn++) assert.equal((await query(waiting)).rows.length, 1);
    assert.equal(asked.length, 4, 'while one waits they are all sent');
  });

  it('keep no answer that was on its way when a run was queued', async () => {
    const { asked, polls, query, answer, hold, let: go } = stage();
    hold();
    const early = query(waiting);
    polls.stir();
    answer([{ pk: 'acme' }]);
    go();
    assert.deepEqual((await early).rows, []);
    assert.equal((await query(waiting)).rows.length, 1);
    assert.equal(asked.length, 2);
  });

  it('are told from everything else', async () => {
    const { asked, query, end } = stage();
    for (const text of ['select 1', queue, 'INSERT INTO "flows".queues values (1)']) for (const _ of [1, 2]) await query(text);
    assert.equal(asked.length, 6);
    for (const _ of [1, 2]) await query(queues);
    assert.equal(asked.length, 7);
    end();
    await query(queues);
    assert.equal(asked.length, 8);
  });
});

eachDatabase((databases) => {
  describe('a server that nobody asks for anything', () => {
    let hub: TestServer;
    before(async () => {
      hub = await startTestServer(await databases.place());
    });
    after(() => hub.stop());

    it('looks for its work once a second, with one statement, and for that of the engine hardly ever', async (test) => {
      const { pool } = hub.services.database;
      let asked = 0;
      const count = () => {
        asked += 1;
      };
      // What its start left behind is done first.
      await until(
        async () => {
          const before = asked;
          pool.on('acquire', count);
          const started = performance.now();
          await until(() => performance.now() - started > 4000, { timeout: 10_000 });
          pool.off('acquire', count);
          const rate = (asked - before) / ((performance.now() - started) / 1000);
          test.diagnostic(`${rate.toFixed(2)} times a second`);
          return rate > 0 && rate <= 2;
        },
        { timeout: 30_000 },
      );
    });
  });
});
