import type { Field } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { FieldError } from '../../../contract/problem.js';
import type { Connector, TypedCredential } from '../definitions/define.js';
import { methodFields } from '../definitions/method-fields.js';

/** What a credential adds to a request. */
export interface Applied {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

const asText = (value: JsonValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The field that has this key or, whatever the connector calls it, the first of those that may hold it. */
const fieldOf = (fields: readonly Field[], key: string, candidates: (field: Field) => boolean): string =>
  (fields.find((field) => field.key === key) ?? fields.find(candidates) ?? fields[0])?.key ?? key;

const isSecret = ({ type }: Field): boolean => type === 'password';
const isName = (field: Field): boolean => !isSecret(field);

/** The keys of what a method sends: one value, or a user name and a password. */
function sentFields(connector: Connector, method: TypedCredential['method']): readonly string[] {
  const fields = methodFields(connector, method) ?? [];
  if (method === 'basic_auth') return [fieldOf(fields, 'username', isName), fieldOf(fields, 'password', isSecret)];
  if (method === 'custom_input') return [];
  return [fieldOf(fields, method === 'api_key' ? 'apiKey' : 'token', isSecret)];
}

const inHeader = (name: string, value: string): Applied => ({ headers: { [name]: value }, query: {} });

const bearer = { in: 'header', name: 'authorization', prefix: 'Bearer ' } as const;

/** Typed-in credentials as data says they are applied: `apply` for API keys, RFC 6750 and RFC 7617 for the rest. */
export function applyTyped(connector: Connector, { method, values }: TypedCredential): Applied {
  if (method === 'custom_input') return { headers: {}, query: {} };
  const [first = '', second = ''] = sentFields(connector, method).map((key) => asText(values[key]));
  if (method === 'basic_auth')
    return inHeader('authorization', `Basic ${Buffer.from(`${first}:${second}`, 'utf8').toString('base64')}`);
  const apply = method === 'bearer_token' ? bearer : (connector.apply ?? bearer);
  const value = `${apply.prefix ?? ''}${first}`;
  return apply.in === 'query' ? { headers: {}, query: { [apply.name]: value } } : inHeader(apply.name.toLowerCase(), value);
}

/** What a header may hold (RFC 9110 §5.5, without what is obsolete). */
const headerValue = /^[\t\x20-\x7e]*$/;

/** Half of what was pasted: no key or password has one. */
const lineEnd = /[\r\n\u2028\u2029]/;

/** What cannot be sent the way that its method says: it is wrong before the service is asked. */
export function unsendable(connector: Connector, { method, values }: TypedCredential): FieldError[] {
  const keys = sentFields(connector, method);
  const [key] = keys;
  if (key === undefined || connector.authorize !== undefined) return [];
  const value = asText(values[key]);
  const isInQuery = method === 'api_key' && connector.apply?.in === 'query';
  // A colon ends the user name (RFC 7617 §2).
  const isSound = method === 'basic_auth' ? !value.includes(':') : isInQuery || headerValue.test(value);
  const broken = isSound ? keys.find((name) => lineEnd.test(asText(values[name]))) : key;
  return broken === undefined ? [] : [{ pointer: `#/values/${broken}`, code: 'invalid' }];
}
