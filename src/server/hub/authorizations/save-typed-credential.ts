import { createHash } from 'node:crypto';
import type { SaveCredentialRequest } from '../../../contract/connection.js';
import type { JsonValue } from '../../../contract/names.js';
import { validateForm } from '../../../contract/rules/validate-form.js';
import type { Session } from '../../platform/access.js';
import { OutgoingError } from '../../platform/outgoing/outgoing-error.js';
import { plainText } from '../../platform/plain-text.js';
import { ProblemError } from '../../platform/problem-error.js';
import { handOver, queueActivation } from '../actions/queue-activation.js';
import { type ConnectionRow, connectionById, publishConnection } from '../connections/connection.rows.js';
import { connectionFor } from '../connections/find-connection.js';
import { unsendable } from '../credentials/apply-credential.js';
import { findCredential, isAccountConnected, lockConnections, otherAccount } from '../credentials/credential.rows.js';
import { proveTyped } from '../credentials/prove-typed.js';
import { asJson, type TypedSecret } from '../credentials/sealed-credential.js';
import { type Connector, CredentialsRefusedError, type TypedCredential } from '../definitions/define.js';
import { enteredValues, methodFields, plainValues } from '../definitions/method-fields.js';
import { addHistory } from '../history/history.rows.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/deployments.js';
import { fetchOf } from './provider-of.js';
import { connectorFor, isMethodOffered, requireActivation } from './register.js';
import { workOf } from './sweep.js';

export interface TypedCredentialAddress {
  readonly widget: string;
  readonly connection: string;
  readonly dependency: string;
}

type TypedMethod = TypedCredential['method'];

/**
 * Proves typed-in credentials with the connector's test call, stores them, and goes on with the Activation (spec §4).
 *
 * @throws {ProblemError} `validation_failed`, `credentials_refused`, `provider_unreachable`, `same_account`, `another_account`,
 * `widget_not_found`, `not_found`
 */
export async function saveTypedCredential(
  services: Services,
  session: Session,
  address: TypedCredentialAddress,
  request: SaveCredentialRequest,
): Promise<ConnectionRow> {
  const { definition } = await visibleWidget(services, session, address.widget);
  const { dependency, connector } = connectorFor(services, definition, address.dependency);
  requireActivation(definition, request.action);
  if (request.method === 'oauth' || !isMethodOffered(connector, dependency, request.method)) {
    throw new ProblemError('invalid_request', { errors: [{ pointer: '#/method', code: 'invalid' }] });
  }
  const credential = checked(connector, request.method, request.values);
  const account = await prove(services, connector, credential);
  const connection = await connectionFor(services, session, definition, address.connection);
  const who = session.person ?? session.subject;
  const proven = { dependency: dependency.key, connector: connector.key, account, ...credential };
  await keep(services, connection, proven, { who, action: request.action, replace: request.replace === true });
  return connection;
}

/** @throws {ProblemError} `validation_failed` */
function checked(connector: Connector, method: TypedMethod, sent: SaveCredentialRequest['values']): TypedCredential {
  const fields = methodFields(connector, method) ?? [];
  const entered = enteredValues(fields, sent);
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

/** The account line is the account, for one connector (spec §4). */
const accountKeyOf = (connector: string, account: string): string =>
  [`typed:${connector}`, account].map((part) => createHash('sha256').update(part).digest('base64url').slice(0, 22)).join('.');

/** Stores what was proved and queues the Activation, both or neither. @throws {ProblemError} `same_account`, `another_account`, `not_found` */
async function keep(
  services: Services,
  connection: ConnectionRow,
  { method, values, dependency, connector, account }: Proven,
  { who, action, replace }: { readonly who: string | undefined; readonly action: string | undefined; readonly replace: boolean },
): Promise<void> {
  const { credentials, database } = services;
  const secret: TypedSecret = { kind: 'typed', connector, method, values };
  const known = account === undefined ? undefined : { line: account, key: accountKeyOf(connector, account) };
  const { before, run } = await database.kysely.transaction().execute(async (transaction) => {
    await lockConnections(transaction, connection);
    const found = await connectionById(transaction, connection, connection.id);
    if (found === undefined) throw new ProblemError('not_found');
    const current = await findCredential(transaction, { connection: connection.id, dependency });
    const other = known === undefined ? undefined : otherAccount(current, known);
    if (known !== undefined) {
      const isTaken = await isAccountConnected(transaction, connection, { dependency, accountKey: known.key });
      if (isTaken) throw new ProblemError('same_account');
      // Saved values name the things of the account before.
      if (other !== undefined && found.active && !replace) {
        throw new ProblemError('another_account', { accounts: { was: other, now: known.line } });
      }
    }
    await credentials.store(
      {
        connection: connection.id,
        dependency,
        method,
        secret: asJson(secret),
        account,
        accountKey: known?.key,
        expiresAt: undefined,
        status: 'valid',
      },
      transaction,
    );
    const queued = await queueActivation(services, transaction, found, action, who);
    if (action === undefined || (found.active && queued === undefined)) {
      const message = other === undefined || account === undefined ? undefined : `${other} → ${account}`;
      await addHistory(services, found, { kind: 'reconnected', outcome: 'succeeded', who, message }, transaction);
    }
    await publishConnection(services, found, transaction);
    return { before: current, run: queued };
  });
  if (before !== undefined) workOf(services).run('withdraw a replaced sign-in', () => credentials.withdraw(before));
  await handOver(services, connection, run);
}

async function prove(services: Services, connector: Connector, credential: TypedCredential): Promise<string | undefined> {
  try {
    const account = await proveTyped(connector, credential, fetchOf(services));
    return account === undefined ? undefined : plainText(account);
  } catch (error) {
    if (error instanceof CredentialsRefusedError) {
      const pointer = error.field === undefined ? '#/values' : `#/values/${error.field}`;
      throw new ProblemError('credentials_refused', {
        said: error.said,
        errors: [{ pointer, code: 'custom', detail: plainText(error.said) }],
      });
    }
    const isTimeout = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
    throw new ProblemError(isTimeout || error instanceof OutgoingError ? 'provider_unreachable' : 'provider_error', {
      cause: error,
    });
  }
}
