import type { AuthorizationErrorCode } from '../../../contract/error-code.js';
import { CodedError } from '../../platform/coded-error.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import { missingScopes } from '../../platform/oauth/missing-scopes.js';
import { type Account, asProviderError, type ProviderClient, type Tokens } from '../../platform/oauth/provider-client.js';
import { ProviderError } from '../../platform/oauth/provider-error.js';
import { handOver } from '../actions/hand-over.js';
import { queueSignedIn } from '../actions/queue-signed-in.js';
import { type ConnectionRow, connectionById, lockConnections } from '../connections/connection.rows.js';
import { type AccountPlace, accountPlace, findCredential, otherAccount } from '../credentials/credential.rows.js';
import { giveBack } from '../credentials/give-back.js';
import { withRefreshToken } from '../credentials/kept-refresh-token.js';
import { asJson, type OAuthSecret } from '../credentials/sealed-credential.js';
import { recordChange } from '../history/history-line.rows.js';
import type { NewCredential } from '../services/credentials.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, authorizationChanged, replaceSealedStart, takeTokens, transition } from './authorization.rows.js';
import { askWhether } from './held-tokens.js';
import { providerOf } from './provider-of.js';
import { type Held, type Redeemed, type Start, sealStart } from './sealed-start.js';
import { fail } from './states.js';

/** Why tokens that a provider gave are not kept. */
export class UnwantedTokensError extends CodedError<AuthorizationErrorCode> {
  override readonly name = 'UnwantedTokensError';
  readonly missing: readonly string[];

  constructor(code: AuthorizationErrorCode, missing: readonly string[] = []) {
    super(code);
    this.missing = missing;
  }
}

/** What a sign-in is finished with. */
export type ExchangePorts = Pick<
  Services,
  'database' | 'definitions' | 'vault' | 'outgoing' | 'credentials' | 'runs' | 'background' | 'options' | 'log' | 'now'
>;

/** Takes a claimed authorization to its end: the token request, the account behind it, and the stored credential. */
export async function exchange(ports: ExchangePorts, row: AuthorizationRow, start: Redeemed, code: string): Promise<void> {
  let client: ProviderClient;
  let tokens: Tokens;
  try {
    client = await providerOf(ports, row, start);
    tokens = await client.exchange({ ...start.bound, code });
  } catch (error) {
    await failWith(ports, row, error);
    return;
  }
  let account: Account | undefined;
  try {
    await noteTokens(ports, row, start, { code, tokens });
    account = await accountOf(ports, row, client, tokens);
    requireScopes(client, tokens);
    const held = holdTokens(ports, start, tokens);
    const was = await accountBefore(ports, row, account);
    if (was !== undefined && account !== undefined) {
      await askWhether(ports, row, start, was, { ...held, account });
      return;
    }
    await keep(ports, row, { ...held, account });
  } catch (error) {
    await giveBack(ports, client, tokens, account);
    await failWith(ports, row, error);
  }
}

/** What is lost with this process from here on is given back by another one. */
async function noteTokens(
  ports: ExchangePorts,
  row: AuthorizationRow,
  start: Redeemed,
  { code, tokens: { accessToken, refreshToken } }: { readonly code: string; readonly tokens: Tokens },
): Promise<void> {
  const tokens = { accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) };
  // Cancelled meanwhile: they are given back by this one.
  await replaceSealedStart(ports.database.queries, row, {
    sealed: await sealStart(ports, row, { ...start, redeeming: { code, tokens } }),
    updated_at: ports.now(),
  });
}

export const personOf = ({ person, subject }: AuthorizationRow): string | undefined => person ?? subject ?? undefined;

/** What it was given has been given back: nothing is left to do. */
async function failWith(ports: ExchangePorts, row: AuthorizationRow, cause: unknown): Promise<void> {
  await failWithout(ports, row, cause);
  await takeTokens(ports.database.queries, row);
}

async function failWithout(ports: ExchangePorts, row: AuthorizationRow, cause: unknown): Promise<void> {
  if (cause instanceof UnwantedTokensError) {
    await fail(ports, row, { code: cause.code, missing: cause.missing }, ['returned']);
    return;
  }
  const error = asProviderError(cause);
  ports.log.warn('A sign-in failed at its provider', {
    authorization: row.reference,
    problem: error.code,
    reason: error.reason,
    said: error.said,
    cause: error.cause,
  });
  const code = error.code === 'provider_unreachable' ? 'provider_unreachable' : 'provider_error';
  await fail(ports, row, { code, said: error.said }, ['returned']);
}

