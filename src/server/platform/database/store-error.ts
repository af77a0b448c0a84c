import { CodedError } from '../coded-error.js';

export type StoreErrorCode =
  | 'boot_lock_lost'
  | 'boot_lock_timeout'
  | 'data_directory_in_use'
  | 'database_closed'
  | 'database_damaged'
  | 'database_failed'
  | 'database_options_invalid'
  | 'database_pooled'
  | 'database_refused'
  | 'database_unreachable'
  | 'database_unsuitable'
  | 'disk_full'
  | 'outside_transaction'
  | 'peer_missing';

/** Why the database could not be opened or used. The message is for the operator and says the way out. */
export class StoreError extends CodedError<StoreErrorCode> {
  override readonly name = 'StoreError';

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options?.cause);
  }
}
