import { setTimeout as delay } from 'node:timers/promises';
import * as library from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { defineFlow } from '../../../src/server/hub/definitions/define.js';
import { openDatabase } from '../../../src/server/platform/database/open-database.js';
import { connectTo, createFlowServices } from '../../server/hub/runner/test-services.js';

/** Carries on many flows of three steps, with this server's runner or with its library alone, and prints how long each quarter took. */
const [, , place = '', what = '', number = '400', tenants = '20'] = process.argv;
const all = Number(number);
const spread = Number(tenants);

let over = 0;
const quarters: number[] = [];
let since = performance.now();
const ended = (): void => {
  over += 1;
  if (over % (all / 4) !== 0) return;
  quarters.push(performance.now() - since);
  since = performance.now();
};
const whenOver = async (): Promise<void> => {
  while (over < all) await delay(5);
};

async function ours(): Promise<void> {
  const database = await openDatabase({ url: place });
  const flow = defineFlow({
    key: 'three',
    name: 'Three',
    version: '1',
    async run(context) {
      for (const name of ['One', 'Two', 'Three']) await context.step(name, async () => ({ name }));
      ended();
      return undefined;
    },
  });
  const world = await createFlowServices(database, [flow], { identity: place });
  await world.launch();
  const start = async (index: number) => {
    const scope = { environment: 'LIVE', tenant: `tenant-${index % spread}` };
    const connection = await connectTo(database, scope, `widget-${index}`);
    return (await world.store(connection, { key: 'three', flow: 'three' }, { flowVersion: '1' })).run;
  };
  const runs = await Promise.all(Array.from({ length: all }, (_, index) => start(index)));
  since = performance.now();
  for (const run of runs) await world.runner.handOver(run.id, run.tenant);
  await whenOver();
  await world.stop();
  await database.close();
}

async function bare(): Promise<void> {
  const { DBOS } = library;
  const workflow = DBOS.registerWorkflow(
    async () => {
      for (const name of ['One', 'Two', 'Three']) await DBOS.runStep(async () => ({ name }), { name });
      ended();
    },
    { name: 'three' },
  );
  DBOS.setConfig({
    name: 'bare',
    systemDatabaseUrl: place,
    systemDatabasePool: new pg.Pool({ connectionString: place, max: 10 }),
    useListenNotify: true,
    logger: { info: () => undefined, debug: () => undefined, warn: () => undefined, error: console.error },
  });
  await DBOS.launch();
  await DBOS.registerQueue('runs', { partitionConcurrency: 4, minPollingIntervalMs: 100, onConflict: 'always_update' });
  since = performance.now();
  for (let index = 0; index < all; index++)
    await DBOS.startWorkflow(workflow, {
      queueName: 'runs',
      enqueueOptions: { queuePartitionKey: `tenant-${index % spread}` },
    })();
  await whenOver();
  await DBOS.shutdown();
}

await (what === 'bare' ? bare() : ours());
console.log(JSON.stringify(quarters.map(Math.round)));
process.exit(0);