/** The account line is a comfort at a first sign-in; where an account was known before, it must be known again. */
async function accountOf(
  { database, log }: ExchangePorts,
  row: AuthorizationRow,
  client: ProviderClient,
  tokens: Tokens,
): Promise<Account | undefined> {
  try {
    const account = await client.account(tokens.accessToken);
    if (account === undefined && client.definition.userInfoUrl !== undefined)
      throw new ProviderError('provider_error', { reason: 'no account' });
    if (account?.key === undefined || account.isNamed) return account;
    // An address that has become private is still how its owner is known here.
    const before = await findCredential(database.queries, row);
    return account.key === before?.account_key ? { ...account, line: before.account ?? account.line } : account;
  } catch (error) {
    const before = await findCredential(database.queries, row);
    if (!(error instanceof ProviderError) || (before !== undefined && before.account_key !== null)) throw error;
    log.warn('A provider did not name the account', {
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

/** The account that a live connection was about, where this is another one: saved values name its things (src/README.md §4). */
async function accountBefore(
  { database: { queries } }: ExchangePorts,
  row: AuthorizationRow,
  account: Account | undefined,
): Promise<string | undefined> {
  if (account === undefined) return undefined;
  const connection = await connectionById(queries, row, row.connection);
  if (connection === undefined) return undefined;
  const { before } = await newAccountPlace(queries, connection, row, account);
  return connection.active ? otherAccount(before, account) : undefined;
}

/** @throws {UnwantedTokensError} `same_account` */
async function newAccountPlace(
  queries: Queries,
  connection: ConnectionRow,
  { dependency }: AuthorizationRow,
  account: Account | undefined,
): Promise<AccountPlace> {
  const place = await accountPlace(queries, connection, dependency, account?.key);
  if (place.isTaken) throw new UnwantedTokensError('same_account');
  return place;
}

function holdTokens({ now }: Pick<Services, 'now'>, start: Start, tokens: Tokens): Omit<Held, 'account'> {
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

type Kept = Omit<Held, 'account'> & { readonly account: Account | undefined };

/** Who is told to have signed in, and in what words. */
interface Told {
  readonly who: string | undefined;
  readonly message?: string;
}

const credentialOf = (row: AuthorizationRow, { secret, account, expiresAt }: Kept): NewCredential => ({
  connection: row.connection,
  dependency: row.dependency,
  method: 'oauth',
  connector: secret.connector,
  secret: asJson(secret),
  account: account?.line,
  accountKey: account?.key,
  expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
  status: 'valid',
});

/**
 * Stores the credential, ends the authorization and queues what follows, all or nothing: one that was cancelled meanwhile keeps
 * nothing. What was in its place is revoked, unless another one shares it.
 *
 * @throws {UnwantedTokensError} `same_account`
 */
export async function keep(
  ports: ExchangePorts,
  row: AuthorizationRow,
  kept: Kept,
  told: Told = { who: personOf(row) },
): Promise<void> {
  const { database, credentials, background } = ports;
  const { replaced, run } = await database.transaction((transaction) => keepWithin(transaction, ports, row, kept, told));
  if (replaced !== undefined) background.run('withdraw a replaced sign-in', () => credentials.withdraw(replaced));
  await handOver(ports, row, run);
}

async function keepWithin(transaction: Transaction, ports: ExchangePorts, row: AuthorizationRow, kept: Kept, told: Told) {
  const { credentials, now } = ports;
  const held = await lockConnections(transaction, row);
  const connection = held.find(({ id }) => id === row.connection);
  const change = { status: 'completed', sealed: null } as const;
  const completed = await transition(transaction, row, { from: ['returned'] }, change, { at: now(), tell: false });
  if (connection === undefined || completed === undefined) throw new ProviderError('provider_error');
  const { before: replaced } = await newAccountPlace(transaction, connection, row, kept.account);
  const secret = await withRefreshToken(ports, replaced, kept);
  await credentials.store(transaction, row, credentialOf(row, { ...kept, secret }));
  const run = await queueSignedIn(transaction, ports, connection, row.action ?? undefined, told.who);
  const isReconnect = row.action === null || (connection.active && run === undefined);
  const events = [authorizationChanged(row)];
  const isTold = isReconnect || told.message !== undefined;
  const line = { kind: 'reconnected', outcome: 'succeeded', ...told } as const;
  await recordChange(transaction, connection, isTold ? { line, events } : { events }, now());
  return { replaced, run };
}
