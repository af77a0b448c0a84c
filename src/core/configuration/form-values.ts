import type { Configuration, Field, FormValues } from '../../contract/form.js';
import type { JsonValue } from '../../contract/names.js';
import type { FieldError } from '../../contract/problem.js';
import { isJsonObject, ownValue } from '../../contract/rules/json-object.js';
import { pointerStep } from '../../contract/rules/pointer-step.js';
import { isSecretSet } from '../../contract/rules/secret-set.js';
import { validateForm } from '../../contract/rules/validate-form.js';
import { type FormScope, presentValues, scopeOf } from '../../contract/rules/visible-when.js';

export const fieldsOf = (form: Configuration): readonly Field[] => form.steps.flatMap(({ fields }) => fields);

/** Saved values, and the fields' defaults where nothing is saved. */
export function startingValues(form: Configuration): FormValues {
  const defaults = fieldsOf(form).flatMap(({ key, default: value }): [string, JsonValue][] =>
    value === undefined ? [] : [[key, value]],
  );
  return { ...Object.fromEntries(defaults), ...form.values };
}

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
    const value = ownValue(values, key);
    if (type === 'password') return isSecretSet(value) ? [pointer] : [];
    if (type !== 'group' || !Array.isArray(value)) return [];
    return value.flatMap((row: JsonValue, index) => (isJsonObject(row) ? keptSecrets(inner, row, `${pointer}/${index}`) : []));
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

/** Where a field stands whose choices are loaded. */
export interface LoadedField {
  /** Its key; in a group's row, with the row before it: `contacts/0/list`. */
  readonly path: string;
  readonly field: Field;
  readonly scope: FormScope;
  readonly value: JsonValue | undefined;
}

/** Every field that is there and whose choices are loaded, in each row of a group too. */
export function loadedFields(fields: readonly Field[], values: FormValues, parent = '', outer?: FormScope): LoadedField[] {
  const scope = scopeOf(fields, values, outer);
  return fields
    .filter((field) => scope.isThere(field))
    .flatMap((field) => {
      const path = `${parent}${field.key}`;
      const value = ownValue(values, field.key);
      if (field.type === 'group' && Array.isArray(value))
        return value.flatMap((row: JsonValue, index) =>
          isJsonObject(row) ? loadedFields(field.fields ?? [], row, `${path}/${index}/`, scope) : [],
        );
      return field.dynamic === true ? [{ path, field, scope, value }] : [];
    });
}

/** The same values with another one at a path. */
export function withValueAt(values: FormValues, path: string, value: JsonValue): FormValues {
  const [key = '', index, ...rest] = path.split('/');
  if (index === undefined) return { ...values, [key]: value };
  const rows = values[key];
  if (!Array.isArray(rows)) return values;
  return {
    ...values,
    [key]: rows.map((row: JsonValue, at) =>
      at === Number(index) && isJsonObject(row) ? withValueAt(row, rest.join('/'), value) : row,
    ),
  };
}
