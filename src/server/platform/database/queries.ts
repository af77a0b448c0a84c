import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.js';

/** A connection of the database, or the transaction under way. */
export type Queries = Kysely<Schema> | Transaction<Schema>;
