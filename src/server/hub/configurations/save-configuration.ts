import type { Configuration, FormValues } from '../../../contract/form.js';
import type { FieldError } from '../../../contract/problem.js';
import { offered } from '../../../contract/rules/offered.js';
import type { Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { plainText } from '../../platform/plain-text.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type ConnectionRow, findConnection, lockConnection, publishConnection } from '../connections/connection.rows.js';
import { connectionFacts } from '../connections/connection-facts.js';
import { connectionFor } from '../connections/find-connection.js';
import { addHistory } from '../history/history.rows.js';
import { activeRunsOf } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { contextFor, withinTime } from './call-flow.js';
import { findConfiguration, putConfiguration } from './configuration.rows.js';
import type { Form, FormAddress } from './form.js';
import { existingConnection, findForm, toConfiguration } from './form.js';
import { keepSchedule } from './schedule.rows.js';
import { holdsSealed, sealPasswords, valuesContext } from './sealed-values.js';
import { entered, errorsAt } from './settle.js';

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
  const before = await existingConnection(services, session, form, address.connection);
  await requireOffered(services.database.kysely, before, form);
  const forged = Object.keys(values).filter((key) => holdsSealed(values[key] ?? null));
  if (forged.length > 0) throw new ProblemError('validation_failed', { errors: errorsAt(forged, 'invalid') });
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
