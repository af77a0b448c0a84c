import type { Kysely, Transaction as KyselyTransaction } from 'kysely';
import type { Schema } from './schema.js';

/** The database, or the transaction under way: for reading, and for one statement that stands for itself. */
export type Queries = Kysely<Schema>;

/**
 * What is stored and told all or nothing. Whoever writes takes it first; only `Database.transaction` makes one, and while it is under
 * way nothing that it calls reaches the database without it.
 */
export type Transaction = KyselyTransaction<Schema>;
