import type { JsonValue } from '../../contract/names.js';
import type { Connector, TypedCredential } from '../catalogue/define.js';
import { methodFields } from './method-fields.js';

/** What a credential adds to a request. */
export interface Applied {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

const asText = (value: JsonValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The value of a method's one field, whatever the connector calls it. */
function only(connector: Connector, { method, values }: TypedCredential): string {
  const [field] = methodFields(connector, method) ?? [];
  return asText(field === undefined ? Object.values(values)[0] : values[field.key]);
}

const inHeader = (name: string, value: string): Applied => ({ headers: { [name]: value }, query: {} });

/** Typed-in credentials as data says they are applied: `apply` for API keys, RFC 6750 and RFC 7617 for the rest. */
export function applyTyped(connector: Connector, credential: TypedCredential): Applied {
  const { method, values } = credential;
  if (method === 'bearer_token') return inHeader('authorization', `Bearer ${only(connector, credential)}`);
  if (method === 'basic_auth') {
    const pair = `${asText(values['username'])}:${asText(values['password'])}`;
    return inHeader('authorization', `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`);
  }
  if (method === 'custom_input') return { headers: {}, query: {} };
  const apply = connector.apply ?? { in: 'header' as const, name: 'authorization', prefix: 'Bearer ' };
  const value = `${apply.prefix ?? ''}${only(connector, credential)}`;
  return apply.in === 'query' ? { headers: {}, query: { [apply.name]: value } } : inHeader(apply.name.toLowerCase(), value);
}
