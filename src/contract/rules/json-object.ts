import type { FormValues } from '../form.js';
import type { JsonValue } from '../names.js';

/** Of the values of a form: those of a row of it, a choice, a mapping. */
export const isJsonObject = (value: unknown): value is FormValues =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was entered under a key, and not what an object has besides. */
export const ownValue = (values: FormValues, key: string): JsonValue | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;
