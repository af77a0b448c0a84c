import type { Configuration, Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type ConnectionRow, findConnection, isShownUnmade } from '../connections/connection.rows.js';
import type { ConfigurationFlow } from '../definitions/define.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/deployments.js';
import { type ConfigurationRow, findConfiguration } from './configuration.rows.js';
import { holdsSealed, isEmpty, secretSet } from './sealed-values.js';

export interface FormAddress {
  readonly widget: string;
  readonly connection: string;
  readonly flow: string;
}

export interface Form {
  readonly widget: WidgetDefinition;
  readonly flow: ConfigurationFlow;
  readonly fields: readonly Field[];
}

/** @throws {ProblemError} `widget_not_found`, or `not_found` for a flow that is not linked to the widget */
export async function findForm(services: Services, session: Session, address: FormAddress): Promise<Form> {
  const { definition } = await visibleWidget(services, session, address.widget);
  const isLinked = (definition.configurations ?? []).some(({ flow }) => flow === address.flow);
  const flow = isLinked ? services.catalogue.configurationFlow(address.flow) : undefined;
  if (flow === undefined) throw new ProblemError('not_found');
  return { widget: definition, flow, fields: flow.steps.flatMap((step) => step.fields) };
}

/** The connection that is there; a session that only looks makes none. @throws {ProblemError} `not_found` */
export async function existingConnection(
  services: Services,
  session: Session,
  { widget }: Form,
  key: string,
): Promise<ConnectionRow | undefined> {
  const row = await findConnection(services.database.kysely, session, widget.key, key);
  if (row === undefined && !(await isShownUnmade(services.database.kysely, session, widget, key)))
    throw new ProblemError('not_found');
  return row;
}

/** A form filled with what is saved. @throws {ProblemError} `widget_not_found`, `not_found` */
export async function readConfiguration(services: Services, session: Session, address: FormAddress): Promise<Configuration> {
  const form = await findForm(services, session, address);
  const connection = await existingConnection(services, session, form, address.connection);
  const saved =
    connection === undefined ? undefined : await findConfiguration(services.database.kysely, connection.id, form.flow.key);
  return toConfiguration(form, saved);
}

export function toConfiguration({ flow, fields }: Form, saved: ConfigurationRow | undefined): Configuration {
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
