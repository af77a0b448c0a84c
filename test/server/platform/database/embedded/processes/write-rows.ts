import { openDatabase } from '../../../../../../src/server/platform/database/open-database.js';

/** Writes rows for ever and prints each number once the database has acknowledged it. */
const [, , dataDirectory] = process.argv;
const database = await openDatabase({ dataDirectory });
await database.pool.query('create table if not exists written (number bigint primary key, text text)');
const { rows } = await database.pool.query<{ last: string }>('select coalesce(max(number), 0) as last from written');

for (let number = Number(rows[0]?.last) + 1; ; number++) {
  await database.queries.connection().execute(async () => undefined);
  await database.pool.query('insert into written values ($1, $2)', [number, 'x'.repeat(2000)]);
  if (number % 50 === 0) await database.pool.query('checkpoint');
  process.stdout.write(`${number}\n`);
}
