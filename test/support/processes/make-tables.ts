import { makeTables } from '../migrated-database.js';

/** Makes the embedded database in a directory, with the tables of a server. */
const [, , dataDirectory] = process.argv;
await makeTables({ dataDirectory });
process.exit(0);
