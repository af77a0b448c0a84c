import type { Selectable } from 'kysely';
import type { AuthMethod } from '../../../contract/connector.js';
import type { JsonValue } from '../../../contract/names.js';
import type { Scope } from '../../platform/access.js';
import type { Transaction } from '../../platform/database/queries.js';
import type { ConnectionsTable, CredentialsTable } from '../../platform/database/schema.js';
import type { AuthorisedFetch, TypedCredential } from '../definitions/define.js';

/** A credential with the place it belongs to. */
export type CredentialRow = Selectable<CredentialsTable> &
  Pick<Selectable<ConnectionsTable>, 'environment' | 'tenant' | 'widget'> & { readonly connection_key: string };

/** Which credential: a connection's row id and the dependency's key. */
export interface CredentialAddress {
  readonly connection: string;
  readonly dependency: string;
}

/** Of what began with a version of the widget; default: the one that its environment shows. */
export interface CredentialUse extends CredentialAddress {
  readonly version?: number | undefined;
}

export interface NewCredential extends CredentialAddress {
  readonly method: AuthMethod;
  /** The connector that it was made for. */
  readonly connector: string;
  /** Tokens or typed values. Sealed before it is stored. */
  readonly secret: JsonValue;
  readonly account: string | undefined;
  readonly accountKey: string | undefined;
  readonly expiresAt: Date | undefined;
  readonly status: 'valid' | 'insufficient_scope';
}

/** How what is stored is read, where it matters: again and again while the database is away, for one. */
export type Reading = <Result>(read: () => Promise<Result>) => Promise<Result>;

/** `unchanged`: there was nothing to ask. `unknown`: nobody answered, or not clearly. */
export type CheckResult = 'alive' | 'dead' | 'unchanged' | 'unknown';

/** Everything that touches a tenant's secrets. Nothing it answers, throws or logs contains one, but for `typed`. */
export interface Credentials {
  /** Puts a credential in the place of the one before. */
  store(transaction: Transaction, owner: Scope, credential: NewCredential): Promise<void>;
  /** A call as the tenant: refreshes before expiry (one at a time per credential), once more on 401. @throws {FlowError} `not_authenticated` */
  fetchFor(address: CredentialUse, reading?: Reading): AuthorisedFetch;
  /** @throws {FlowError} `not_authenticated` */
  typed(address: CredentialUse): Promise<TypedCredential>;
  /** Finds out whether it still lives; a dead one becomes expired, with history and event. Throws for the database only. */
  check(address: CredentialAddress): Promise<CheckResult>;
  workspace(name: string): { readonly fetch: AuthorisedFetch; readonly values: Readonly<Record<string, JsonValue>> };
  /**
   * Erases what a connection has. What it answers revokes (RFC 7009) what no other stored credential shares, and is called once the
   * transaction has committed; a refused revocation never blocks: it is logged.
   */
  take(transaction: Transaction, connection: string): Promise<() => Promise<void>>;
  /** Revokes a credential in whose place another one was stored, unless another stored one shares its client and account. */
  withdraw(replaced: CredentialRow): Promise<void>;
}
