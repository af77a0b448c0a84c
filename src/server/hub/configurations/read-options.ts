import type { Field, FormValues, OptionsPage, OptionsRequest } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { isJsonObject } from '../../../contract/rules/json-object.js';
import { isSecretSet } from '../../../contract/rules/secret-set.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import { addressedConnection } from '../connections/find-connection.js';
import type { Services } from '../services/services.js';
import { optionsOf } from './author-answers.js';
import { contextFor, withinTime } from './call-flow.js';
import { findConfiguration } from './configuration.rows.js';
import { type FormAddress, openedForm } from './form.js';
import { keepInRows } from './kept-secrets.js';
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
  const [level] = levelsTo(request.field, form.fields, []);
  if (load === undefined && level?.fields.some(({ key, dynamic }) => key === request.field && dynamic === true) === true)
    throw new ProblemError('form_changed');
  if (load === undefined) throw new ProblemError('invalid_request', { errors: [{ pointer: '#/field', code: 'not_an_option' }] });
  if (stored === undefined) throw new ProblemError('not_authenticated');
  const { search, cursor } = request;
  const of = { connection: stored.row, form };
  const values = await withKept(ports, session, of, request);
  return withinTime(ports, 'options', { session, signal }, async (limited) =>
    optionsOf(await load(contextFor(ports, session, stored.row, limited), { search, cursor, values })),
  );
}

/** Fields that stand together, with the stored rows of them; those of the form itself have none. */
interface Level {
  readonly fields: readonly Field[];
  readonly rows: readonly JsonValue[];
}

const rowsOf = (row: JsonValue, key: string): readonly JsonValue[] => {
  const rows = isJsonObject(row) && Object.hasOwn(row, key) ? row[key] : undefined;
  return Array.isArray(rows) ? rows : [];
};

/** The fields beside the one whose options are asked for, then those around its row, up to the form's. */
function levelsTo(key: string, fields: readonly Field[], rows: readonly JsonValue[]): Level[] {
  if (fields.some((field) => field.key === key)) return [{ fields, rows }];
  for (const group of fields) {
    const inner = levelsTo(
      key,
      group.fields ?? [],
      rows.flatMap((row) => rowsOf(row, group.key)),
    );
    if (inner.length > 0) return [...inner, { fields, rows }];
  }
  return [];
}

const holdsKept = (value: JsonValue | undefined): boolean => isSecretSet(value) || Array.isArray(value);

/** What options depend on, with the secrets that are kept; not for a session that only looks, which could send them elsewhere. */
async function withKept(
  ports: Ports,
  { access }: Session,
  of: FormOf,
  { field, values: sent = {} }: OptionsRequest,
): Promise<FormValues> {
  const { connection, form } = of;
  if (access === 'view' || !Object.values(sent).some(holdsKept)) return sent;
  const saved = await findConfiguration(ports.database.queries, connection.id, form.content.key);
  const stored = (saved?.values ?? {}) as FormValues;
  const kept: Record<string, JsonValue> = {};
  const taken = new Set<string>();
  const levels = levelsTo(field, form.fields, [stored]);
  for (const [index, { fields, rows }] of levels.entries()) {
    const here = fields.filter(({ key }) => !taken.has(key) && Object.hasOwn(sent, key));
    for (const { key } of here) taken.add(key);
    const isForm = index === levels.length - 1;
    const secrets = isForm ? here.filter(({ key, type }) => type === 'password' && isSecretSet(sent[key])) : [];
    for (const { key } of secrets) if (Object.hasOwn(stored, key)) kept[key] = stored[key] ?? null;
    const others = here.filter((one) => !secrets.includes(one) && holdsKept(sent[one.key]));
    const row = Object.fromEntries(others.map(({ key }) => [key, sent[key] ?? null]));
    const [filled] = isForm
      ? [withRows(others, row, stored)]
      : (keepInRows(others, [row], rows, '').value as readonly JsonValue[]);
    Object.assign(kept, filled);
  }
  const { values } = await opened(ports, of, kept);
  return { ...sent, ...values };
}

/** The groups of a form with the secrets that are kept in their rows. */
const withRows = (groups: readonly Field[], sent: FormValues, stored: FormValues): FormValues =>
  Object.fromEntries(
    groups.flatMap(({ key, type, fields = [] }) =>
      type === 'group' ? [[key, keepInRows(fields, rowsOf(sent, key), stored[key], '').value]] : [],
    ),
  );
