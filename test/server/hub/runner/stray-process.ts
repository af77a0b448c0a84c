import { readFile } from 'node:fs';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import { openDatabase } from '../../../../src/server/platform/database/open-database.js';
import { until } from '../../../support/until.js';
import { connectTo, createFlowServices, flowScope } from './test-services.js';

const [, , place = '', whose = ''] = process.argv;

const later = (work: (reject: (cause: Error) => void) => void) => new Promise<null>((_resolve, reject) => work(reject));

/** Forgets to wait, in every way that a promise can fail. */
const flow = defineFlow({
  key: 'forgetful',
  name: 'Forgetful',
  version: '1',
  async run(context) {
    const forget = (): void => {
      void Promise.reject(new Error('at once'));
      void later((reject) => void setTimeout(() => reject(new Error('by a timer')), 1));
      void later((reject) => readFile('/nowhere/at/all', (cause) => reject(cause ?? new Error('read'))));
      void (async () => {
        await null;
        throw new Error('in a function of its own');
      })();
      void context.fetch('drive', 'https://drive.example/');
    };
    forget();
    void context.step('Forgotten', () => Promise.reject(new Error('in a forgotten step')), { attempts: 1 });
    await context.step('Step', async () => {
      forget();
      return null;
    });
    // Five of each `forget`, and the step.
    await context.step('Wait', async () => until(() => errors >= 11));
    return { userMessage: 'Survived' };
  },
});

const database = await openDatabase(place.startsWith('postgres') ? { url: place } : { dataDirectory: place });
let errors = 0;
const print = (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
  errors += 1;
  console.log(`error ${message} ${fields['run'] ?? ''}`);
};
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: print };
const { launch, stop, start, ended } = await createFlowServices(database, [flow], { log, identity: place });
await launch();
const run = await ended(await start(await connectTo(database, flowScope, `widget-${process.pid}`), 'forgetful'));
console.log(`${run.id} ${run.status} ${run.message}`);
if (whose === 'of somebody else') {
  void Promise.reject(new Error('not of a flow'));
  await new Promise((resolve) => setTimeout(resolve, 200));
}
await stop();
await database.close();
process.exit(0);
