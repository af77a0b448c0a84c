import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { onPostgresql } from '../../../support/databases.js';
import { until } from '../../../support/until.js';

describe('a connection that is lost', () => {
  onPostgresql(({ open }) => {
    const sleeping =
      "from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%' and pid <> pg_backend_pid()";

    it('fails the transaction under way, and the pool goes on with another', async () => {
      const errors: Error[] = [];
      const database = await open(undefined, { onError: (error) => errors.push(error) });
      const transaction = database.queries.transaction().execute(async (queries) => {
        await sql`create table lost (id integer)`.execute(queries);
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(queries);
        await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
        await sql`insert into lost values (1)`.execute(queries);
      });
      await assert.rejects(transaction);
      assert.ok(errors.length > 0);
      assert.deepEqual((await database.pool.query("select to_regclass('lost') as found")).rows, [{ found: null }]);
    });

    it('fails the query under way', async () => {
      const database = await open();
      const ended = assert.rejects(database.pool.query('select pg_sleep(60)'), { code: '57P01' });
      await until(async () => (await database.pool.query(`select pg_terminate_backend(pid) ${sleeping}`)).rowCount === 1);
      await ended;
    });
  });
});
