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

    it('is told to nobody as if its runs had begun again', async () => {
      const database = await databases.open();
      const reached = 5;
      let isSecond = false;
      let atTheGate = false;
      const count = defineFlow({
        key: 'count',
        name: 'Count',
        version: '1',
        async run(context) {
          for (let done = 1; done <= reached; done += 1) {
            await context.step('Count', async () => done);
            await context.progress({ done, total: reached + 1 });
            // What a flow does between its steps takes its time in a replay, too.
            if (isSecond) await new Promise((resolve) => setTimeout(resolve, 300));
          }
          await context.step('Wait', async (signal) => {
            atTheGate = true;
            if (!isSecond) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
            return null;
          });
          await context.progress({ done: reached + 1, total: reached + 1 });
          return undefined;
        },
      });
      const first = await createFlowServices(database, [count], { runner: { grace: 0 } });
      await first.launch();
      const run = await first.start(await first.connect(), 'count');
      const told = async () => (await first.events()).flatMap((event) => event.progress?.done ?? []);
      await until(async () => atTheGate && (await told()).includes(reached));
      await first.stop();
      isSecond = true;
      const second = await createFlowServices(database, [count]);
      await second.launch();
      assert.equal((await second.ended(run)).status, 'succeeded');
      const all = await told();
      await second.stop();
      assert.deepEqual(
        all,
        all.toSorted((one, other) => one - other),
      );
      assert.equal(all.at(-1), reached + 1);
    });

    it('waits for none that takes too long: that one is done again', async () => {
      const { status, done, took } = await stopInAStep({ grace: 200 }, 'when it has stopped');
      assert.deepEqual([status, done], ['succeeded', ['one', 'one', 'two']]);
      assert.ok(took < 4000, `${took} ms`);
    });
  });
});
