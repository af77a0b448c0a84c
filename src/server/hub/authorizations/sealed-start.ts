import type { JsonValue } from '../../../contract/names.js';
import type { Account } from '../../platform/oauth/provider-client.js';
import type { AskedValues } from '../../platform/oauth/resolve-oauth.js';
import { VaultError } from '../../platform/vault/vault.js';
import type { OAuthSecret } from '../credentials/sealed-credential.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, isOpen } from './authorization.rows.js';

/**
 * Between the claim of a callback and its outcome, in milliseconds: longer than the slowest exchange. A code that returned is kept as long.
 */
export const claimGrace = 60_000;

/** What an authorization keeps sealed until it ends. */
export interface Start {
  /** Code and tokens go to this connector, whatever is deployed meanwhile. */
  readonly connector: string;
  readonly values: AskedValues;
  /** Made when it is bound to a browser. */
  readonly bound?: Bound;
  /** What came back from the provider, until the session that registered it takes it (authorizations/README.md §3). */
  readonly returned?: Returned;
  /** While its tokens are asked for: where the process dies, what came of it is given back. */
  readonly redeeming?: Redeeming;
  /** While it asks whether the account is to be replaced. */
  readonly held?: Held;
}

export interface Redeeming {
  readonly code: string;
  /** Once the provider has given them. */
  readonly tokens?: { readonly accessToken: string; readonly refreshToken?: string };
}

/** What a provider gave, and what becomes of it is not decided. */
export interface Held {
  readonly secret: OAuthSecret;
  readonly account: Account;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

export interface Bound {
  readonly state: string;
  /** PKCE (RFC 7636). */
  readonly verifier: string;
  readonly redirectUri: string;
}

export interface Returned {
  readonly code: string;
  /** One time, in the address of the page that it returns to. */
  readonly handle: string;
}

/** What is kept of one whose code is redeemed: nothing that is written of it again brings back a handle that was burnt. */
export type Redeemed = Start & { readonly bound: Bound; readonly returned?: never };

type Place = Pick<AuthorizationRow, 'environment' | 'tenant' | 'connection' | 'dependency' | 'id_hash'>;

export const startContext = ({ environment, tenant, connection, dependency, id_hash: id }: Place): string =>
  JSON.stringify(['authorization', environment, tenant, connection, dependency, id]);

export const sealStart = ({ vault }: Pick<Services, 'vault'>, row: Place, start: Start): Promise<string> =>
  vault.seal({ ...start } as unknown as JsonValue, startContext(row));

/** `undefined` once the authorization is over, and for what was changed in the database: it ends at its deadline. */
export const openStart = async (ports: Pick<Services, 'vault' | 'log'>, row: AuthorizationRow): Promise<Start | undefined> =>
  isOpen(row) ? openLeft(ports, row) : undefined;

/** The same of one that may be over: what is left to be given back. */
export async function openLeft(
  { vault, log }: Pick<Services, 'vault' | 'log'>,
  row: AuthorizationRow,
): Promise<Start | undefined> {
  if (row.sealed === null) return undefined;
  try {
    return (await vault.open(row.sealed, startContext(row))) as unknown as Start;
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    log.error('A sealed value cannot be opened', { id: row.reference, reason: cause.code });
    return undefined;
  }
}
