import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { onPostgresql } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createFlowServices } from './test-services.js';

onPostgresql((databases) => {
  it('what was remembered of a step is taken for no other one’s, of its own run or another', async () => {
    const database = await databases.open();
    const waiting = new Set<string>();
    const told = new Map<string, string[]>();
    let isHeld = true;
    const flow = defineFlow({
      key: 'remember',
      name: 'Remember',
      version: '1',
      async run(context) {
        const secrets = [
          await context.step('Read', async () => `first of ${context.run}`),
          await context.step('Read', async () => `second of ${context.run}`),
        ];
        told.set(context.run, secrets);
        await context.step('Wait', async () => {
          waiting.add(context.run);
          if (isHeld) await new Promise(() => undefined);
          return null;
        });
        return undefined;
      },
    });
    const first = await createFlowServices(database, [flow], { runner: { grace: 0 } });
    await first.launch();
    const runs: string[] = [];
    for (let index = 0; index < 4; index++) runs.push(await first.start(await first.connect(), 'remember'));
    await until(() => runs.every((run) => waiting.has(run)));
    await first.stop();
    const [one = '', other = '', twice = '', untouched = ''] = runs;
    const outputs = sql.table('integration_hub_flows.operation_outputs');
    const swap = (left: readonly [string, number], right: readonly [string, number]) =>
      sql`update ${outputs} as own set output = theirs.output from ${outputs} as theirs
        where (own.workflow_uuid = ${left[0]} and own.function_id = ${left[1]} and theirs.workflow_uuid = ${right[0]} and theirs.function_id = ${right[1]})
          or (own.workflow_uuid = ${right[0]} and own.function_id = ${right[1]} and theirs.workflow_uuid = ${left[0]} and theirs.function_id = ${left[1]})`.execute(
        database.queries,
      );
    await swap([one, 1], [other, 1]);
    await swap([twice, 1], [twice, 2]);
    told.clear();
    isHeld = false;
    const second = await createFlowServices(database, [flow]);
    await second.launch();
    const ended: string[] = [];
    for (const run of runs) ended.push((await second.ended(run)).status);
    await second.stop();
    assert.deepEqual(ended, ['failed', 'failed', 'failed', 'succeeded']);
    assert.deepEqual([...told], [[untouched, [`first of ${untouched}`, `second of ${untouched}`]]]);
  });
});
