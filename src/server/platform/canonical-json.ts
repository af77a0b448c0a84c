import { createHash } from 'node:crypto';
import type { JsonValue } from '../../contract/names.js';

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((entry: JsonValue) => sorted(entry));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, entry]) => [name, sorted(entry)]),
  );
}

/** Of what a value says, whatever the order of its keys. */
export const digestOf = (value: JsonValue): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 32);
