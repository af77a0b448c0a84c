export type StoreErrorCode =
  | 'boot_lock_lost'
  | 'boot_lock_timeout'
  | 'data_directory_in_use'
  | 'database_closed'
  | 'database_failed'
  | 'database_options_invalid'
  | 'peer_missing';

/** Why the database could not be opened or used. The message is for the operator and says the way out. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
