import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startProcess } from '../../../support/child-process.js';
import { onPostgresql } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createWay } from '../../../support/way.js';

describe('the boot lock', () => {
  onPostgresql(({ open, place }) => {
    it('lets one of several processes in at a time, and all of them in the end', async () => {
      const where = await place();
      assert.ok('url' in where);
      const database = await open(where);
      await database.pool.query('create table inside (processes integer not null, visits integer not null)');
      await database.pool.query('insert into inside values (0, 0)');
      const file = new URL('./processes/boot.ts', import.meta.url);
      const processes = Array.from({ length: 3 }, () => startProcess(file, where.url));
      assert.deepEqual(await Promise.all(processes.map(({ exit }) => exit)), [0, 0, 0]);
      assert.deepEqual(
        processes.flatMap(({ lines }) => lines),
        ['1', '1', '1'],
      );
      assert.deepEqual((await database.pool.query('select * from inside')).rows, [{ processes: 0, visits: 3 }]);
    });

    it('is not held by whoever waits for it, so that indexes can be built meanwhile', async () => {
      const database = await open();
      await database.pool.query('create table large (id integer)');
      let waiting: Promise<string> | undefined;
      await database.withBootLock(async () => {
        waiting = database.withBootLock(async () => 'second');
        const polls = "select 1 from pg_stat_activity where datname = current_database() and query like '%try_advisory_lock%'";
        await until(async () => (await database.pool.query(`${polls} and state = 'idle'`)).rowCount === 2);
        await database.pool.query('create index concurrently on large (id)');
      });
      assert.equal(await waiting, 'second');
    });

    it('is given back when the work fails, and says when it was lost during the work', async () => {
      const database = await open();
      await assert.rejects(
        database.withBootLock(() => Promise.reject(new Error('no boot'))),
        { message: 'no boot' },
      );
      const losing = database.withBootLock(async () => {
        // Of this database: other tests share the server.
        const locks =
          "from pg_locks join pg_database on oid = database where locktype = 'advisory' and datname = current_database()";
        await database.pool.query(`select pg_terminate_backend(pid) ${locks}`);
        await until(async () => (await database.pool.query(`select 1 ${locks}`)).rowCount === 0);
      });
      await assert.rejects(losing, { code: 'boot_lock_lost' });
      assert.equal(await database.withBootLock(async () => 'again'), 'again');
    });

    it('fails where the server cannot be reached', async () => {
      const way = await createWay(await place());
      const database = await open({ url: way.url });
      way.cut();
      await assert.rejects(
        database.withBootLock(async () => undefined),
        { code: 'ECONNRESET' },
      );
      await assert.rejects(database.pool.query('select 1'), { code: 'ECONNRESET' });
      await database.close();
      way.close();
    });
  });
});
