import type { FormValues, OptionsPage, OptionsRequest } from '../../../contract/form.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import type { Services } from '../services/services.js';
import { contextFor, withinTime } from './call-flow.js';
import { findConfiguration } from './configuration.rows.js';
import type { Form, FormAddress } from './form.js';
import { existingConnection, findForm } from './form.js';
import { isSecretSet } from './sealed-values.js';
import { opened } from './settle.js';

/** @throws {ProblemError} `not_found`, `invalid_request`, `not_authenticated`, `flow_failed`, `provider_unreachable` */
export async function readOptions(
  services: Services,
  session: Session,
  address: FormAddress,
  request: OptionsRequest,
  signal: AbortSignal,
): Promise<OptionsPage> {
  const form = await findForm(services, session, address);
  const loaders = form.flow.options ?? {};
  const load = Object.hasOwn(loaders, request.field) ? loaders[request.field] : undefined;
  if (load === undefined) throw new ProblemError('invalid_request', { errors: [{ pointer: '#/field', code: 'not_an_option' }] });
  const connection = await existingConnection(services, session, form, address.connection);
  if (connection === undefined) throw new ProblemError('not_authenticated');
  const { search, cursor } = request;
  const values = await withKept(services, session, form, connection, request.values ?? {});
  return withinTime(services, 'options', signal, (limited) =>
    load(contextFor(services, session, connection, limited), { search, cursor, values }),
  );
}

/** What options depend on, with the secrets that are kept; not for a session that only looks, which could send them elsewhere. */
async function withKept(
  services: Services,
  { access }: Session,
  form: Form,
  connection: ConnectionRow,
  sent: FormValues,
): Promise<FormValues> {
  const keys = form.fields.filter(({ key, type }) => type === 'password' && isSecretSet(sent[key])).map(({ key }) => key);
  if (keys.length === 0 || access === 'view') return sent;
  const saved = await findConfiguration(services.database.kysely, connection.id, form.flow.key);
  const kept = Object.entries((saved?.values ?? {}) as FormValues).filter(([key]) => keys.includes(key));
  const { values } = await opened(services, form, connection, Object.fromEntries(kept));
  return { ...sent, ...values };
}
