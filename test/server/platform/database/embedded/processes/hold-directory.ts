import { once } from 'node:events';
import { openDatabase } from '../../../../../../src/server/platform/database/open-database.js';

/** Opens the embedded database, says how that went, and keeps it until a line arrives. */
const [, , dataDirectory] = process.argv;
try {
  const database = await openDatabase({ dataDirectory });
  console.log('opened');
  await once(process.stdin, 'data');
  await database.close();
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? `${error.code} ${error.message}` : error);
}
process.exit();
