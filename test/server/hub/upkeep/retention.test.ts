import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { deleteConnection } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { readHistory } from '../../../../src/server/hub/history/history-line.rows.js';
import { runById } from '../../../../src/server/hub/runs/run.rows.js';
import { runLog } from '../../../../src/server/hub/runs/run-log.rows.js';
import { stepsOf } from '../../../../src/server/hub/runs/run-view.js';
import { forgetOld } from '../../../../src/server/hub/upkeep/retention.js';
import { eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createFlowServices, type FlowServices } from '../runner/test-services.js';

const DAY = 86_400_000;
const gates = new Map<string, () => void>();

const flows = [
  defineFlow({
    key: 'work',
    name: 'Work',
    version: '1',
    async run(context) {
      await context.log('Working');
      await context.step('Count', async () => {
        await context.count('files', 1);
        return null;
      });
      if (context.action.key === 'wait') {
        await context.step('Wait', () => new Promise<null>((resolve) => gates.set(context.run, () => resolve(null))));
      }
      return { userMessage: 'Worked' };
    },
  }),
];

eachDatabase((databases) => {
  describe('after 30 days', () => {
    let world: FlowServices;

    before(async () => {
      world = await createFlowServices(await databases.open(), flows);
      await world.launch();
    });
    after(() => world.stop());

    const forgetIn = (days: number) =>
      forgetOld({ ...world.ports, runs: world.runner, now: () => new Date(Date.now() + days * DAY) });

    /** The runs that the flow engine remembers anything of, in order. */
    const remembered = async (): Promise<string[]> => {
      const ids = new Set<string>();
      const { queries } = world.ports.database;
      for (const table of ['workflow_status', 'workflow_input', 'workflow_output', 'operation_outputs']) {
        const { rows } = await sql<{ id: string }>`
          select distinct workflow_uuid as id from ${sql.table(`integration_hub_flows.${table}`)}`.execute(queries);
        for (const { id } of rows) ids.add(id);
      }
      return [...ids].sort();
    };

    it('a run is a line in the history, and nothing is left of how it was carried on', async () => {
      const { queries } = world.ports.database;
      const connection = await world.connect();
      const removed = await world.connect();
      const done = await world.start(connection, 'work');
      const orphan = await world.start(removed, 'work');
      await world.ended(done);
      await world.ended(orphan);
      // Begun when the other one is over: the history is in the order in which runs began.
      const waits = await world.start(connection, 'work', { key: 'wait' });
      await until(() => gates.has(waits));
      await world.ports.database.transaction((transaction) => deleteConnection(transaction, removed));
      await until(async () => {
        const { rows } = await sql`
          select 1 from integration_hub_flows.workflow_status where completed_at is not null`.execute(queries);
        return rows.length === 2;
      });

      await forgetIn(29);
      assert.deepEqual(await remembered(), [done, orphan, waits].sort());
      assert.equal(stepsOf(await world.ended(done)).length, 1);

      await queries.updateTable('runs').set({ configuration: '{"settings":{"prefix":"a"}}' }).where('id', '=', done).execute();
      await forgetIn(31);
      const run = await world.ended(done);
      assert.deepEqual([run.steps, run.configuration, run.message], [[], {}, 'Worked']);
      assert.deepEqual(await runLog(queries, done), []);
      assert.deepEqual(await remembered(), [waits]);
      const counted = await queries.selectFrom('counted').select('run').execute();
      assert.deepEqual(counted, [{ run: waits }]);
      const { entries } = await readHistory(queries, connection, { limit: 10 }, { of: String });
      assert.deepEqual(
        entries.map(({ run: id, outcome }) => ({ id, outcome })),
        [
          { id: waits, outcome: 'running' },
          { id: done, outcome: 'succeeded' },
        ],
      );
      assert.equal((await runById(queries, waits))?.status, 'running');
      gates.get(waits)?.();
      assert.equal((await world.ended(waits)).status, 'succeeded');
    });
  });
});
