import type { Field } from '../../contract/form.js';
import { pointerStep } from '../../contract/rules/pointer-step.js';

function unescapeSegment(segment: string): string {
  const plain = /%(?![0-9A-Fa-f]{2})/.test(segment) ? segment : decodeURIComponent(segment);
  return plain.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The pointer of the values of a form (RFC 6901, as a URI fragment). */
export const valuesPointer = '#/values';

export const childPointer = (parent: string, key: string | number): string => `${parent}/${pointerStep(key)}`;

/** The keys below `#/values`; none for a pointer that leads elsewhere. */
export function pointerKeys(pointer: string): readonly string[] {
  if (!pointer.startsWith(`${valuesPointer}/`)) return [];
  return pointer
    .slice(valuesPointer.length + 1)
    .split('/')
    .map(unescapeSegment);
}

/** The path of a field whose choices are loaded: `contacts/0/list`. */
export const pathOf = (pointer: string): string => pointerKeys(pointer).join('/');

/** The field that a pointer names, and what of it: the field's own key, a row of a group, a source of a mapping. */
export function findField(fields: readonly Field[], pointer: string): Field | undefined {
  let level = fields;
  let found: Field | undefined;
  for (const key of pointerKeys(pointer)) {
    const next = level.find((field) => field.key === key);
    if (next === undefined) {
      const row = found?.type === 'group' && /^\d+$/.test(key);
      if (row) continue;
      return found;
    }
    found = next;
    level = next.fields ?? [];
  }
  return found;
}
