import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WidgetDefinition } from '../../../../src/contract/widget.js';
import { putConfiguration } from '../../../../src/server/hub/configurations/configuration.rows.js';
import type { Schedule } from '../../../../src/server/hub/configurations/schedule.rows.js';
import { type ConnectionRow, setActive } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineConfigurationFlow, defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { connectTo, createFlowServices, type FlowServices } from '../runner/test-services.js';

const settings = defineConfigurationFlow({
  key: 'settings',
  name: 'Settings',
  version: '1',
  steps: [{ key: 'one', title: 'One', fields: [] }],
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
      const widgets = [
        ...['due', 'early', 'open', 'manual'].map((key) => widget(key)),
        widget('disabled', { disabled: true }),
        widget('foreign', { tenants: ['globex'] }),
      ];
      const definitions = { widgets, configurationFlows: [settings] };
      world = await createFlowServices(await databases.open(), [sync], { definitions });
      await world.launch();
    });
    after(() => world.stop());

    const save = (connection: ConnectionRow, schedule: Schedule | undefined, at: Date) =>
      world.ports.database.transaction((transaction) =>
        putConfiguration(
          transaction,
          { connection: connection.id, flow: 'settings', values: {}, version: '1', form: 'digest', savedBy: undefined },
          schedule,
          at,
        ),
      );

    /** An active, configured connection whose schedule was kept `ago` milliseconds ago. */
    const scheduled = async (key: string, ago: number): Promise<ConnectionRow> => {
      const { database } = world.ports;
      const connection = await connectTo(database, scope, key);
      const since = { at: new Date(), by: 'Maya' };
      await database.transaction((transaction) => setActive(transaction, connection.id, since));
      await save(connection, { action: 'sync', minutes: 1 }, new Date(Date.now() - ago));
      return connection;
    };

    const runsOf = ({ id }: ConnectionRow) =>
      world.ports.database.queries.selectFrom('runs').selectAll().where('connection', '=', id).execute();

    const nextOf = ({ id }: ConnectionRow) =>
      world.ports.database.queries.selectFrom('schedules').select('next_at').where('connection', '=', id).executeTakeFirst();

    it('starts its action when it is due, once, without a person, and waits for the next time', async () => {
      const connection = await scheduled('due', 2 * minute);
      const early = await scheduled('early', 0);
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
      const disabled = await scheduled('disabled', 2 * minute);
      const foreign = await scheduled('foreign', 2 * minute);
      const open = await scheduled('open', 2 * minute);
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
      const connection = await scheduled('manual', 0);
      await save(connection, undefined, new Date());
      assert.equal(await nextOf(connection), undefined);
    });
  });
});
