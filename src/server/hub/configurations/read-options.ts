import type { FormValues, OptionsPage, OptionsRequest } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import { addressedConnection } from '../connections/find-connection.js';
import type { Services } from '../services/services.js';
import { optionsOf } from './author-answers.js';
import { contextFor, withinTime } from './call-flow.js';
import { findConfiguration } from './configuration.rows.js';
import { type FormAddress, openedForm } from './form.js';
import { keepInRows } from './kept-secrets.js';
import { isSecretSet } from './sealed-values.js';
import { type FormOf, opened } from './settle.js';

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'credentials' | 'log' | 'now'>;

/** @throws {ProblemError} `not_found`, `invalid_request`, `form_changed`, `not_authenticated`, `flow_failed`, `provider_unreachable` */
export async function readOptions(
  ports: Ports,
  session: Session,
  address: FormAddress,
  request: OptionsRequest,
  signal: AbortSignal,
): Promise<OptionsPage> {
  const { widget, stored } = await addressedConnection(ports.database.queries, ports, session, address);
  const { form } = await openedForm(ports.database.queries, ports, widget, address.flow, { form: request.form });
  const loaders = form.code?.options ?? {};
  const load = Object.hasOwn(loaders, request.field) ? loaders[request.field] : undefined;
  // The field is one of the form that was opened, and code has no options for it any more.
  if (load === undefined && form.fields.some(({ key, dynamic }) => key === request.field && dynamic === true))
    throw new ProblemError('form_changed');
  if (load === undefined) throw new ProblemError('invalid_request', { errors: [{ pointer: '#/field', code: 'not_an_option' }] });
  if (stored === undefined) throw new ProblemError('not_authenticated');
  const { search, cursor } = request;
  const of = { connection: stored.row, form };
  const values = await withKept(ports, session, of, request.values ?? {});
  return withinTime(ports, 'options', { session, signal }, async (limited) =>
    optionsOf(await load(contextFor(ports, session, stored.row, limited), { search, cursor, values })),
  );
}

/** What options depend on, with the secrets that are kept; not for a session that only looks, which could send them elsewhere. */
async function withKept(ports: Ports, { access }: Session, of: FormOf, sent: FormValues): Promise<FormValues> {
  const { connection, form } = of;
  const fields = form.fields.filter(
    ({ key, type }) => (type === 'password' && isSecretSet(sent[key])) || (type === 'group' && Array.isArray(sent[key])),
  );
  if (fields.length === 0 || access === 'view') return sent;
  const saved = await findConfiguration(ports.database.queries, connection.id, form.content.key);
  const stored = (saved?.values ?? {}) as FormValues;
  const kept = fields.flatMap(({ key, fields: inner = [] }): [string, JsonValue][] => {
    const rows = sent[key];
    if (Array.isArray(rows)) return [[key, keepInRows(inner, rows, stored[key], '').value]];
    return Object.hasOwn(stored, key) ? [[key, stored[key] ?? null]] : [];
  });
  const { values } = await opened(ports, of, Object.fromEntries(kept));
  return { ...sent, ...values };
}
