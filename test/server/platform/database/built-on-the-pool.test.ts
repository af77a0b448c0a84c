import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import { eachDatabase } from '../../../support/databases.js';

describe('what is built on the pool', () => {
  eachDatabase(({ open, kind }) => {
    it('runs a durable flow of two steps, each once, and wakes it by an event', async () => {
      const database = await open();
      const done: string[] = [];
      const flow = DBOS.registerWorkflow(
        async (name: string) => {
          const first = await DBOS.runStep(async () => `${name} one`, { name: 'one' });
          const word = await DBOS.recv<string>('word', 20);
          const second = await DBOS.runStep(
            async () => {
              done.push(`${first} ${word}`);
              return `${first} two`;
            },
            { name: 'two' },
          );
          return second;
        },
        { name: `flow on ${kind}` },
      );
      await launch(database);
      try {
        const handle = await DBOS.startWorkflow(flow, { workflowID: 'run-1' })('a');
        await DBOS.send('run-1', 'hello', 'word');
        assert.equal(await handle.getResult(), 'a one two');
        assert.deepEqual(done, ['a one hello']);
        const again = await DBOS.startWorkflow(flow, { workflowID: 'run-1' })('a');
        assert.equal(await again.getResult(), 'a one two');
        assert.deepEqual(done, ['a one hello']);
        const steps = (await DBOS.listWorkflowSteps('run-1')) ?? [];
        assert.deepEqual(
          steps.map(({ name }) => name).filter((name) => name === 'one' || name === 'two'),
          ['one', 'two'],
        );
      } finally {
        await DBOS.shutdown();
      }
      await database.close();
    });

    it('limits a rate, counting twenty requests at the same time once each', async () => {
      const database = await open();
      const limiter = await new Promise<RateLimiterPostgres>((resolve, reject) => {
        const made: RateLimiterPostgres = new RateLimiterPostgres(
          {
            storeClient: database.pool,
            storeType: 'pool',
            tableName: 'rate_limits',
            keyPrefix: 'tenant',
            points: 5,
            duration: 60,
          },
          (error?: Error) => (error ? reject(error) : resolve(made)),
        );
      });
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => limiter.consume('acme')));
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 5);
      assert.equal((await limiter.get('acme'))?.consumedPoints, 20);
      await database.close();
    });
  });
});

async function launch(database: Database): Promise<void> {
  DBOS.setConfig({
    name: 'hub',
    systemDatabaseUrl: 'postgres://nobody@unused.invalid/unused',
    systemDatabasePool: database.pool,
    systemDatabaseSchemaName: 'flows',
    executorID: 'test',
    applicationVersion: '1',
    logLevel: 'error',
  });
  await database.withBootLock(() => DBOS.launch());
}
