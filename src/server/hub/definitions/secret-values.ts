import type { Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { isJsonObject } from '../../../contract/rules/json-object.js';

/** What nobody is to read of what was entered: passwords, those in the rows of groups too, and whatever no field asks for. */
export const secretValues = (fields: readonly Field[], values: FormValues): JsonValue[] =>
  Object.entries(values).flatMap(([key, value]) => {
    const field = fields.find((candidate) => candidate.key === key);
    if (field === undefined || field.type === 'password') return [value];
    if (field.type !== 'group' || !Array.isArray(value)) return [];
    return value.filter(isJsonObject).flatMap((row) => secretValues(field.fields ?? [], row));
  });

/** The same of what was typed to sign in: keys are pasted into large fields too. */
export const typedSecrets = (fields: readonly Field[], values: FormValues): JsonValue[] =>
  secretValues(
    fields.map((field) => (field.type === 'textarea' ? { ...field, type: 'password' } : field)),
    values,
  );
