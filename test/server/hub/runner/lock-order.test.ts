import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { lockConnection } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { onPostgresql } from '../../../support/databases.js';
import { waitingForLocks } from '../../../support/lock-waits.js';
import { until } from '../../../support/until.js';
import { createFlowServices, type FlowServices } from './test-services.js';

const gates = new Map<string, () => void>();

const flow = (key: string, count: boolean) =>
  defineFlow({
    key,
    name: key,
    version: '1',
    async run(context) {
      await context.step('Wait', () => new Promise<null>((resolve) => gates.set(context.run, () => resolve(null))));
      if (count) await context.count('files', 3);
      return undefined;
    },
  });

onPostgresql((databases) => {
  describe('beside a change of the same connection', () => {
    let world: FlowServices;

    before(async () => {
      world = await createFlowServices(await databases.open(), [flow('end', false), flow('count', true)]);
      await world.launch();
    });
    after(() => world.stop());

    /** Something else holds the connection. What the run does meanwhile waits for it, and holds nothing that the other may want next. */
    async function waitsEmptyHanded(key: string): Promise<string> {
      const { queries } = world.ports.database;
      const connection = await world.connect();
      const id = await world.start(connection, key);
      await until(() => gates.has(id));
      await queries.transaction().execute(async (transaction) => {
        await lockConnection(transaction, connection.id);
        gates.get(id)?.();
        await until(async () => (await waitingForLocks(queries)) > 0);
        const { rows } = await sql`select 1 from runs where id = ${id} for update nowait`.execute(transaction);
        assert.equal(rows.length, 1);
      });
      return id;
    }

    it('the end of a run waits without holding the run', async () => {
      assert.equal((await world.ended(await waitsEmptyHanded('end'))).status, 'succeeded');
    });

    it('so does a count', async () => {
      assert.equal((await world.ended(await waitsEmptyHanded('count'))).status, 'succeeded');
      const { amount } = await world.ports.database.queries.selectFrom('counters').select('amount').executeTakeFirstOrThrow();
      assert.equal(amount, 3);
    });
  });
});
