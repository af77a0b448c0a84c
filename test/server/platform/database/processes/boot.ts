import { openDatabase } from '../../../../../src/server/platform/database/open-database.js';

/** Counts itself in and out of the section that the boot lock guards, and fails when it is not alone there. */
const [, , url] = process.argv;
const database = await openDatabase({ url });
await database.withBootLock(async () => {
  const { rows } = await database.pool.query('update inside set processes = processes + 1 returning processes');
  await database.pool.query('select pg_sleep(0.05)');
  await database.pool.query('update inside set processes = processes - 1, visits = visits + 1');
  console.log(rows[0].processes);
});
await database.close();
