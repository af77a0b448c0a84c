import { setTimeout as work } from 'node:timers/promises';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { openDatabase } from '../../../../src/server/platform/database/open-database.js';
import { connectTo, createFlowServices, flowScope } from './test-services.js';

const [, , place = '', what = ''] = process.argv;

const flows = [
  defineFlow({
    key: 'deadly',
    name: 'Deadly',
    version: '1',
    async run(context) {
      await context.step('Live', async () => null);
      await context.step('Die', async () => {
        // Once what was recorded is on the disk: the embedded database does not wait for that.
        await work(500);
        process.kill(process.pid, 'SIGKILL');
        return null;
      });
      return undefined;
    },
  }),
  defineFlow({
    key: 'beside',
    name: 'Beside',
    version: '1',
    async run(context) {
      await context.step('Take long', () => work(4000, null));
      return { userMessage: 'Lived' };
    },
  }),
  defineFlow({
    key: 'asleep',
    name: 'Asleep',
    version: '1',
    async run(context) {
      await context.sleep(600_000);
      return undefined;
    },
  }),
];

const database = await openDatabase(place.startsWith('postgres') ? { url: place } : { dataDirectory: place });
const { launch, stop, start, ended } = await createFlowServices(database, flows, { identity: place });
if (what === 'start') {
  const connect = (widget: string) => connectTo(database, flowScope, widget);
  await launch();
  await start(await connect('asleep'), 'asleep');
  // Under way when the process dies.
  await start(await connect('beside'), 'beside');
  await start(await connect('deadly'), 'deadly');
} else await launch();
const runs = await database.queries.selectFrom('runs').select(['id', 'flow']).execute();
for (const { id, flow } of runs.filter((run) => run.flow !== 'asleep')) {
  const { status, error_code: code, message } = await ended(id);
  console.log(`${flow} ${status} ${code ?? message}`);
}
const asleep = await database.queries
  .selectFrom('runs')
  .select(['status', 'deaths'])
  .where('flow', '=', 'asleep')
  .executeTakeFirst();
console.log(`asleep ${asleep?.status} ${asleep?.deaths.length}`);
await stop();
await database.close();
process.exit(0);
