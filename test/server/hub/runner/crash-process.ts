import { appendFileSync } from 'node:fs';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { openDatabase } from '../../../../src/server/platform/database/open-database.js';
import { connectTo, createFlowServices, flowScope } from './test-services.js';

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
const { launch, stop, start } = await createFlowServices(database, [flow], { identity: place });
await launch();
if (run === 'start') {
  await start(await connectTo(database, flowScope, 'widget'), 'forty');
}
console.log('ready');
for (;;) {
  const row = await database.queries.selectFrom('runs').select(['status', 'message']).executeTakeFirst();
  if (row?.status === 'succeeded') {
    console.log(`over ${row.message}`);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
}
await stop();
await database.close();
process.exit(0);
