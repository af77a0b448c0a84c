import type { SaveCredentialRequest } from '../../contract/connection.js';
import type { JsonValue } from '../../contract/names.js';
import { validateForm } from '../../contract/rules/validate-form.js';
import type { Session } from '../access.js';
import { type Connector, CredentialsRefusedError, type TypedCredential } from '../catalogue/define.js';
import { connectionFor, continueActivation } from '../lifecycle.js';
import { OutgoingError } from '../outgoing/outgoing-error.js';
import { ProblemError, plainText } from '../problem-error.js';
import type { Services } from '../services.js';
import type { ConnectionRow } from '../store/connections.js';
import { visibleWidget } from '../store/deployments.js';
import { addHistory } from '../store/history.js';
import { methodFields } from './method-fields.js';
import { proveTyped } from './prove-typed.js';
import { fetchOf } from './provider-of.js';
import { connectorFor, isMethodOffered, requireActivation } from './register-authorization.js';
import { asJson, type TypedSecret } from './secret.js';

export interface TypedCredentialAddress {
  readonly widget: string;
  readonly connection: string;
  readonly dependency: string;
}

type TypedMethod = TypedCredential['method'];

/**
 * Proves typed-in credentials with the connector's test call, stores them, and goes on with the Activation (spec §4).
 *
 * @throws {ProblemError} `validation_failed`, `credentials_refused`, `provider_unreachable`, `widget_not_found`, `not_found`
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
  const errors = validateForm(methodFields(connector, request.method) ?? [], request.values);
  if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
  const credential = { method: request.method, values: request.values };
  const account = await prove(services, connector, credential);
  const connection = await connectionFor(services, session, definition, address.connection);
  const who = session.person ?? session.subject;
  await keep(services, connection, { dependency: dependency.key, connector: connector.key, account, ...credential });
  if (request.action === undefined) await addHistory(services, connection, { kind: 'reconnected', outcome: 'succeeded', who });
  await continueActivation(services, connection, request.action, who);
  return connection;
}

interface Proven {
  readonly method: TypedMethod;
  readonly values: Readonly<Record<string, JsonValue>>;
  readonly dependency: string;
  readonly connector: string;
  readonly account: string | undefined;
}

async function keep(
  { credentials }: Services,
  connection: ConnectionRow,
  { method, values, dependency, connector, account }: Proven,
): Promise<void> {
  const secret: TypedSecret = { kind: 'typed', connector, method, values };
  await credentials.store({
    connection: connection.id,
    dependency,
    method,
    secret: asJson(secret),
    account,
    accountKey: undefined,
    expiresAt: undefined,
    status: 'valid',
  });
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
