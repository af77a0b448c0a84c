import { appendFileSync } from 'node:fs';
import { setTimeout as work } from 'node:timers/promises';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { openDatabase } from '../../../../src/server/platform/database/open-database.js';
import { createFlowServices } from './test-services.js';

const [, , place = '', effects = ''] = process.argv;

/** Eight steps, each of which says when it began; one is long enough to be under way in two processes at once. What it asks the database for in between, it asks as flows do. */
const flow = defineFlow({
  key: 'eight',
  name: 'Eight',
  version: '1',
  async run(context) {
    for (let index = 0; index < 8; index++) {
      await context.step(
        `Step ${index}`,
        async () => {
          appendFileSync(effects, `${context.run} ${index} ${Date.now()} ${process.pid}\n`);
          await work(index === 3 ? 6000 : 300);
          await context.count('steps', 1);
          return index;
        },
        // The database's faults are none of the step's.
        { attempts: 1 },
      );
      await context.progress({ done: index + 1, total: 8 });
      await context.log(`Step ${index}`);
      if (index === 5) await context.sleep(500);
    }
    return { userMessage: 'Eight' };
  },
});

const database = await openDatabase({ url: place });
const { launch, stop } = await createFlowServices(database, [flow], { identity: place });
await launch();
console.log('ready');
await new Promise((resolve) => process.stdin.once('data', resolve));
await stop();
await database.close();
process.exit(0);
