import type { Configuration, Field, FormValues, OptionsPage, OptionsRequest } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { FieldError, FieldErrorCode } from '../../../contract/problem.js';
import { offered } from '../../../contract/rules/offered.js';
import { validateForm } from '../../../contract/rules/validate-form.js';
import { isVisible } from '../../../contract/rules/visible-when.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import { pointerTo } from '../../http/field-errors.js';
import type { Session } from '../../platform/access.js';
import { ProviderError } from '../../platform/oauth/provider-error.js';
import { OutgoingError } from '../../platform/outgoing/outgoing-error.js';
import { ProblemError, type ProblemOptions } from '../../platform/problem-error.js';
import { plainText } from '../../platform/plain-text.js';
import { VaultError } from '../../platform/vault/vault.js';
import { keepSchedule } from '../actions/schedules.js';
import { connectionFor } from '../actions/start-action.js';
import {
  type ConnectionRow,
  findConnection,
  isShownUnmade,
  lockConnection,
  publishConnection,
} from '../connections/connection.rows.js';
import { connectionFacts } from '../connections/connection-facts.js';
import { type ConfigurationContext, type ConfigurationFlow, FlowError } from '../definitions/define.js';
import { addHistory } from '../history/history.rows.js';
import { activeRunsOf } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import type { Queries } from '../../platform/database/queries.js';
import { visibleWidget } from '../widgets/deployments.js';
import { type ConfigurationRow, findConfiguration, putConfiguration } from './configuration.rows.js';
import { holdsSealed, openSealed, sealPasswords, valuesContext } from './sealed-values.js';

/** How long the functions of a configuration flow may take, in milliseconds. */
const TIME_LIMIT = 20_000;

export interface FormAddress {
  readonly widget: string;
  readonly connection: string;
  readonly flow: string;
}

interface Form {
  readonly widget: WidgetDefinition;
  readonly flow: ConfigurationFlow;
  readonly fields: readonly Field[];
}

/** A stored secret reads as this; sent back, it is kept (spec §4). */
const secretSet = { $secret: 'set' } as const;

const isSecretSet = (value: JsonValue | undefined): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Reflect.get(value, '$secret') === 'set';

const isEmpty = (value: JsonValue | undefined): boolean => value === undefined || value === null || value === '';

/** @throws {ProblemError} `widget_not_found`, or `not_found` for a flow that is not linked to the widget */
async function findForm(services: Services, session: Session, address: FormAddress): Promise<Form> {
  const { definition } = await visibleWidget(services, session, address.widget);
  const isLinked = (definition.configurations ?? []).some(({ flow }) => flow === address.flow);
  const flow = isLinked ? services.catalogue.configurationFlow(address.flow) : undefined;
  if (flow === undefined) throw new ProblemError('not_found');
  return { widget: definition, flow, fields: flow.steps.flatMap((step) => step.fields) };
}

/** The connection that is there; a session that only looks makes none. @throws {ProblemError} `not_found` */
async function existing(services: Services, session: Session, { widget }: Form, key: string): Promise<ConnectionRow | undefined> {
  const row = await findConnection(services.database.kysely, session, widget.key, key);
  if (row === undefined && !(await isShownUnmade(services.database.kysely, session, widget, key)))
    throw new ProblemError('not_found');
  return row;
}

/** A form filled with what is saved. @throws {ProblemError} `widget_not_found`, `not_found` */
export async function readConfiguration(services: Services, session: Session, address: FormAddress): Promise<Configuration> {
  const form = await findForm(services, session, address);
  const connection = await existing(services, session, form, address.connection);
  const saved =
    connection === undefined ? undefined : await findConfiguration(services.database.kysely, connection.id, form.flow.key);
  return toConfiguration(form, saved);
}

function toConfiguration({ flow, fields }: Form, saved: ConfigurationRow | undefined): Configuration {
  return {
    flow: flow.key,
    name: flow.name,
    ...(flow.description === undefined ? {} : { description: flow.description }),
    version: flow.version,
    steps: [...flow.steps],
    values: saved === undefined ? {} : withoutSecrets(fields, saved.values as FormValues),
    saved: saved !== undefined,
    ...(saved === undefined ? {} : { savedAt: saved.saved_at.toISOString() }),
    ...(saved?.saved_by == null ? {} : { savedBy: saved.saved_by }),
  };
}

const isRow = (row: JsonValue): row is FormValues => typeof row === 'object' && row !== null && !Array.isArray(row);

