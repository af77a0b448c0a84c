import type { WidgetDefinition } from '../../../../src/contract/widget.js';
import { putConfiguration } from '../../../../src/server/hub/configurations/configuration.rows.js';
import type { Schedule } from '../../../../src/server/hub/configurations/schedule.rows.js';
import { type ConnectionRow, setActive } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineConfigurationFlow, defineFlow } from '../../../../src/server/hub/definitions/define.js';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import { connectTo } from '../runner/test-services.js';

const settings = defineConfigurationFlow({
  key: 'settings',
  name: 'Settings',
  version: '1',
  steps: [{ key: 'one', title: 'One', fields: [] }],
});

export const sync = defineFlow({ key: 'sync', name: 'Sync', version: '1', run: async () => ({ userMessage: 'Synced' }) });

/** With an action that a schedule may start. */
const widget = (key: string, overrides: Partial<WidgetDefinition> = {}): WidgetDefinition => ({
  key,
  name: key,
  configurations: [{ flow: 'settings' }],
  actions: [{ key: 'sync', name: 'Sync', type: 'none', visibility: 'post_auth_configured', flow: 'sync' }],
  ...overrides,
});

export const scheduledDefinitions = {
  widgets: [
    ...['due', 'early', 'open', 'manual'].map((key) => widget(key)),
    widget('disabled', { disabled: true }),
    widget('foreign', { tenants: ['globex'] }),
  ],
  configurationFlows: [settings],
};

export const save = (
  database: Database,
  connection: ConnectionRow,
  schedule: Schedule | undefined,
  at: Date,
): ReturnType<typeof putConfiguration> =>
  database.transaction((transaction) =>
    putConfiguration(
      transaction,
      { connection: connection.id, flow: 'settings', values: {}, version: '1', form: 'digest', savedBy: undefined },
      schedule,
      at,
    ),
  );

/** An active, configured connection whose schedule was kept `ago` milliseconds ago. */
export async function scheduled(
  database: Database,
  key: string,
  ago: number,
  { tenant = 'acme', minutes = 1 }: { readonly tenant?: string; readonly minutes?: number } = {},
): Promise<ConnectionRow> {
  const connection = await connectTo(database, { environment: 'DRAFT', tenant }, key);
  const since = { at: new Date(), by: 'Maya' };
  await database.transaction((transaction) => setActive(transaction, connection.id, since));
  await save(database, connection, { action: 'sync', minutes }, new Date(Date.now() - ago));
  return connection;
}
