import type { AuthorizationErrorCode } from '../../contract/error-code.js';
import { continueActivation } from '../lifecycle.js';
import type { Services } from '../services.js';
import type { AuthorizationRow } from '../store/authorizations.js';
import { type ConnectionRow, connectionById } from '../store/connections.js';
import { findCredential, isAccountConnected, isAccountStored } from '../store/credentials.js';
import { addHistory } from '../store/history.js';
import { fail, move } from './authorization-state.js';
import { type Account, asProviderError, type ProviderClient, type Tokens } from './client.js';
import { missingScopes } from './missing-scopes.js';
import { ProviderError } from './provider-error.js';
import { providerOf } from './provider-of.js';
import type { Bound, Start } from './sealed-start.js';
import { asJson, type OAuthSecret } from './secret.js';

/** Why tokens that a provider gave are not kept. */
class UnwantedTokensError extends Error {
  override readonly name = 'UnwantedTokensError';
  readonly code: AuthorizationErrorCode;
  readonly missing: readonly string[];

  constructor(code: AuthorizationErrorCode, missing: readonly string[] = []) {
    super(code);
    this.code = code;
    this.missing = missing;
  }
}

/** Takes a claimed authorization to its end: the token request, the account behind it, and the stored credential. */
export async function exchange(
  services: Services,
  row: AuthorizationRow,
  start: Start & { readonly bound: Bound },
  code: string,
): Promise<void> {
  let client: ProviderClient;
  let tokens: Tokens;
  try {
    client = await providerOf(services, row, start);
    tokens = await client.exchange({ ...start.bound, code });
  } catch (error) {
    await failWith(services, row, error);
    return;
  }
  let account: Account | undefined;
  let connection: ConnectionRow;
  try {
    account = await accountOf(services, row, client, tokens);
    requireScopes(client, tokens);
    await requireAccount(services, row, account);
    connection = await keep(services, row, start, tokens, account);
  } catch (error) {
    await giveBack(services, client, tokens, account);
    await failWith(services, row, error);
    return;
  }
  await continueActivation(services, connection, row.action ?? undefined, personOf(row));
}

const personOf = ({ person, subject }: AuthorizationRow): string | undefined => person ?? subject ?? undefined;

async function failWith(services: Services, row: AuthorizationRow, cause: unknown): Promise<void> {
  if (cause instanceof UnwantedTokensError) {
    await fail(services, row, cause.code, undefined, ['returned'], cause.missing);
    return;
  }
  const error = asProviderError(cause);
  services.log.warn('A sign-in failed at its provider', {
    authorization: row.reference,
    problem: error.code,
    reason: error.reason,
    said: error.said,
    cause: error.cause,
  });
  await fail(services, row, error.code === 'provider_unreachable' ? 'provider_unreachable' : 'provider_error', error.said, [
    'returned',
  ]);
}

/** The account line is a comfort at a first sign-in; where an account was known before, it must be known again. */
async function accountOf(
  services: Services,
  row: AuthorizationRow,
  client: ProviderClient,
  tokens: Tokens,
): Promise<Account | undefined> {
  try {
    return await client.account(tokens.accessToken);
  } catch (error) {
    const before = await findCredential(services.database.kysely, row);
    if (!(error instanceof ProviderError) || (before !== undefined && before.account_key !== null)) throw error;
    services.log.warn('A provider did not name the account', { authorization: row.reference, reason: error.code });
    return undefined;
  }
}

function requireScopes({ definition }: ProviderClient, { scope }: Tokens): void {
  const missing = missingScopes(definition, scope);
  if (missing.length > 0) throw new UnwantedTokensError('insufficient_scope', missing);
}

async function requireAccount({ database }: Services, row: AuthorizationRow, account: Account | undefined): Promise<void> {
  const connection = await connectionById(database.kysely, row, row.connection);
  if (connection === undefined || account === undefined) return;
  const before = await findCredential(database.kysely, row);
  const isOther = before !== undefined && before.account_key !== null && before.account_key !== account.key;
  // Saved values name the things of the account before (spec §4).
  if (isOther && connection.active) throw new UnwantedTokensError('another_account');
  const place = { dependency: row.dependency, accountKey: account.key };
  if (await isAccountConnected(database.kysely, connection, place)) throw new UnwantedTokensError('same_account');
}

/** Stores the credential and ends the authorization, both or neither: one that was cancelled meanwhile keeps nothing. */
async function keep(
  services: Services,
  row: AuthorizationRow,
  start: Start,
  tokens: Tokens,
  account: Account | undefined,
): Promise<ConnectionRow> {
  const { database, credentials, now } = services;
  const secret: OAuthSecret = {
    kind: 'oauth',
    connector: start.connector,
    values: start.values,
    accessToken: tokens.accessToken,
    ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
    ...(tokens.scope === undefined ? {} : { scope: tokens.scope }),
  };
  return database.kysely.transaction().execute(async (transaction) => {
    const completed = await move(services, row, ['returned'], { status: 'completed', sealed: null }, transaction);
    const connection = completed && (await connectionById(transaction, row, row.connection));
    if (connection === undefined) throw new ProviderError('provider_error');
    const credential = {
      connection: row.connection,
      dependency: row.dependency,
      method: 'oauth' as const,
      secret: asJson(secret),
      account: account?.line,
      accountKey: account?.key,
      expiresAt: tokens.expiresIn === undefined ? undefined : new Date(now().getTime() + tokens.expiresIn * 1000),
      status: 'valid' as const,
    };
    await credentials.store(credential, transaction);
    if (row.action === null)
      await addHistory(services, connection, { kind: 'reconnected', outcome: 'succeeded', who: personOf(row) }, transaction);
    return connection;
  });
}

/** Tokens that are not kept are revoked, unless a stored credential lives on the same grant. */
async function giveBack(
  { database, log }: Services,
  client: ProviderClient,
  tokens: Tokens,
  account: Account | undefined,
): Promise<void> {
  if (account === undefined || (await isAccountStored(database.kysely, account.key))) return;
  try {
    if (tokens.refreshToken === undefined) await client.revoke(tokens.accessToken, 'access_token');
    else await client.revoke(tokens.refreshToken, 'refresh_token');
  } catch (error) {
    log.warn('Tokens that were not kept were not revoked', { reason: asProviderError(error).code });
  }
}
