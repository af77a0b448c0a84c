import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../../../src/server/platform/database/open-database.js';
import { eachDatabase } from '../../../support/databases.js';

describe('a database', () => {
  eachDatabase(({ open, kind, place }) => {
    let database: Database;
    before(async () => {
      database = await open();
      await database.pool.query(
        'create table items (id integer primary key, name text unique, revision integer not null default 0)',
      );
      await database.pool.query("insert into items values (1, 'one'), (2, 'two')");
    });
    const names = async () => (await database.pool.query('select name from items order by id')).rows.map(({ name }) => name);

    it('says which one it is', () => {
      assert.equal(database.kind, kind);
    });

    it('reads every type as node-postgres does', async () => {
      const instant = '2026-02-03T04:05:06.789Z';
      const { rows, fields, rowCount, command } = await database.pool.query(
        `select 9007199254740993::bigint as large, $1::timestamptz as at, '2026-02-03'::date = $2::date as same_day, 1.50::numeric as exact,
           $3::jsonb as json, $4::text[] as texts, array[1, 2]::bigint[] as numbers, true as yes, null as nothing, '\\x00ff'::bytea as bytes,
           0.1::float8 as near, $5::bytea as sent`,
        [new Date(instant), '2026-02-03', { a: [1, 'ü'] }, ['x', 'y,"z"'], Buffer.from([1, 2])],
      );
      assert.deepEqual(rows, [
        {
          large: '9007199254740993',
          at: new Date(instant),
          same_day: true,
          exact: '1.50',
          json: { a: [1, 'ü'] },
          texts: ['x', 'y,"z"'],
          numbers: ['1', '2'],
          yes: true,
          nothing: null,
          bytes: Buffer.from([0, 255]),
          near: 0.1,
          sent: Buffer.from([1, 2]),
        },
      ]);
      assert.equal(fields[0]?.dataTypeID, 20);
      assert.deepEqual([rowCount, command], [1, 'SELECT']);
    });

    it('answers rows as arrays, several statements at once, and a million characters', async () => {
      const { rows } = await database.pool.query({ text: 'select 1 as a, 2 as b', rowMode: 'array' });
      assert.deepEqual(rows, [[1, 2]]);
      const answers: unknown = await database.pool.query('select 1 as a; select 2 as b');
      assert.deepEqual(
        (answers as { rows: unknown[] }[]).map((answer) => answer.rows),
        [[{ a: 1 }], [{ b: 2 }]],
      );
      const text = 'ä'.repeat(1e6);
      assert.equal((await database.pool.query('select $1::text as text', [text])).rows[0].text, text);
    });

    it('keeps prepared statements of the same name apart between clients', async () => {
      const clients = await Promise.all([database.pool.connect(), database.pool.connect()]);
      try {
        for (const round of [1, 2]) {
          for (const [index, client] of clients.entries()) {
            const query = { name: 'same', text: `select $1::int + ${index} as sum`, values: [round] };
            assert.deepEqual((await client.query(query)).rows, [{ sum: round + index }]);
          }
        }
      } finally {
        for (const client of clients) client.release();
      }
    });

    it('names the constraint that a row violates', async () => {
      await assert.rejects(database.pool.query("insert into items values (3, 'one')"), {
        name: 'error',
        code: '23505',
        constraint: 'items_name_key',
        table: 'items',
      });
    });

    it('goes on after a syntax error', async () => {
      await assert.rejects(database.pool.query('selec'), { code: '42601' });
      await assert.rejects(database.pool.query('select $1::int', ['x']), { code: '22P02' });
      assert.deepEqual(await names(), ['one', 'two']);
    });

    it('undoes a transaction that fails, and a part of one to its savepoint', async () => {
      const failing = database.queries.transaction().execute(async (transaction) => {
        await sql`insert into items values (3, 'three')`.execute(transaction);
        throw new Error('changed my mind');
      });
      await assert.rejects(failing, { message: 'changed my mind' });
      assert.deepEqual(await names(), ['one', 'two']);

      const transaction = await database.queries.startTransaction().execute();
      await sql`insert into items values (3, 'three')`.execute(transaction);
      const saved = await transaction.savepoint('before').execute();
      await assert.rejects(sql`insert into items values (4, 'one')`.execute(saved), { code: '23505' });
      await saved.rollbackToSavepoint('before').execute();
      await transaction.commit().execute();
      assert.deepEqual(await names(), ['one', 'two', 'three']);
    });

    it('lets twenty transactions lock the same row one after the other', async () => {
      const increments = Array.from({ length: 20 }, () =>
        database.queries.transaction().execute(async (transaction) => {
          const { rows } = await sql<{ revision: number }>`select revision from items where id = 1 for update`.execute(
            transaction,
          );
          await sql`update items set revision = ${(rows[0]?.revision ?? 0) + 1} where id = 1`.execute(transaction);
        }),
      );
      await Promise.all(increments);
      const { rows } = await database.pool.query('select revision from items where id = 1');
      assert.deepEqual(rows, [{ revision: 20 }]);
    });

    it('undoes what a client leaves open when it is thrown away', async () => {
      const client = await database.pool.connect();
      await client.query('begin');
      await client.query("update items set name = 'changed' where id = 1");
      client.release(true);
      await database.pool.query("update items set name = 'one' where id = 1 and name = 'one'");
      assert.equal((await names())[0], 'one');
    });

    it('answers nothing after it was closed, and can be closed twice', async () => {
      const other = await open(await place());
      await other.close();
      await other.close();
      await assert.rejects(other.pool.query('select 1'), /after calling end/);
    });
  });

  it('is not opened without saying where it is', async () => {
    await assert.rejects(openDatabase({}), { name: 'StoreError', code: 'database_options_invalid' });
    await assert.rejects(openDatabase({ url: 'postgres://x', dataDirectory: 'y' }), { code: 'database_options_invalid' });
  });
});
