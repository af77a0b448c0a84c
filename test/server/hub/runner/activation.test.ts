import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';

const activations = 200;
const atOnce = 10;

eachDatabase((databases) => {
  describe('an Activation', () => {
    let hub: TestServer;
    before(async () => {
      hub = await startTestServer(await databases.place());
    });
    after(() => hub.stop());

    /** Reads every millisecond from before the run until the connection is active. Answers how often it read. */
    async function activate(turn: number): Promise<number> {
      const token = await hub.token({ tenant: `tenant-${turn}` });
      const base = '/v1/widgets/plain/connections/default';
      const { body: run } = await hub.call('POST', `${base}/actions/connect/runs`, { token, body: {} });
      for (let reads = 1; ; reads++) {
        const { body } = await hub.call('GET', base, { token });
        const underWay = body.activeRuns.some(({ id }: { id: string }) => id === run.id);
        assert.notEqual(underWay, body.active, `read ${reads}: under way ${underWay}, active ${body.active}`);
        if (body.active) {
          assert.deepEqual([body.lastRun.id, body.lastRun.status], [run.id, 'succeeded']);
          return reads;
        }
        await pause(1);
      }
    }

    it('is under way or the connection is active, and nothing in between, for whoever reads', async (test) => {
      const reads: number[] = [];
      let next = 0;
      const worker = async (): Promise<void> => {
        while (next < activations) reads.push(await activate(next++));
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      test.diagnostic(`${reads.length} Activations, ${reads.reduce((sum, count) => sum + count, 0)} reads`);
      assert.equal(reads.length, activations);
      assert.ok(Math.min(...reads) > 1, 'each was seen under way');
    });
  });
});
