import type { Configuration, Field, FormValues, SaveConfigurationRequest } from '../../../contract/form.js';
import type { FieldError } from '../../../contract/problem.js';
import { offered } from '../../../contract/rules/offered.js';
import type { Session } from '../../platform/access.js';
import type { Transaction } from '../../platform/database/queries.js';
import { saidTo } from '../../platform/plain-text.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type ConnectionRow, ensureConnection, lockConnection, unmadeConnection } from '../connections/connection.rows.js';
import { factsOf } from '../connections/connection-facts.js';
import { type StoredConnection, storedConnectionById } from '../connections/connection-state.rows.js';
import { addressedConnection } from '../connections/find-connection.js';
import type { DeployedWidget, Form } from '../definitions/deployed-widget.js';
import { recordChange } from '../history/history-line.rows.js';
import { isLifecycle } from '../runs/lifecycle.js';
import type { Services } from '../services/services.js';
import { refusalsOf, scheduleOf } from './author-answers.js';
import { atOnce, contextFor, withinTime } from './call-flow.js';
import { putConfiguration } from './configuration.rows.js';
import { type FormAddress, findLinked, type OpenedForm, openedForm, toConfiguration } from './form.js';
import { incompleteForms } from './incomplete-forms.js';
import { withOfferedChoices } from './offered-choices.js';
import { holdsSealed, sealPasswords, valuesContext } from './sealed-values.js';
import { entered, errorsAt, type FormOf } from './settle.js';

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'credentials' | 'log' | 'now'>;

/** What is saved, of which form of which widget, by whom. */
interface Saving {
  readonly widget: DeployedWidget;
  readonly form: Form;
  /** Of the widget as it was when the form was opened. */
  readonly actions: OpenedForm['actions'];
  readonly session: Session;
  readonly sent: FormValues;
}

/** A flow's words may be a provider's: plain and capped. */
const plainError = (session: Session, { pointer, code, detail }: FieldError): FieldError =>
  detail === undefined ? { pointer, code } : { pointer, code, detail: saidTo(session, detail) };

/** By the rule that drew the button, and not while the connection is being activated or deactivated (src/README.md §3). */
async function requireOffered(
  ports: Pick<Services, 'vault'>,
  stored: StoredConnection | undefined,
  { widget, form, actions }: Omit<Saving, 'sent'>,
): Promise<void> {
  if (stored?.activeRuns.some((run) => isLifecycle(run, stored.row))) throw new ProblemError('busy');
  const incomplete = await incompleteForms(ports, stored, widget);
  const state = { ...factsOf(stored, widget.definition), incomplete };
  const isOffered = actions.some(
    (action) => action.type === 'configuration' && action.flow === form.content.key && offered(action, state),
  );
  if (!isOffered) throw new ProblemError('action_not_available');
}

const savedIn = (stored: StoredConnection | undefined, { content }: Form): FormValues =>
  (stored?.configurations.find(({ flow }) => flow === content.key)?.values ?? {}) as FormValues;

/** The flow's own check: it may ask the service. @throws {ProblemError} */
async function requireValid(ports: Ports, of: FormOf, session: Session, values: FormValues, signal: AbortSignal): Promise<void> {
  const { code } = of.form;
  if (code?.validate === undefined) return;
  const refused = await withinTime(ports, 'validate', { session, signal }, async (limited) =>
    refusalsOf(await code.validate?.(contextFor(ports, session, of.connection, limited), values)),
  );
  if (refused.length > 0)
    throw new ProblemError('validation_failed', { errors: refused.map((error) => plainError(session, error)) });
}

/**
 * Checks and stores what was entered: by the schema, then by the flow itself (src/README.md §5).
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `form_changed`, `validation_failed`, `action_not_available`, `busy`,
 * `not_authenticated`, `flow_failed`, `provider_unreachable`
 */
export async function saveConfiguration(
  ports: Ports,
  session: Session,
  address: FormAddress,
  request: SaveConfigurationRequest,
  signal: AbortSignal,
): Promise<Configuration> {
  const { database, now } = ports;
  const { widget, stored } = await addressedConnection(database.queries, ports, session, address);
  const { form, actions } = await openedForm(database.queries, ports, widget, address.flow, request);
  const asked = { widget, form, actions, session };
  await requireOffered(ports, stored, asked);
  const forged = Object.keys(request.values).filter((key) => holdsSealed(request.values[key] ?? null));
  if (forged.length > 0) throw new ProblemError('validation_failed', { errors: errorsAt(forged, 'invalid') });
  const by = session.person ?? session.subject;
  const connection = stored?.row ?? unmadeConnection(session, { widget: address.widget, key: address.connection, by }, now());
  const of = { connection, form };
  const before = savedIn(stored, form);
  const values = await entered(ports, of, request.values, before);
  const sent = await withOfferedChoices(ports, session, of, { sent: request.values, values, stored: before }, signal);
  await requireValid(ports, of, session, await entered(ports, of, sent, before), signal);
  const saving: Saving = { ...asked, sent };
  return database.transaction(async (transaction) => {
    // A Deactivation that erases the configurations waits here, or has begun and is seen below.
    const held =
      stored === undefined ? await ensureConnection(transaction, connection) : await lockConnection(transaction, connection.id);
    if (held === undefined) throw new ProblemError('not_found');
    return store(transaction, ports, saving, held);
  });
}

/** The fields of a form that was opened, in the rows of groups too; what has become a secret since then is one. */
const withSecretsOf = (current: readonly Field[], opened: readonly Field[]): Field[] =>
  opened.map((field) => {
    const now = current.find(({ key }) => key === field.key);
    if (now?.type === 'password') return now;
    return field.fields === undefined ? field : { ...field, fields: withSecretsOf(now?.fields ?? [], field.fields) };
  });

async function store(transaction: Transaction, ports: Ports, saving: Saving, connection: ConnectionRow): Promise<Configuration> {
  const { widget, form, actions, session, sent } = saving;
  const { vault, now } = ports;
  const stored = await storedConnectionById(transaction, connection.id, now());
  await requireOffered(ports, stored, saving);
  // Settled once more: a secret that is kept is the one that somebody else has stored meanwhile.
  const values = await entered(ports, { connection, form }, sent, savedIn(stored, form));
  const schedule = atOnce(ports, 'schedule', session, () => scheduleOf(form.code?.schedule?.(values)));
  const { key: flow, version } = form.content;
  const context = valuesContext(connection, connection.id, flow);
  const at = now();
  const who = session.person ?? session.subject;
  const fields = withSecretsOf(findLinked(widget, flow)?.fields ?? [], form.fields);
  const sealed = await sealPasswords(fields, values, (value) => vault.seal(value, context));
  const configuration = { connection: connection.id, flow, values: sealed, version, form: form.digest, savedBy: who };
  await putConfiguration(transaction, configuration, schedule, at);
  const action = actions.find((candidate) => candidate.type === 'configuration' && candidate.flow === flow);
  await recordChange(
    transaction,
    connection,
    { line: { kind: 'configured', outcome: 'succeeded', action: action?.name, who } },
    at,
  );
  return toConfiguration(form, { values: sealed, saved_at: at, saved_by: who ?? null });
}