function withoutSecrets(fields: readonly Field[], values: FormValues): FormValues {
  const shown: Record<string, JsonValue> = {};
  for (const field of fields) {
    const value = Object.hasOwn(values, field.key) ? values[field.key] : undefined;
    if (value === undefined) continue;
    if (field.type === 'password') shown[field.key] = isEmpty(value) ? null : secretSet;
    else if (field.type === 'group' && Array.isArray(value)) {
      shown[field.key] = value.map((row) => (isRow(row) ? withoutSecrets(field.fields ?? [], row) : row));
    } else if (!holdsSealed(value)) shown[field.key] = value;
  }
  return shown;
}

/**
 * What is stored of what was sent: a kept secret is put in its place; what a person cannot enter (hidden or disabled) stays as it was or
 * is what the form's author wrote; what the form does not show is dropped.
 */
function settled(fields: readonly Field[], sent: FormValues, stored: FormValues): FormValues {
  const own = (values: FormValues, key: string): JsonValue | undefined => (Object.hasOwn(values, key) ? values[key] : undefined);
  const filled: Record<string, JsonValue> = { ...sent };
  for (const field of fields) {
    const fixed = field.hidden === true || field.disabled === true;
    const value = fixed
      ? (own(stored, field.key) ?? field.default)
      : isSecretSet(sent[field.key]) && field.type === 'password'
        ? own(stored, field.key)
        : own(sent, field.key);
    if (value === undefined) delete filled[field.key];
    else filled[field.key] = value;
  }
  const shown = fields.filter((field) => field.hidden === true || isVisible(field, filled)).map(({ key }) => key);
  const known = new Set(fields.map(({ key }) => key));
  return Object.fromEntries(Object.entries(filled).filter(([key]) => !known.has(key) || shown.includes(key)));
}

/** Values with their passwords as they were typed, and the keys of those that cannot be opened. */
async function opened(
  { vault, log }: Services,
  { flow }: Form,
  connection: ConnectionRow,
  values: FormValues,
): Promise<{ readonly values: FormValues; readonly unreadable: readonly string[] }> {
  const context = valuesContext(connection, connection.id, flow.key);
  const plain: [string, JsonValue][] = [];
  const unreadable: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    try {
      plain.push([key, await openSealed(vault, value, context)]);
    } catch (cause) {
      if (!(cause instanceof VaultError)) throw cause;
      log.error('A sealed value cannot be opened', { id: connection.id, flow: flow.key, reason: cause.code });
      unreadable.push(key);
    }
  }
  return { values: Object.fromEntries(plain), unreadable };
}

const at = (keys: readonly string[], code: FieldErrorCode): readonly FieldError[] =>
  keys.map((key) => ({ pointer: pointerTo(['values', key]), code }));

/** What would be stored of what was sent, as the flow reads it. @throws {ProblemError} `validation_failed` */
async function entered(
  services: Services,
  form: Form,
  connection: ConnectionRow | undefined,
  sent: FormValues,
  queries: Queries,
): Promise<FormValues> {
  const saved = connection === undefined ? undefined : await findConfiguration(queries, connection.id, form.flow.key);
  const whole = settled(form.fields, sent, (saved?.values ?? {}) as FormValues);
  const { values, unreadable } =
    connection === undefined ? { values: whole, unreadable: [] } : await opened(services, form, connection, whole);
  const again = at(unreadable, 'required');
  const wrong = validateForm(form.fields, values).filter(({ pointer }) => again.every((error) => error.pointer !== pointer));
  const errors = [...wrong, ...again];
  if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
  return values;
}

/**
 * Checks and stores what was entered: by the schema, then by the flow itself (spec §5).
 *
 * @throws {ProblemError} `validation_failed`, `action_not_available`, `busy`, `not_authenticated`, `flow_failed`, `provider_unreachable`
 */
export async function saveConfiguration(
  services: Services,
  session: Session,
  address: FormAddress,
  values: FormValues,
  signal: AbortSignal,
): Promise<Configuration> {
  const form = await findForm(services, session, address);
  const before = await existing(services, session, form, address.connection);
  await requireOffered(services.database.kysely, before, form);
  const forged = Object.keys(values).filter((key) => holdsSealed(values[key] ?? null));
  if (forged.length > 0) throw new ProblemError('validation_failed', { errors: at(forged, 'invalid') });
  const checked = await entered(services, form, before, values, services.database.kysely);
  const connection = await connectionFor(services, session, form.widget, address.connection);
  const { validate } = form.flow;
  if (validate !== undefined) {
    const refused = await withinTime(services, 'validate', signal, (limited) =>
      validate.call(form.flow, contextFor(services, session, connection, limited), checked),
    );
    if (refused.length > 0) throw new ProblemError('validation_failed', { errors: refused.map(plainError) });
  }
  await services.database.kysely
    .transaction()
    .execute((transaction) => store(services, session, form, connection, values, transaction));
  return toConfiguration(form, await findConfiguration(services.database.kysely, connection.id, form.flow.key));
}

