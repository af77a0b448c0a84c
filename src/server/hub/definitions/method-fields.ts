import type { AuthMethod, ConnectorDefinition } from '../../../contract/connector.js';
import type { Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { ownValue } from '../../../contract/rules/json-object.js';
import { plainValue, scopeOf } from '../../../contract/rules/visible-when.js';
import type { DependencyDefinition } from '../../../contract/widget.js';

const secret = (key: string, label: string): Field => ({ key, label, type: 'password', required: true, maximumLength: 10_000 });

/** What a method asks for where its connector does not say. */
const usual: Readonly<Record<AuthMethod, readonly Field[]>> = {
  oauth: [],
  custom_input: [],
  api_key: [secret('apiKey', 'API key')],
  bearer_token: [secret('token', 'Token')],
  basic_auth: [
    { key: 'username', label: 'User name', type: 'text', required: true, maximumLength: 500 },
    secret('password', 'Password'),
  ],
};

/** The fields of one way to sign in; `undefined` where the connector does not offer it. For `oauth`: what is asked before the window opens. */
export function methodFields(connector: ConnectorDefinition, method: AuthMethod): readonly Field[] | undefined {
  const offered = connector.methods.find((candidate) => candidate.method === method);
  return offered === undefined ? undefined : (offered.fields ?? usual[method]);
}

/** How a dependency is signed in to where nobody chooses: OAuth where its connector has it (seed: "Default Auth Method"). */
export function usualMethod(
  { methods }: Pick<ConnectorDefinition, 'methods'>,
  { defaultMethod }: Pick<DependencyDefinition, 'defaultMethod'>,
): AuthMethod | undefined {
  const offered = methods.map(({ method }) => method);
  return defaultMethod ?? offered.find((method) => method === 'oauth') ?? offered[0];
}

/** A choice travels as its value alone; forms are checked with the whole choice. */
function asChoice({ type, options = [] }: Field, value: JsonValue | undefined): JsonValue | undefined {
  if ((type !== 'select' && type !== 'radio') || typeof value !== 'string' || value === '') return value;
  return { label: options.find((option) => option.value === value)?.label ?? value, value };
}

/**
 * What was sent, as forms are checked: what a person cannot enter (hidden or disabled) is what the connector says, what is not shown is
 * dropped.
 */
export function enteredValues(fields: readonly Field[], sent: FormValues): FormValues {
  const filled: Record<string, JsonValue> = { ...sent };
  for (const field of fields) {
    const isFixed = field.hidden === true || field.disabled === true;
    const value = isFixed ? field.default : asChoice(field, ownValue(sent, field.key));
    if (value === undefined) delete filled[field.key];
    else filled[field.key] = value;
  }
  const scope = scopeOf(fields, filled);
  const dropped = new Set(fields.filter((field) => !scope.isThere(field)).map(({ key }) => key));
  return Object.fromEntries(Object.entries(filled).filter(([key]) => !dropped.has(key)));
}

/** The same as connectors read it: of a choice, its value. */
export const plainValues = (values: FormValues): Record<string, JsonValue> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plainValue(value) ?? null]));
