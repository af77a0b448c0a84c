import { clientAuthentications, type OAuthDefinition } from '../connector.js';
import type { JsonValue } from '../names.js';

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** The attributes of a connector's OAuth definition that a dependency may override (seed: "Custom Auth Attributes"). */
const overridable = ['clientId', 'clientSecret', 'params', 'tokenParams', 'clientAuthentication'] as const;
type Overridable = (typeof overridable)[number];

const isOverridable = (key: string): key is Overridable => (overridable as readonly string[]).includes(key);

export interface MergeProblem {
  /** JSON Pointer into the attributes. */
  readonly pointer: string;
  readonly code: 'unknown_field' | 'invalid';
}

const pointerTo = (...path: readonly string[]): string =>
  path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function mergeRecord(
  base: Readonly<Record<string, string>> | undefined,
  over: JsonValue,
  under: string,
  problems: MergeProblem[],
): Readonly<Record<string, string>> {
  const merged: Record<string, string> = { ...base };
  if (typeof over !== 'object' || over === null || Array.isArray(over)) {
    if (over !== null && over !== '') problems.push({ pointer: pointerTo(under), code: 'invalid' });
    return merged;
  }
  for (const [key, value] of Object.entries(over)) {
    const pointer = pointerTo(under, key);
    if (forbidden.has(key)) problems.push({ pointer, code: 'unknown_field' });
    else if (typeof value === 'string') {
      if (value !== '') merged[key] = value;
    } else if (value !== null) problems.push({ pointer, code: 'invalid' });
  }
  return merged;
}

const isValid = (key: Overridable, value: string): boolean =>
  key !== 'clientAuthentication' || (clientAuthentications as readonly string[]).includes(value);

/**
 * A dependency's attributes merged over its connector's OAuth defaults: deep, by the schema's keys only; `""` and `null` mean
 * "not overridden" (src/README.md §4). Reads and writes own properties only, whatever somebody did to `Object.prototype`.
 */
export function mergeAttributes(
  base: OAuthDefinition,
  over: Readonly<Record<string, JsonValue>>,
): { readonly oauth: OAuthDefinition; readonly problems: readonly MergeProblem[] } {
  const problems: MergeProblem[] = [];
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const pointer = pointerTo(key);
    if (!isOverridable(key)) problems.push({ pointer, code: 'unknown_field' });
    else if (key === 'params' || key === 'tokenParams') {
      const record = mergeRecord(Object.hasOwn(base, key) ? base[key] : undefined, value, key, problems);
      if (Object.hasOwn(base, key) || Object.keys(record).length > 0) merged[key] = record;
    } else if (typeof value === 'string' && (value === '' || isValid(key, value))) {
      if (value !== '') merged[key] = value;
    } else if (value !== null) problems.push({ pointer, code: 'invalid' });
  }
  return { oauth: merged as OAuthDefinition, problems };
}