/** A flow's words may be a provider's: plain and capped. */
const plainError = ({ pointer, code, detail }: FieldError): FieldError =>
  detail === undefined ? { pointer, code } : { pointer, code, detail: plainText(detail) };

/** By the rule that drew the button, and not while the connection is being activated or deactivated (spec §3). */
async function requireOffered(queries: Queries, connection: ConnectionRow | undefined, { widget, flow }: Form): Promise<void> {
  const runs = connection === undefined ? [] : await activeRunsOf(queries, [connection.id]);
  if (runs.some(({ action_type }) => action_type === 'activation' || action_type === 'deactivation'))
    throw new ProblemError('busy');
  const facts = await connectionFacts(queries, connection, widget);
  const isOffered = widget.actions.some(
    (action) => action.type === 'configuration' && action.flow === flow.key && offered(action, facts),
  );
  if (!isOffered) throw new ProblemError('action_not_available');
}

async function store(
  services: Services,
  session: Session,
  form: Form,
  connection: ConnectionRow,
  sent: FormValues,
  transaction: Queries,
): Promise<void> {
  // A Deactivation that erases the configurations waits here, or has begun and is seen below.
  await lockConnection(transaction, connection.id);
  await requireOffered(transaction, await findConnection(transaction, session, connection.widget, connection.key), form);
  // Settled once more: a secret that is kept is the one that somebody else has stored meanwhile.
  const values = await entered(services, form, connection, sent, transaction);
  const context = valuesContext(connection, connection.id, form.flow.key);
  const now = services.now();
  const who = session.person ?? session.subject;
  await putConfiguration(transaction, {
    connection: connection.id,
    flow: form.flow.key,
    values: await sealPasswords(form.fields, values, (value) => services.vault.seal(value, context)),
    version: form.flow.version,
    savedAt: now,
    savedBy: who,
  });
  await keepSchedule(transaction, connection.id, form.flow, values, now);
  const action = form.widget.actions.find(({ type, flow }) => type === 'configuration' && flow === form.flow.key);
  await addHistory(services, connection, { kind: 'configured', outcome: 'succeeded', action: action?.name, who }, transaction);
  await publishConnection(services, connection, transaction);
}

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
  const connection = await existing(services, session, form, address.connection);
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

function contextFor(services: Services, session: Session, connection: ConnectionRow, signal: AbortSignal): ConfigurationContext {
  const address = (dependency: string) => ({ connection: connection.id, dependency });
  return {
    environment: session.environment,
    tenant: session.tenant,
    widget: connection.widget,
    connection: connection.key,
    signal,
    fetch: (dependency, url, init) =>
      services.credentials.fetchFor(address(dependency))(url, { ...init, signal: init?.signal ?? signal }),
    workspace: (name) => services.credentials.workspace(name),
    credential: (dependency) => services.credentials.typed(address(dependency)),
  };
}

/** The flow author's code: it may hang, and it throws what it likes. */
async function withinTime<T>(
  services: Services,
  what: 'options' | 'validate',
  request: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(TIME_LIMIT);
  const signal = AbortSignal.any([request, limit]);
  let release = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    release = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work(signal), aborted]);
  } catch (cause) {
    throw limit.aborted
      ? new ProblemError('provider_unreachable', { cause, detail: 'It took too long' })
      : flowProblem(cause, what, services);
  } finally {
    release();
  }
}

function flowProblem(cause: unknown, what: string, services: Services): Error {
  if (cause instanceof ProblemError) return cause;
  if (cause instanceof OutgoingError) return new ProblemError('provider_unreachable', { cause });
  if (cause instanceof ProviderError && cause.code !== 'grant_dead')
    return new ProblemError(cause.code, { cause, said: cause.said });
  if (!(cause instanceof FlowError)) {
    services.log.warn('A configuration flow failed', { what, cause });
    return new ProblemError('flow_failed', { cause });
  }
  const options: ProblemOptions = { cause, said: cause.message };
  if (cause.code !== 'not_authenticated') return new ProblemError('flow_failed', options);
  const { dependency } = cause;
  return new ProblemError('not_authenticated', {
    ...options,
    ...(dependency === undefined ? {} : { errors: [{ pointer: `#/dependencies/${dependency}`, code: 'required' }] }),
  });
}
