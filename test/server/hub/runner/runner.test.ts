import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ActionDefinition } from '../../../../src/contract/action.js';
import type { ConnectionRow } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineFlow, FlowError } from '../../../../src/server/hub/definitions/define.js';
import { readHistory } from '../../../../src/server/hub/history/history-line.rows.js';
import { RunnerInUseError } from '../../../../src/server/hub/runner/runner-in-use-error.js';
import { findRun, type NewRun } from '../../../../src/server/hub/runs/run.rows.js';
import { runLog } from '../../../../src/server/hub/runs/run-log.rows.js';
import { stepsOf, toRun } from '../../../../src/server/hub/runs/run-view.js';
import { eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createFlowServices, type FlowServices } from './test-services.js';

const scope = { environment: 'LIVE', tenant: 'acme' };

const gates = new Map<string, () => void>();
/** A promise that the test opens by name. */
const gate = (name: string, signal: AbortSignal) =>
  new Promise<null>((resolve, reject) => {
    gates.set(name, () => resolve(null));
    signal.addEventListener('abort', () => reject(signal.reason));
  });

const attempts = { flaky: 0 };
const flows = [
  defineFlow({
    key: 'copy',
    name: 'Copy',
    version: '1',
    async run(context) {
      await context.log('Beginning');
      for (let index = 0; index < 5; index++) {
        await context.progress({ done: index, total: 5, text: 'Copying' });
        await context.step('Copy', async () => {
          await context.count('files', 2);
          return index;
        });
      }
      await context.count('files', 1);
      return { userMessageHeader: 'Done', userMessage: `${JSON.stringify(context.input)} for ${context.tenant}` };
    },
  }),
  defineFlow({
    key: 'flaky',
    name: 'Flaky',
    version: '1',
    async run(context) {
      await context.step('Try', async () => {
        attempts.flaky += 1;
        if (attempts.flaky < 3) throw new Error('not yet');
        return null;
      });
      return undefined;
    },
  }),
  defineFlow({
    key: 'refused',
    name: 'Refused',
    version: '1',
    async run(context) {
      await context.step('Find the list', async () => {
        throw new FlowError('The list “Spring launch” no longer exists.', { userMessageHeader: 'Sync failed' });
      });
      return undefined;
    },
  }),
  defineFlow({
    key: 'signed_out',
    name: 'Signed out',
    version: '1',
    async run(context) {
      await context.step('Call', async () => {
        await context.fetch('drive', 'https://drive.example/');
        return null;
      });
      return undefined;
    },
  }),
  defineFlow({
    key: 'wait',
    name: 'Wait',
    version: '1',
    async run(context) {
      await context.step('Wait', (signal) => gate(context.run, signal));
      return undefined;
    },
  }),
  defineFlow({
    key: 'sleep',
    name: 'Sleep',
    version: '1',
    async run(context) {
      await context.sleep(60_000);
      return undefined;
    },
  }),
];

const action = (flow: string | undefined, overrides: Partial<ActionDefinition> = {}): ActionDefinition => ({
  key: flow ?? 'plain',
  name: `Do ${flow ?? 'nothing'}`,
  type: 'none',
  visibility: 'always',
  ...(flow === undefined ? {} : { flow }),
  ...overrides,
});

