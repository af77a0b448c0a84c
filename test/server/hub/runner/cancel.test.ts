import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { deleteConnection } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { markCancelling } from '../../../../src/server/hub/runs/run.rows.js';
import { eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createFlowServices, type FlowServices, flowScope } from './test-services.js';

const gates = new Map<string, () => void>();
const signals = new Map<string, AbortSignal>();
const over = new Set<string>();

const flow = (key: string, work: (run: string, signal: AbortSignal) => Promise<null>) =>
  defineFlow({
    key,
    name: key,
    version: '1',
    async run(context) {
      signals.set(context.run, context.signal);
      try {
        await context.step('Wait', (signal) => work(context.run, signal));
        await context.step('Go on', async () => null);
        return { userMessage: 'Went on' };
      } finally {
        over.add(context.run);
      }
    },
  });

const flows = [
  flow(
    'obedient',
    (_run, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  ),
  flow('deaf', (run) => new Promise((resolve) => gates.set(run, () => resolve(null)))),
  defineFlow({
    key: 'sleep',
    name: 'Sleep',
    version: '1',
    async run(context) {
      signals.set(context.run, context.signal);
      await context.sleep(3_600_000);
      return undefined;
    },
  }),
];

const disconnect = { key: 'disconnect', type: 'deactivation' } as const;

eachDatabase((databases) => {
  describe('a run that is to stop', () => {
    let world: FlowServices;
    const options = { patience: 600_000 };

    before(async () => {
      world = await createFlowServices(await databases.open(), flows, { runner: options });
      await world.launch();
    });
    after(() => world.stop());

    it('does so although nothing but its row says it', async () => {
      for (const key of ['obedient', 'sleep']) {
        const id = await world.start(await world.connect(), key);
        await until(() => signals.has(id));
        await world.ports.database.transaction((transaction) => markCancelling(transaction, id));
        assert.equal((await world.ended(id)).status, 'cancelled', key);
      }
    });

    it('can be told so before it is handed over', async () => {
      const { id } = (await world.store(await world.connect(), { key: 'sleep', flow: 'sleep' })).run;
      assert.equal(await world.runner.cancel(id), true);
      await world.runner.handOver(id, flowScope.tenant);
      assert.equal((await world.ended(id)).status, 'cancelled');
    });

    it('does so when its connection is gone', async () => {
      const connection = await world.connect();
      const id = await world.start(connection, 'obedient');
      await until(() => signals.has(id));
      await world.ports.database.transaction((transaction) => deleteConnection(transaction, connection));
      await until(() => signals.get(id)?.aborted);
    });

    it('is waited for by a Deactivation, which can be cancelled meanwhile', async () => {
      const connection = await world.connect();
      const deaf = await world.start(connection, 'deaf');
      await until(() => gates.has(deaf));
      for (const flowKey of [undefined, 'obedient']) {
        const id = await world.start(connection, flowKey, disconnect);
        await until(() => signals.get(deaf)?.aborted);
        assert.equal(await world.runner.cancel(id), true);
        assert.equal((await world.ended(id)).status, 'cancelled');
      }
      assert.ok(!world.erased.includes(connection.id));
      gates.get(deaf)?.();
      assert.equal((await world.ended(deaf)).status, 'cancelled');
    });

    it('holds up no Deactivation for longer than that is patient, and writes nothing afterwards', async () => {
      const { queries } = world.ports.database;
      const connection = await world.connect();
      const deaf = await world.start(connection, 'deaf');
      await until(() => gates.has(deaf));
      options.patience = 0;
      const id = await world.start(connection, undefined, disconnect);
      assert.equal((await world.ended(id)).status, 'succeeded');
      const before = await world.ended(deaf);
      assert.equal(before.status, 'cancelled');
      const { rows } = await sql<{ status: string }>`
        select status from integration_hub_flows.workflow_status where workflow_uuid = ${deaf}`.execute(queries);
      assert.deepEqual(rows, [{ status: 'CANCELLED' }]);
      gates.get(deaf)?.();
      await until(() => over.has(deaf));
      assert.deepEqual(await world.ended(deaf), before);
    });
  });
});
