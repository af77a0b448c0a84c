import type { ResolvedOptions } from '../../options/options.js';
import type { Database } from '../../platform/database/open-database.js';
import type { Log } from '../../platform/log.js';
import type { Vault } from '../../platform/vault/vault.js';
import type { Catalogue } from '../definitions/catalogue.js';
import type { Credentials } from './credentials.js';
import type { Outbox } from './outbox.js';
import type { RunQueue } from './run-queue.js';

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
