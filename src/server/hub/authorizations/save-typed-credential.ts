import { createHash } from 'node:crypto';
import type { SaveCredentialRequest } from '../../../contract/connection.js';
import type { JsonValue } from '../../../contract/names.js';
import { validateForm } from '../../../contract/rules/validate-form.js';
import type { Session } from '../../platform/access.js';
import type { Transaction } from '../../platform/database/queries.js';
import { rememberSecrets } from '../../platform/known-secrets.js';
import { plainText } from '../../platform/plain-text.js';
import { ProblemError } from '../../platform/problem-error.js';
import { handOver } from '../actions/hand-over.js';
import { queueSignedIn } from '../actions/queue-signed-in.js';
import { type ConnectionRow, lockConnections } from '../connections/connection.rows.js';
import { connectionFor } from '../connections/find-connection.js';
import { unsendable } from '../credentials/apply-credential.js';
import { accountPlace, otherAccount } from '../credentials/credential.rows.js';
import { proveTyped } from '../credentials/prove-typed.js';
import { asJson, type TypedSecret } from '../credentials/sealed-credential.js';
import type { Connector, TypedCredential } from '../definitions/define.js';
import { enteredValues, methodFields, plainValues } from '../definitions/method-fields.js';
import { typedSecrets } from '../definitions/secret-values.js';
import { withoutStrayBlanks } from '../definitions/stray-blanks.js';
import { recordChange } from '../history/history-line.rows.js';
import type { CredentialRow } from '../services/credentials.js';
import { problemOf, toldTo } from '../services/problem-of.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/visible-widgets.js';
import { connectorFor, isMethodOffered, requireSigningIn } from './register.js';

type Ports = Pick<
  Services,
  'database' | 'definitions' | 'vault' | 'outgoing' | 'credentials' | 'runs' | 'background' | 'log' | 'now'
>;

export interface TypedCredentialAddress {
  readonly widget: string;
  readonly connection: string;
  readonly dependency: string;
}

type TypedMethod = TypedCredential['method'];

/**
 * Proves typed-in credentials with the connector's test call, stores them, and goes on with what was pressed (src/README.md §4).
 *
 * @throws {ProblemError} `validation_failed`, `credentials_refused`, `provider_unreachable`, `same_account`, `another_account`,
 * `widget_not_found`, `not_found`
 */
export async function saveTypedCredential(
  ports: Ports,
  session: Session,
  address: TypedCredentialAddress,
  request: SaveCredentialRequest,
): Promise<void> {
  const { database, definitions } = ports;
  const widget = await visibleWidget(database.queries, ports, session, address.widget);
  const { dependency, connector } = connectorFor(definitions, widget, address.dependency);
  requireSigningIn(widget.definition, request.action);
  if (request.method === 'oauth' || !isMethodOffered(connector, dependency, request.method)) {
    throw new ProblemError('invalid_request', { errors: [{ pointer: '#/method', code: 'invalid' }] });
  }
  const credential = checked(connector, request.method, request.values);
  rememberSecrets(typedSecrets(methodFields(connector, credential.method) ?? [], credential.values), session);
  const account = await prove(ports, session, connector, credential);
  const proven = { dependency: dependency.key, connector: connector.key, account, ...credential };
  const who = session.person ?? session.subject;
  const saved = await database.transaction(async (transaction) => {
    const connection = await connectionFor(transaction, ports, session, widget.definition, address.connection);
    return keep(transaction, ports, connection, proven, { who, action: request.action, replace: request.replace === true });
  });
  const { replaced } = saved;
  if (replaced !== undefined) ports.background.run('withdraw a replaced sign-in', () => ports.credentials.withdraw(replaced));
  await handOver(ports, session, saved.run);
}

/** @throws {ProblemError} `validation_failed` */
function checked(connector: Connector, method: TypedMethod, sent: SaveCredentialRequest['values']): TypedCredential {
  const fields = methodFields(connector, method) ?? [];
  const entered = enteredValues(fields, withoutStrayBlanks(fields, method, sent));
  const credential = { method, values: plainValues(entered) };
  const wrong = validateForm(fields, entered);
  const errors = wrong.length > 0 ? wrong : unsendable(connector, credential);
  if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
  return credential;
}

interface Proven {
  readonly method: TypedMethod;
  readonly values: Readonly<Record<string, JsonValue>>;
  readonly dependency: string;
  readonly connector: string;
  readonly account: string | undefined;
}

/** The account line is the account, for one connector (src/README.md §4). */
const accountKeyOf = (connector: string, account: string): string =>
  [`typed:${connector}`, account].map((part) => createHash('sha256').update(part).digest('base64url').slice(0, 22)).join('.');

/** Stores what was proved and queues what follows, both or neither. @throws {ProblemError} `same_account`, `another_account`, `not_found` */
async function keep(
  transaction: Transaction,
  ports: Ports,
  made: ConnectionRow,
  { method, values, dependency, connector, account }: Proven,
  { who, action, replace }: { readonly who: string | undefined; readonly action: string | undefined; readonly replace: boolean },
): Promise<{ readonly replaced: CredentialRow | undefined; readonly run: string | undefined }> {
  const { credentials, now } = ports;
  const secret: TypedSecret = { kind: 'typed', connector, method, values };
  const known = account === undefined ? undefined : { line: account, key: accountKeyOf(connector, account) };
  const connection = (await lockConnections(transaction, made)).find(({ id }) => id === made.id);
  if (connection === undefined) throw new ProblemError('not_found');
  const { before: replaced, isTaken } = await accountPlace(transaction, connection, dependency, known?.key);
  const other = known === undefined ? undefined : otherAccount(replaced, known);
  if (known !== undefined) {
    if (isTaken) throw new ProblemError('same_account');
    // Saved values name the things of the account before.
    if (other !== undefined && connection.active && !replace) {
      throw new ProblemError('another_account', { accounts: { was: other, now: known.line } });
    }
  }
  await credentials.store(transaction, connection, {
    connection: connection.id,
    dependency,
    method,
    connector,
    secret: asJson(secret),
    account,
    accountKey: known?.key,
    expiresAt: undefined,
    status: 'valid',
  });
  const run = await queueSignedIn(transaction, ports, connection, action, who);
  const isReconnect = action === undefined || (connection.active && run === undefined);
  const message = other === undefined || account === undefined ? undefined : `${other} → ${account}`;
  const line = { kind: 'reconnected', outcome: 'succeeded', who, message } as const;
  await recordChange(transaction, connection, isReconnect ? { line } : {}, now());
  return { replaced, run };
}

async function prove(
  { outgoing }: Pick<Services, 'outgoing'>,
  session: Session,
  connector: Connector,
  credential: TypedCredential,
): Promise<string | undefined> {
  try {
    const account = await proveTyped(connector, credential, outgoing);
    return account === undefined ? undefined : plainText(account);
  } catch (cause) {
    throw toldTo(session, problemOf(cause) ?? new ProblemError('provider_error', { cause }));
  }
}
