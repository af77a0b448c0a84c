import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineFlow } from '../../../../src/server/hub/definitions/define.js';
import type { RunnerOptions } from '../../../../src/server/hub/runner/runner.js';
import { eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createFlowServices } from './test-services.js';

eachDatabase((databases) => {
  describe('a server that is stopped', () => {
    /** Starts a run whose first step waits to be let go, stops the server in it, and goes on with the next one. */
    async function stopInAStep(runner: Omit<RunnerOptions, 'identity'>, letGo: 'before it stops' | 'when it has stopped') {
      const database = await databases.open();
      const done: string[] = [];
      let go = (): void => undefined;
      const wait = defineFlow({
        key: 'wait',
        name: 'Wait',
        version: '1',
        async run(context) {
          await context.step('One', async () => {
            done.push('one');
            if (done.length === 1) await new Promise<void>((resolve) => (go = resolve));
            return null;
          });
          await context.step('Two', async () => {
            done.push('two');
            return null;
          });
          return undefined;
        },
      });
      const first = await createFlowServices(database, [wait], { runner });
      await first.launch();
      const run = await first.start(await first.connect(), 'wait');
      await until(() => done.length === 1);
      const since = performance.now();
      const stopped = first.stop();
      // The step takes a little longer than the server takes to begin to stop.
      if (letGo === 'before it stops') setTimeout(() => go(), 500);
      await stopped;
      const took = performance.now() - since;
      const atTheStop = [...done];
      const second = await createFlowServices(database, [wait]);
      await second.launch();
      if (letGo === 'when it has stopped') go();
      const { status } = await second.ended(run);
      await second.stop();
      return { status, done, atTheStop, took };
    }

    it('lets the step under way end, and begins no other one', async () => {
      const { status, done, atTheStop } = await stopInAStep({}, 'before it stops');
      assert.deepEqual([status, atTheStop, done], ['succeeded', ['one'], ['one', 'two']]);
    });

    it('waits for none that takes too long: that one is done again', async () => {
      const { status, done, took } = await stopInAStep({ grace: 200 }, 'when it has stopped');
      assert.deepEqual([status, done], ['succeeded', ['one', 'one', 'two']]);
      assert.ok(took < 4000, `${took} ms`);
    });
  });
});
