import type { Field, FormValues } from '../../contract/form.js';
import type { JsonValue } from '../../contract/names.js';
import type { FieldError } from '../../contract/problem.js';
import { isJsonObject } from '../../contract/rules/json-object.js';
import { type FormScope, scopeOf } from '../../contract/rules/visible-when.js';
import { errorsOf } from '../../core/configuration/form-values.js';
import { same } from '../../core/same.js';
import { pointerKeys } from './pointers.js';

const isWithin = (pointer: string, parent: string): boolean => pointer === parent || pointer.startsWith(`${parent}/`);

function valueAt(values: FormValues, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = values;
  for (const key of pointerKeys(pointer)) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, JsonValue>>)[key]
        : undefined;
  }
  return value;
}

/** Whether what a pointer is about is to be seen: the field, and the rows that it is in. */
function isShown([key, index, ...rest]: readonly string[], scope: FormScope): boolean {
  const field = scope.fields.find((candidate) => candidate.key === key);
  if (field === undefined) return true;
  if (!scope.isShown(field)) return false;
  const rows = scope.values[field.key];
  const row = field.type === 'group' && Array.isArray(rows) ? (rows[Number(index)] as JsonValue | undefined) : undefined;
  return !isJsonObject(row) || isShown(rest, scopeOf(field.fields ?? [], row, scope));
}

/** Rows were added, removed or moved: errors by position no longer stand where they belong. */
function rowsMoved(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  const [one, other] = [before, after].map((value) => (Array.isArray(value) ? (value as readonly JsonValue[]) : []));
  if (one === undefined || other === undefined || one.length !== other.length) return true;
  return one.filter((row, index) => row !== other[index]).length > 1;
}

/**
 * The errors that are shown. First come those of the last try; after it, a field that was changed is looked at again when the focus
 * leaves it. Before a try nothing is an error.
 */
export class ErrorReview {
  /** What was found by looking again, by pointer. */
  readonly #again = new Map<string, readonly FieldError[]>();
  #tried: FormValues | undefined;

  /** The person asked to go on or to save: the store's errors of that try count from now on. */
  tried(values: FormValues): void {
    this.#again.clear();
    this.#tried = values;
  }

  /** Another step, or another form: nothing was tried there. */
  reset(): void {
    this.#again.clear();
    this.#tried = undefined;
  }

  /** The focus left a field. True when the shown errors may differ now. */
  left(pointer: string, fields: readonly Field[], values: FormValues): boolean {
    if (this.#tried === undefined) return false;
    const unchanged = same(valueAt(this.#tried, pointer), valueAt(values, pointer));
    if (unchanged && !this.#again.has(pointer)) return false;
    this.#look(pointer, fields, values);
    return true;
  }

  /** A field got another value. */
  changed(field: Field, pointer: string, before: JsonValue | undefined, fields: readonly Field[], values: FormValues): void {
    if (this.#tried === undefined || field.type !== 'group' || !rowsMoved(before, values[field.key])) return;
    for (const known of [...this.#again.keys()]) if (isWithin(known, pointer)) this.#again.delete(known);
    this.#look(pointer, fields, values);
  }

  #look(pointer: string, fields: readonly Field[], values: FormValues): void {
    this.#again.set(
      pointer,
      errorsOf(fields, values).filter((error) => isWithin(error.pointer, pointer)),
    );
  }

  /** @param errors those of the last try */
  shown(errors: readonly FieldError[], fields: readonly Field[], values: FormValues): readonly FieldError[] {
    const scope = scopeOf(fields, values);
    const stale = [...this.#again.keys()];
    const kept = errors.filter(({ pointer }) => !stale.some((looked) => isWithin(pointer, looked)));
    return [...kept, ...[...this.#again.values()].flat()].filter(({ pointer }) => isShown(pointerKeys(pointer), scope));
  }
}
