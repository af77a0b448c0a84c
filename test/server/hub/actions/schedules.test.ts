import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WidgetDefinition } from '../../../../src/contract/widget.js';
import { keepSchedule } from '../../../../src/server/hub/configurations/schedule.rows.js';
import { type ConnectionRow, ensureConnection } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineConfigurationFlow, defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createFlowServices, type FlowServices } from '../runner/test-services.js';

const settings = defineConfigurationFlow({
  key: 'settings',
  name: 'Settings',
  version: '1',
  steps: [],
  schedule: ({ minutes }) => (typeof minutes === 'number' ? { action: 'sync', minutes } : undefined),
});

const sync = defineFlow({ key: 'sync', name: 'Sync', version: '1', run: async () => ({ userMessage: 'Synced' }) });

const widget = (key: string, overrides: Partial<WidgetDefinition> = {}): WidgetDefinition => ({
  key,
  name: key,
  configurations: [{ flow: 'settings' }],
  actions: [{ key: 'sync', name: 'Sync', type: 'none', visibility: 'post_auth_configured', flow: 'sync' }],
  ...overrides,
});

eachDatabase((databases) => {
  describe('a schedule', () => {
    let world: FlowServices;
    const scope = { environment: 'DRAFT', tenant: 'acme' };
    const minute = 60_000;

    before(async () => {
      world = await createFlowServices(await databases.open(), [sync]);
      await world.runner.start();
    });
    after(() => world.runner.stop());

    /** An active, configured connection whose schedule was kept `ago` milliseconds ago. */
    const scheduled = async (definition: WidgetDefinition, ago: number): Promise<ConnectionRow> => {
      const { kysely } = world.services.database;
      const now = new Date();
      await kysely
        .insertInto('widgets')
        .values({ key: definition.key, position: 0, definition: JSON.stringify(definition), source: 'code', updated_at: now })
        .execute();
      const connection = await ensureConnection(kysely, scope, definition.key, 'default', 'Maya', now);
      await kysely.updateTable('connections').set({ active: true }).where('id', '=', connection.id).execute();
      await kysely
        .insertInto('configurations')
        .values({ connection: connection.id, flow: 'settings', values: '{}', version: '1', saved_at: now })
        .execute();
      await keepSchedule(kysely, connection.id, settings, { minutes: 1 }, new Date(now.getTime() - ago));
      return connection;
    };

    const runsOf = ({ id }: ConnectionRow) =>
      world.services.database.kysely.selectFrom('runs').selectAll().where('connection', '=', id).execute();

    const nextOf = ({ id }: ConnectionRow) =>
      world.services.database.kysely.selectFrom('schedules').select('next_at').where('connection', '=', id).executeTakeFirst();

    it('starts its action when it is due, once, without a person, and waits for the next time', async () => {
      const connection = await scheduled(widget('due'), 2 * minute);
      const early = await scheduled(widget('early'), 0);
      await until(async () => (await runsOf(connection)).some((run) => run.status === 'succeeded'), { timeout: 8000 });
      const runs = await runsOf(connection);
      assert.deepEqual(
        runs.map(({ scheduled: byItself, started_by }) => ({ byItself, started_by })),
        [{ byItself: true, started_by: null }],
      );
      assert.ok(((await nextOf(connection))?.next_at.getTime() ?? 0) > Date.now() + 30_000);
      assert.deepEqual(await runsOf(early), []);
    });

    it('pauses while the widget is disabled or not for the tenant', async () => {
      const disabled = await scheduled(widget('disabled', { disabled: true }), 2 * minute);
      const foreign = await scheduled(widget('foreign', { tenants: ['globex'] }), 2 * minute);
      const open = await scheduled(widget('open'), 2 * minute);
      await until(async () => (await runsOf(open)).length > 0, { timeout: 8000 });
      await until(
        async () =>
          ((await nextOf(disabled))?.next_at.getTime() ?? 0) > Date.now() &&
          ((await nextOf(foreign))?.next_at.getTime() ?? 0) > Date.now(),
      );
      assert.deepEqual(await runsOf(disabled), []);
      assert.deepEqual(await runsOf(foreign), []);
    });

    it('is forgotten when the saved values ask for none', async () => {
      const connection = await scheduled(widget('manual'), 0);
      await keepSchedule(world.services.database.kysely, connection.id, settings, {}, new Date());
      assert.equal(await nextOf(connection), undefined);
    });
  });
});
