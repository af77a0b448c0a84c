import type { Configuration, Field, FormValues, SaveConfigurationRequest } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { addressedConnection, type ConnectionAddress } from '../connections/find-connection.js';
import type { DeployedWidget, Form } from '../definitions/deployed-widget.js';
import type { Services } from '../services/services.js';
import { type ConfigurationRow, findConfiguration } from './configuration.rows.js';
import { markedSecret } from './kept-secrets.js';
import { holdsSealed, isEmpty, secretSet } from './sealed-values.js';

export interface FormAddress extends ConnectionAddress {
  readonly flow: string;
}

/** The form of a flow that is linked to the widget. @throws {ProblemError} `not_found` */
export function linkedForm(widget: DeployedWidget, flow: string): Form {
  const isLinked = (widget.definition.configurations ?? []).some((link) => link.flow === flow);
  const form = isLinked ? widget.form(flow) : undefined;
  if (form === undefined) throw new ProblemError('not_found');
  return form;
}

/**
 * The form that was filled in: the one of now, or that of an earlier version which was shown when it was opened.
 *
 * @throws {ProblemError} `not_found`, `form_changed` where that one is gone
 */
export async function openedForm(
  queries: Queries,
  { definitions }: Pick<Services, 'definitions'>,
  widget: DeployedWidget,
  flow: string,
  { form: digest, version }: Pick<SaveConfigurationRequest, 'form' | 'version'>,
): Promise<Form> {
  const current = linkedForm(widget, flow);
  const isOpened = (form: Form): boolean =>
    digest === undefined ? version === undefined || form.content.version === version : form.digest === digest;
  if (isOpened(current)) return current;
  const earlier = await definitions.earlierForm(queries, widget.definition.key, flow, isOpened);
  if (earlier === undefined) throw new ProblemError('form_changed');
  return earlier;
}

/** A form filled with what is saved. @throws {ProblemError} `widget_not_found`, `not_found` */
export async function readConfiguration(
  { database, ...ports }: Pick<Services, 'database' | 'definitions' | 'now'>,
  session: Session,
  address: FormAddress,
): Promise<Configuration> {
  const { widget, stored } = await addressedConnection(database.queries, ports, session, address);
  const form = linkedForm(widget, address.flow);
  const saved = stored === undefined ? undefined : await findConfiguration(database.queries, stored.row.id, address.flow);
  return toConfiguration(form, saved);
}

export function toConfiguration(
  { content, digest, fields }: Form,
  saved: Pick<ConfigurationRow, 'values' | 'saved_at' | 'saved_by'> | undefined,
): Configuration {
  const { key, name, description, version, steps } = content;
  return {
    flow: key,
    name,
    ...(description === undefined ? {} : { description }),
    version,
    form: digest,
    steps: [...steps],
    values: saved === undefined ? {} : withoutSecrets(fields, saved.values as FormValues, () => secretSet),
    saved: saved !== undefined,
    ...(saved === undefined ? {} : { savedAt: saved.saved_at.toISOString() }),
    ...(saved?.saved_by == null ? {} : { savedBy: saved.saved_by }),
  };
}

const isRow = (row: JsonValue): row is FormValues => typeof row === 'object' && row !== null && !Array.isArray(row);

function withoutSecrets(fields: readonly Field[], values: FormValues, read: (stored: JsonValue) => JsonValue): FormValues {
  const shown: Record<string, JsonValue> = {};
  for (const field of fields) {
    const value = Object.hasOwn(values, field.key) ? values[field.key] : undefined;
    if (value === undefined) continue;
    if (field.type === 'password') shown[field.key] = isEmpty(value) ? null : read(value);
    else if (field.type === 'group' && Array.isArray(value)) {
      shown[field.key] = value.map((row) => (isRow(row) ? withoutSecrets(field.fields ?? [], row, markedSecret) : row));
    } else if (!holdsSealed(value)) shown[field.key] = value;
  }
  return shown;
}
