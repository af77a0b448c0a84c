import type { ResolvedOptions } from '../../options/options.js';
import type { Background } from '../../platform/background.js';
import type { Database } from '../../platform/database/open-database.js';
import type { Log } from '../../platform/log.js';
import type { SafeFetch } from '../../platform/outgoing/safe-fetch.js';
import type { Vault } from '../../platform/vault/vault.js';
import type { Definitions } from '../definitions/definitions.js';
import type { Credentials } from './credentials.js';
import type { Outbox } from './outbox.js';
import type { RunQueue } from './run-queue.js';

/** The parts of a started server, made once by `start()`. Functions take those that they use. */
export interface Services {
  readonly options: ResolvedOptions;
  readonly database: Database;
  readonly vault: Vault;
  readonly definitions: Definitions;
  readonly outbox: Outbox;
  readonly credentials: Credentials;
  readonly runs: RunQueue;
  /** What goes on behind the requests. */
  readonly background: Background;
  /** `fetch` for addresses that others choose. */
  readonly outgoing: SafeFetch;
  readonly log: Log;
  /** The clock; tests set it. */
  readonly now: () => Date;
}
