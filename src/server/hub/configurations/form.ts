import type { Configuration, Field, FormValues, SaveConfigurationRequest } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { isJsonObject } from '../../../contract/rules/json-object.js';
import { secretSet } from '../../../contract/rules/secret-set.js';
import type { Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { addressedConnection, type ConnectionAddress } from '../connections/find-connection.js';
import type { WidgetContent } from '../definitions/content.js';
import type { DeployedWidget, Form } from '../definitions/deployed-widget.js';
import type { Services } from '../services/services.js';
import { type ConfigurationRow, findConfiguration } from './configuration.rows.js';
import { markedSecret } from './kept-secrets.js';
import { holdsSealed, isEmpty } from './sealed-values.js';

export interface FormAddress extends ConnectionAddress {
  readonly flow: string;
}

export function findLinked(widget: DeployedWidget, flow: string): Form | undefined {
  const isLinked = (widget.definition.configurations ?? []).some((link) => link.flow === flow);
  return isLinked ? widget.form(flow) : undefined;
}

/** The form of a flow that is linked to the widget. @throws {ProblemError} `not_found` */
export function linkedForm(widget: DeployedWidget, flow: string): Form {
  const form = findLinked(widget, flow);
  if (form === undefined) throw new ProblemError('not_found');
  return form;
}

/** A form that somebody has before them, with the actions of the widget that they opened it by. */
export interface OpenedForm {
  readonly form: Form;
  readonly actions: WidgetContent['actions'];
}

const opens = (actions: WidgetContent['actions'], flow: string): boolean =>
  actions.some((action) => action.type === 'configuration' && action.flow === flow);

/**
 * The form that was filled in: the one of now, or that of an earlier version which was shown when it was opened. What has gone from the
 * widget meanwhile, the form, its link or its button, is taken from nobody who had it.
 *
 * @throws {ProblemError} `not_found`, `form_changed` where that one is gone
 */
export async function openedForm(
  queries: Queries,
  { definitions }: Pick<Services, 'definitions'>,
  widget: DeployedWidget,
  flow: string,
  { form: digest, version }: Pick<SaveConfigurationRequest, 'form' | 'version'>,
): Promise<OpenedForm> {
  const isOpened = (form: Form): boolean =>
    digest === undefined ? version === undefined || form.content.version === version : form.digest === digest;
  const { actions } = widget.definition;
  const linked = digest === undefined ? linkedForm(widget, flow) : findLinked(widget, flow);
  const current = linked !== undefined && isOpened(linked) ? { form: linked, actions } : undefined;
  if (current !== undefined && (digest === undefined || opens(actions, flow))) return current;
  const earlier = await definitions.earlier(queries, widget.definition.key, ({ content, forms }) => {
    const form = forms.get(flow);
    return form !== undefined && isOpened(form) && opens(content.widget.actions, flow);
  });
  const form = earlier?.forms.get(flow);
  if (earlier !== undefined && form !== undefined) return { form, actions: earlier.content.widget.actions };
  if (current === undefined) throw new ProblemError('form_changed');
  return current;
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

function withoutSecrets(fields: readonly Field[], values: FormValues, read: (stored: JsonValue) => JsonValue): FormValues {
  const shown: Record<string, JsonValue> = {};
  for (const field of fields) {
    const value = Object.hasOwn(values, field.key) ? values[field.key] : undefined;
    if (value === undefined) continue;
    if (field.type === 'password') shown[field.key] = isEmpty(value) ? null : read(value);
    else if (field.type === 'group' && Array.isArray(value)) {
      shown[field.key] = value.map((row) => (isJsonObject(row) ? withoutSecrets(field.fields ?? [], row, markedSecret) : row));
    } else if (!holdsSealed(value)) shown[field.key] = value;
  }
  return shown;
}
