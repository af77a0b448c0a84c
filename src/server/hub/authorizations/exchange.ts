import type { AuthorizationErrorCode } from '../../../contract/error-code.js';
import type { Queries } from '../../platform/database/queries.js';
import { missingScopes } from '../../platform/oauth/missing-scopes.js';
import { type Account, asProviderError, type ProviderClient, type Tokens } from '../../platform/oauth/provider-client.js';
import { ProviderError } from '../../platform/oauth/provider-error.js';
import { handOver, queueActivation } from '../actions/queue-activation.js';
import { type ConnectionRow, connectionById } from '../connections/connection.rows.js';
import { findCredential, isAccountConnected, lockConnections, otherAccount } from '../credentials/credential.rows.js';
import { giveBack } from '../credentials/give-back.js';
import { asJson, type OAuthSecret } from '../credentials/sealed-credential.js';
import { addHistory } from '../history/history.rows.js';
import type { Services } from '../services/services.js';
import type { AuthorizationRow } from './authorization.rows.js';
import { askWhether } from './held-tokens.js';
import { providerOf } from './provider-of.js';
import type { Bound, Held, Start } from './sealed-start.js';
import { fail, move } from './states.js';
import { workOf } from './sweep.js';

/** Why tokens that a provider gave are not kept. */
export class UnwantedTokensError extends Error {
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
  try {
    account = await accountOf(services, row, client, tokens);
    requireScopes(client, tokens);
    const held = holdTokens(services, start, tokens);
    const was = await accountBefore(services, row, account);
    if (was !== undefined && account !== undefined) {
      await askWhether(services, row, start, was, { ...held, account });
      return;
    }
    await keep(services, row, { ...held, account });
  } catch (error) {
    await giveBack(services, client, tokens, account);
    await failWith(services, row, error);
  }
}

export const personOf = ({ person, subject }: AuthorizationRow): string | undefined => person ?? subject ?? undefined;

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
    const account = await client.account(tokens.accessToken);
    if (account === undefined && client.definition.userInfoUrl !== undefined)
      throw new ProviderError('provider_error', { reason: 'no account' });
    return account;
  } catch (error) {
    const before = await findCredential(services.database.kysely, row);
    if (!(error instanceof ProviderError) || (before !== undefined && before.account_key !== null)) throw error;
    services.log.warn('A provider did not name the account', {
      authorization: row.reference,
      reason: error.reason ?? error.code,
    });
    return undefined;
  }
}

function requireScopes({ definition }: ProviderClient, { scope }: Tokens): void {
  const missing = missingScopes(definition, scope);
  if (missing.length > 0) throw new UnwantedTokensError('insufficient_scope', missing);
}

/** The account that a live connection was about, where this is another one: saved values name its things (spec §4). */
async function accountBefore(
  { database }: Services,
  row: AuthorizationRow,
  account: Account | undefined,
): Promise<string | undefined> {
  const connection = await connectionById(database.kysely, row, row.connection);
  if (connection === undefined || account === undefined) return undefined;
  await requireNewAccount(database.kysely, connection, row, account);
  return connection.active ? otherAccount(await findCredential(database.kysely, row), account) : undefined;
}

async function requireNewAccount(
  queries: Queries,
  connection: ConnectionRow,
  { dependency }: AuthorizationRow,
  { key: accountKey }: Account,
): Promise<void> {
  if (await isAccountConnected(queries, connection, { dependency, accountKey })) throw new UnwantedTokensError('same_account');
}

function holdTokens({ now }: Services, start: Start, tokens: Tokens): Omit<Held, 'account'> {
  const secret: OAuthSecret = {
    kind: 'oauth',
    connector: start.connector,
    values: start.values,
    accessToken: tokens.accessToken,
    ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
    ...(tokens.scope === undefined ? {} : { scope: tokens.scope }),
  };
  return { secret, ...(tokens.expiresIn === undefined ? {} : { expiresAt: now().getTime() + tokens.expiresIn * 1000 }) };
}

/**
 * Stores the credential, ends the authorization and queues the Activation, all or nothing: one that was cancelled meanwhile keeps
 * nothing. What was in its place is revoked, unless another one shares it.
 *
 * @throws {UnwantedTokensError} `same_account`
 */
export async function keep(
  services: Services,
  row: AuthorizationRow,
  { secret, account, expiresAt }: Omit<Held, 'account'> & { readonly account: Account | undefined },
  told: { readonly who: string | undefined; readonly message?: string } = { who: personOf(row) },
): Promise<void> {
  const { database, credentials } = services;
  const { connection, replaced, run } = await database.kysely.transaction().execute(async (transaction) => {
    await lockConnections(transaction, row);
    const completed = await move(services, row, ['returned'], { status: 'completed', sealed: null }, transaction);
    const found = completed && (await connectionById(transaction, row, row.connection));
    if (found === undefined) throw new ProviderError('provider_error');
    if (account !== undefined) await requireNewAccount(transaction, found, row, account);
    const before = await findCredential(transaction, row);
    const credential = {
      connection: row.connection,
      dependency: row.dependency,
      method: 'oauth' as const,
      secret: asJson(secret),
      account: account?.line,
      accountKey: account?.key,
      expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
      status: 'valid' as const,
    };
    await credentials.store(credential, transaction);
    const queued = await queueActivation(services, transaction, found, row.action ?? undefined, told.who);
    const isReconnect = row.action === null || (found.active && queued === undefined);
    if (isReconnect || told.message !== undefined)
      await addHistory(services, found, { kind: 'reconnected', outcome: 'succeeded', ...told }, transaction);
    return { connection: found, replaced: before, run: queued };
  });
  if (replaced !== undefined) workOf(services).run('withdraw a replaced sign-in', () => credentials.withdraw(replaced));
  await handOver(services, connection, run);
}
