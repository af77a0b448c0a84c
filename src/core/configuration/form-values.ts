import type { Configuration, Field, FormValues } from '../../contract/form.js';
import type { JsonValue } from '../../contract/names.js';
import type { FieldError } from '../../contract/problem.js';
import { pointerStep } from '../../contract/rules/pointer-step.js';
import { validateForm } from '../../contract/rules/validate-form.js';
import { isVisible } from '../../contract/rules/visible-when.js';

export const fieldsOf = (form: Configuration): readonly Field[] => form.steps.flatMap(({ fields }) => fields);

const own = (values: FormValues, key: string): JsonValue | undefined => (Object.hasOwn(values, key) ? values[key] : undefined);

/** Saved values, and the fields' defaults where nothing is saved. */
export function startingValues(form: Configuration): FormValues {
  const defaults = fieldsOf(form).flatMap(({ key, default: value }): [string, JsonValue][] =>
    value === undefined ? [] : [[key, value]],
  );
  return { ...Object.fromEntries(defaults), ...form.values };
}

/** A field that never shows is there for its value; one whose condition does not hold is not there. */
const isPresent = ({ visibleWhen }: Field, values: FormValues): boolean => isVisible({ visibleWhen }, values);

function rowOf(fields: readonly Field[], row: JsonValue): JsonValue {
  return typeof row === 'object' && row !== null && !Array.isArray(row) ? presentValues(fields, row as FormValues) : row;
}

/** What is sent: the values of the fields that are there, without what was typed into others before they went. */
export function presentValues(fields: readonly Field[], values: FormValues): FormValues {
  const entries = fields.flatMap((field): [string, JsonValue][] => {
    const value = own(values, field.key);
    if (value === undefined || !isPresent(field, values)) return [];
    const rows = field.type === 'group' && Array.isArray(value);
    return [[field.key, rows ? value.map((row: JsonValue) => rowOf(field.fields ?? [], row)) : value]];
  });
  return Object.fromEntries(entries);
}

/** A secret that is stored reads as this, and is kept when it is sent back (src/README.md §4). */
export const isKeptSecret = (value: JsonValue | undefined): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Reflect.get(value, '$secret') === 'set';

/** Errors of some fields, with the pointers that the server uses as well. A secret that is kept was checked when it was stored. */
export function errorsOf(fields: readonly Field[], values: FormValues): readonly FieldError[] {
  const present = presentValues(fields, values);
  const kept = new Set(keptSecrets(fields, present, '#/values'));
  return validateForm(fields, present).filter(({ pointer }) => !kept.has(pointer));
}

/** Where they stand, those in the rows of groups too. */
const keptSecrets = (fields: readonly Field[], values: FormValues, base: string): string[] =>
  fields.flatMap(({ key, type, fields: inner = [] }) => {
    const pointer = `${base}/${pointerStep(key)}`;
    const value = own(values, key);
    if (type === 'password') return isKeptSecret(value) ? [pointer] : [];
    if (type !== 'group' || !Array.isArray(value)) return [];
    return value.flatMap((row: JsonValue, index) =>
      typeof row === 'object' && row !== null && !Array.isArray(row)
        ? keptSecrets(inner, row as FormValues, `${pointer}/${index}`)
        : [],
    );
  });

/** The key that a pointer is about: `#/values/shop/0` is about `shop`. */
export function fieldOf(pointer: string): string | undefined {
  const [, key] = /^#\/values\/([^/]+)/.exec(pointer) ?? [];
  return key;
}

/** Index of the first step that one of the errors is about. */
export function stepOf(form: Configuration, errors: readonly FieldError[]): number | undefined {
  const wrong = new Set(errors.map(({ pointer }) => fieldOf(pointer)));
  const index = form.steps.findIndex(({ fields }) => fields.some(({ key }) => wrong.has(key)));
  return index === -1 ? undefined : index;
}

/** Errors of the server as they can be shown: those about nothing in the form are about the whole form. */
export function placeErrors(form: Configuration, errors: readonly FieldError[]): readonly FieldError[] {
  const known = new Set(fieldsOf(form).map(({ key }) => key));
  return errors.map((error) => (known.has(fieldOf(error.pointer) ?? '') ? error : { ...error, pointer: '' }));
}

/** Fields whose options depend on `key`, directly or through others. */
export function dependents(fields: readonly Field[], key: string): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (changed: string) => {
    for (const field of fields) {
      if (found.has(field.key) || field.dependsOn?.includes(changed) !== true) continue;
      found.add(field.key);
      collect(field.key);
    }
  };
  collect(key);
  return found;
}

export function findField(fields: readonly Field[], key: string): Field | undefined {
  for (const field of fields) {
    const found = field.key === key ? field : findField(field.fields ?? [], key);
    if (found !== undefined) return found;
  }
  return undefined;
}
