import type { OAuthDefinition } from '../connector.js';
import type { JsonValue } from '../names.js';

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** The attributes of a connector's OAuth definition that a dependency may override (seed: "Custom Auth Attributes"). */
const overridable = ['clientId', 'clientSecret', 'params', 'tokenParams', 'clientAuthentication'] as const;

export interface MergeProblem {
  /** JSON Pointer into the attributes. */
  readonly pointer: string;
  readonly code: 'unknown_field' | 'invalid';
}

function mergeRecord(
  base: Readonly<Record<string, string>> | undefined,
  over: JsonValue,
  pointer: string,
  problems: MergeProblem[],
) {
  const merged: Record<string, string> = { ...base };
  if (typeof over !== 'object' || over === null || Array.isArray(over)) {
    if (over !== null) problems.push({ pointer, code: 'invalid' });
    return merged;
  }
  for (const [key, value] of Object.entries(over)) {
    if (forbidden.has(key)) problems.push({ pointer: `${pointer}/${key}`, code: 'unknown_field' });
    else if (typeof value === 'string') {
      if (value !== '') merged[key] = value;
    } else if (value !== null) problems.push({ pointer: `${pointer}/${key}`, code: 'invalid' });
  }
  return merged;
}

/**
 * A dependency's attributes merged over its connector's OAuth defaults: deep, by the schema's keys only; `""` and `null` mean
 * "not overridden" (spec §4).
 */
export function mergeAttributes(
  base: OAuthDefinition,
  over: Readonly<Record<string, JsonValue>>,
): { readonly oauth: OAuthDefinition; readonly problems: readonly MergeProblem[] } {
  const problems: MergeProblem[] = [];
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const pointer = `/${key}`;
    if (forbidden.has(key) || !(overridable as readonly string[]).includes(key))
      problems.push({ pointer, code: 'unknown_field' });
    else if (key === 'params' || key === 'tokenParams') merged[key] = mergeRecord(base[key], value, pointer, problems);
    else if (typeof value === 'string') {
      if (value !== '') merged[key] = value;
    } else if (value !== null) problems.push({ pointer, code: 'invalid' });
  }
  return { oauth: merged as OAuthDefinition, problems };
}
