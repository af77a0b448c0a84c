import type { ConnectionAddress } from '../core/backend.js';
import { IntegrationError } from '../core/errors.js';
import { type Call, type Surroundings, send } from './request.js';

/** A schema of the contract. */
export interface Schema<Value> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Value }
    | { readonly success: false; readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] } };
}

/** @throws {IntegrationError} `invalid_answer` */
export function parse<Value>(schema: Schema<Value>, body: unknown): Value {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new IntegrationError('invalid_answer', { hint: `The backend's answer is not as expected at: ${places}` });
}

/** A path of encoded segments. */
export const at = (...segments: readonly string[]): string => segments.map(encodeURIComponent).join('/');
export const connectionPath = ({ widget, connection }: ConnectionAddress, ...more: readonly string[]): string =>
  at('v1', 'widgets', widget, 'connections', connection, ...more);

/** Sends a call and reads its answer. */
export const ask = async <Value>(around: Surroundings, schema: Schema<Value>, call: Call, signal: AbortSignal): Promise<Value> =>
  parse(schema, (await send(around, call, signal)).body);
