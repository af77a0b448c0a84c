import { appendFileSync } from 'node:fs';
import { ensureConnection } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { openDatabase } from '../../../../src/server/platform/database/open-database.js';
import { createFlowServices } from './test-services.js';

const [, , place = '', effects = '', run = ''] = process.argv;

/** Forty steps, each of which leaves a line outside of the database. */
const flow = defineFlow({
  key: 'forty',
  name: 'Forty',
  version: '1',
  async run(context) {
    for (let index = 0; index < 40; index++) {
      await context.step('Write', async () => {
        appendFileSync(effects, `${index}\n`);
        return index;
      });
      await context.progress({ done: index + 1, total: 40 });
    }
    return { userMessage: 'Forty' };
  },
});

const database = await openDatabase(place.startsWith('postgres') ? { url: place } : { dataDirectory: place });
const { runner } = await createFlowServices(database, [flow], { identity: place });
await runner.start();
if (run === 'start') {
  const scope = { environment: 'LIVE', tenant: 'acme' };
  const connection = await ensureConnection(database.kysely, scope, 'widget', 'default', undefined, new Date());
  const action = { key: 'go', name: 'Go', type: 'none', visibility: 'always', flow: 'forty' } as const;
  await runner.enqueue({ scope, widget: 'widget', connection: connection.id, action, configuration: {}, startedBy: undefined });
}
console.log('ready');
for (;;) {
  const row = await database.kysely.selectFrom('runs').select(['status', 'message']).executeTakeFirst();
  if (row?.status === 'succeeded') {
    console.log(`over ${row.message}`);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
}
await runner.stop();
await database.close();
process.exit(0);