eachDatabase((databases) => {
  describe('the flow runner', () => {
    let world: FlowServices;

    before(async () => {
      world = await createFlowServices(await databases.open(), flows);
      await world.launch();
    });
    after(() => world.stop());

    const enqueue = async (definition: ActionDefinition, connection: ConnectionRow, more: Partial<NewRun> = {}) => {
      const { run, replayed } = await world.store(connection, definition, more);
      if (!replayed) await world.runner.handOver(run.id, run.tenant);
      return { id: run.id, replayed };
    };

    const ended = async (id: string) => {
      const run = await until(async () => {
        const row = await findRun(world.ports.database.queries, scope, id);
        return row !== undefined && row.finished_at !== null ? row : undefined;
      });
      assert.ok(run);
      return run;
    };

    const perform = async (definition: ActionDefinition) => {
      const connection = await world.connect();
      const { id } = await enqueue(definition, connection);
      return { connection, run: await ended(id) };
    };

    const reload = async (id: string) =>
      world.ports.database.queries.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

    it('runs a flow with the payload unchanged, and keeps its words, progress, steps, log and counts', async () => {
      const payload = { source: 'drive_to_gcs', deep: [1, null, { 'odd key': '✓' }] };
      const { run, connection } = await perform(action('copy', { payload }));
      const view = toRun(run, 'default');
      assert.equal(view.status, 'succeeded');
      assert.equal(view.userMessageHeader, 'Done');
      assert.equal(view.userMessage, `${JSON.stringify(payload)} for acme`);
      assert.deepEqual(view.progress, { done: 4, total: 5, text: 'Copying' });
      assert.deepEqual(
        stepsOf(run).map(({ name, status }) => ({ name, status })),
        [{ name: 'Copy × 5', status: 'succeeded' }],
      );
      const lines = await runLog(world.ports.database.queries, run.id);
      assert.deepEqual(
        lines.map(({ level, text }) => ({ level, text })),
        [{ level: 'info', text: 'Beginning' }],
      );
      const counters = await world.ports.database.queries
        .selectFrom('counters')
        .select(['counter', 'amount'])
        .where('connection', '=', connection.id)
        .execute();
      assert.equal(
        counters.reduce((sum, { amount }) => sum + amount, 0),
        11,
      );
    });

    it('tries a step again when it throws', async () => {
      const { run } = await perform(action('flaky'));
      assert.equal(run.status, 'succeeded');
      assert.equal(attempts.flaky, 3);
      attempts.flaky = 0;
    });

    it('fails with the words of the flow, and writes them into the history', async () => {
      const { run, connection } = await perform(action('refused'));
      assert.equal(run.status, 'failed');
      assert.equal(run.error_code, 'flow_failed');
      assert.equal(run.message, 'The list “Spring launch” no longer exists.');
      assert.equal(run.message_header, 'Sync failed');
      const { entries } = await readHistory(world.ports.database.queries, connection, { limit: 10 }, { of: String });
      assert.deepEqual(
        entries.map(({ outcome, message, who, action: name }) => ({ outcome, message, who, name })),
        [{ outcome: 'failed', message: 'The list “Spring launch” no longer exists.', who: 'Maya', name: 'Do refused' }],
      );
    });

    it('says which sign-in is missing', async () => {
      const { run } = await perform(action('signed_out'));
      assert.equal(run.error_code, 'not_authenticated');
    });

    it('makes a connection active when an Activation has succeeded, with and without a flow', async () => {
      for (const flow of ['copy', undefined]) {
        const { run, connection } = await perform(action(flow, { type: 'activation' }));
        assert.equal(run.status, 'succeeded');
        const row = await reload(connection.id);
        assert.equal(row.active, true);
        assert.equal(row.active_by, 'Maya');
        const { entries } = await readHistory(world.ports.database.queries, connection, { limit: 10 }, { of: String });
        assert.equal(entries[0]?.kind, 'connected');
      }
    });

    it('leaves a connection inactive when its Activation has failed', async () => {
      const { connection } = await perform(action('refused', { type: 'activation' }));
      assert.equal((await reload(connection.id)).active, false);
    });

    it('stops other runs, withdraws sign-ins and erases settings when a Deactivation succeeds', async () => {
      const { connection } = await perform(action(undefined, { type: 'activation' }));
      await world.ports.database.queries
        .insertInto('configurations')
        .values({ connection: connection.id, flow: 'settings', values: '{}', version: '1', form: null, saved_at: new Date() })
        .execute();
      const waiting = await enqueue(action('wait'), connection);
      await until(() => gates.has(waiting.id));
      const { id } = await enqueue(action(undefined, { type: 'deactivation', key: 'disconnect' }), connection);
      assert.equal((await ended(id)).status, 'succeeded');
      assert.equal((await ended(waiting.id)).status, 'cancelled');
      assert.deepEqual(world.erased.at(-1), connection.id);
      assert.equal((await reload(connection.id)).active, false);
      const left = await world.ports.database.queries
        .selectFrom('configurations')
        .selectAll()
        .where('connection', '=', connection.id)
        .execute();
      assert.deepEqual(left, []);
    });

    it('keeps a connection active when its Deactivation fails, and erases without the flow on request', async () => {
      const { connection } = await perform(action(undefined, { type: 'activation' }));
      const disconnect = action('refused', { type: 'deactivation', key: 'disconnect' });
      assert.equal((await ended((await enqueue(disconnect, connection)).id)).status, 'failed');
      assert.equal((await reload(connection.id)).active, true);
      const anyway = await enqueue(disconnect, connection, { anyway: true });
      assert.equal((await ended(anyway.id)).status, 'succeeded');
      assert.equal((await reload(connection.id)).active, false);
    });

    it('answers the active run when the same action is started again, however many ask at once', async () => {
      const connection = await world.connect();
      const started = await Promise.all(Array.from({ length: 8 }, () => enqueue(action('wait'), connection)));
      assert.equal(new Set(started.map(({ id }) => id)).size, 1);
      assert.equal(started.filter(({ replayed }) => !replayed).length, 1);
      const id = started[0]?.id ?? '';
      await until(() => gates.has(id));
      gates.get(id)?.();
      assert.equal((await ended(id)).status, 'succeeded');
    });

    it('cancels a step under way, and a sleep', async () => {
      for (const flow of ['wait', 'sleep']) {
        const connection = await world.connect();
        const { id } = await enqueue(action(flow), connection);
        await until(async () => (await findRun(world.ports.database.queries, scope, id))?.status === 'running');
        if (flow === 'wait') await until(() => gates.has(id));
        assert.equal(await world.runner.cancel(id), true);
        assert.equal((await ended(id)).status, 'cancelled');
        assert.equal(await world.runner.cancel(id), false);
      }
    });

    it('keeps nothing of what flows handle in clear beside our own tables', async () => {
      await perform(action('copy', { payload: { marker: 'marker-in-the-payload' } }));
      const { rows } = await world.ports.database.pool.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'integration_hub_flows'`,
      );
      assert.ok(rows.length > 5);
      for (const { name } of rows) {
        const found = await world.ports.database.pool.query(
          `select 1 from integration_hub_flows."${name}" as entry where entry::text like '%marker-in-the-payload%'`,
        );
        assert.equal(found.rowCount, 0, name);
      }
    });

    it('refuses a second database in the same process, and shares its own', async () => {
      const other = await createFlowServices(world.ports.database, flows, { identity: 'another' });
      await assert.rejects(other.launch(), RunnerInUseError);
      const same = await createFlowServices(world.ports.database, flows);
      await same.launch();
      await same.stop();
      assert.equal((await perform(action('copy'))).run.status, 'succeeded');
    });
  });
});
