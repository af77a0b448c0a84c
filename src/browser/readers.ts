import type { Schema } from './answer.js';

/** Where a value stands in an answer, and what was found to be wrong so far. */
interface Place {
  readonly path: PropertyKey[];
  readonly issues: { readonly path: readonly PropertyKey[] }[];
}

/** Answers what it has read; what is wrong it notes. */
export type Reader<Value> = (value: unknown, place: Place) => Value;

type Fields<Value> = { readonly [Key in keyof Value]-?: Reader<Value[Key]> };

function wrong({ path, issues }: Place): never {
  issues.push({ path: [...path] });
  return undefined as never;
}

export const text: Reader<string> = (value, place) => (typeof value === 'string' ? value : wrong(place));
export const flag: Reader<boolean> = (value, place) => (typeof value === 'boolean' ? value : wrong(place));
export const number: Reader<number> = (value, place) => (Number.isFinite(value) ? (value as number) : wrong(place));
export const anything: Reader<unknown> = (value) => value;

/** One of the words that this version knows, or one that a newer backend does. */
export const word = <Word extends string>(): Reader<Word> => text as Reader<Word>;

export const maybe =
  <Value>(read: Reader<Value>): Reader<Value | undefined> =>
  (value, place) =>
    value === undefined ? undefined : read(value, place);

export const orNull =
  <Value>(read: Reader<Value>): Reader<Value | null> =>
  (value, place) =>
    value === null ? null : read(value, place);

export const list =
  <Value>(read: Reader<Value>): Reader<Value[]> =>
  (value, place) =>
    Array.isArray(value) ? value.map((item, index) => within(place, index, item, read)) : wrong(place);

/** These fields, of which none that is not there is made up, and no others. */
export const shape = <Value>(fields: Fields<Value>): Reader<Value> => {
  const all = Object.entries(fields) as [string, Reader<unknown>][];
  return (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(place);
    const read: Record<string, unknown> = {};
    for (const [key, reader] of all) {
      // What the page has added to every object is not part of the answer.
      const field = within(place, key, Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined, reader);
      if (field !== undefined) read[key] = field;
    }
    return read as Value;
  };
};

function within<Value>(place: Place, key: PropertyKey, value: unknown, read: Reader<Value>): Value {
  place.path.push(key);
  const found = read(value, place);
  place.path.pop();
  return found;
}

/** A reader in the form of a schema. */
export const schemaOf = <Value>(read: Reader<Value>): Schema<Value> => ({
  safeParse(value) {
    const issues: Place['issues'] = [];
    const data = read(value, { path: [], issues });
    return issues.length === 0 ? { success: true, data } : { success: false, error: { issues } };
  },
});
