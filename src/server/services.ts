import type { Kysely, Transaction } from 'kysely';
import type { Catalogue } from './catalogue/catalogue.js';
import type { RunQueue } from './flows/run-queue.js';
import type { Log } from './log.js';
import type { Credentials } from './oauth/credentials.js';
import type { ResolvedOptions } from './options.js';
import type { Database } from './store/open-database.js';
import type { Outbox } from './store/outbox.js';
import type { Schema } from './store/schema.js';
import type { Vault } from './vault.js';

/** A connection of the database, or the transaction under way. */
export type Queries = Kysely<Schema> | Transaction<Schema>;

/** What the parts of a started server share. Made once by `start()`. */
export interface Services {
  readonly options: ResolvedOptions;
  readonly database: Database;
  readonly vault: Vault;
  readonly catalogue: Catalogue;
  readonly outbox: Outbox;
  readonly credentials: Credentials;
  readonly runs: RunQueue;
  readonly log: Log;
  /** The clock; tests set it. */
  readonly now: () => Date;
}
