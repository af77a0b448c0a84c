import type { Condition, Field, FormValues } from '../form.js';
import type { JsonValue } from '../names.js';
import { isJsonObject, ownValue } from './json-object.js';

/** A select stores `{ label, value }`: conditions compare its value. */
export function plainValue(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('value' in value)) return value;
  const plain = value['value' as keyof typeof value];
  return typeof plain === 'string' ? plain : value;
}

/** Fields that are filled in together, those of a form or of a row in it, with what was entered into them. */
export interface FormScope {
  readonly fields: readonly Field[];
  readonly values: FormValues;
  /** What stands around the row that they are in. */
  readonly outer: FormScope | undefined;
  /** Whether its conditions hold. A field whose author hides it is there, for its value. */
  isThere(field: Field): boolean;
  /** There, and to be seen. */
  isShown(field: Field): boolean;
  /**
   * What was entered into the field that a condition or a list of choices names (`fieldNamed`). Nothing where that field is not there: what hides a field hides what depends on it (src/README.md §5).
   */
  read(name: string): JsonValue | undefined;
}

const outside = '../';

/** Fields that stand together, and what stands around the row that they are in. */
interface Level<Own> {
  readonly fields: readonly Field[];
  readonly outer?: Own | undefined;
}

/** The field that a name means, and where it stands: beside, else around the row; `../` says around outright. */
export function fieldNamed<Own extends Level<Own>>(
  name: string,
  level: Own,
): { readonly field: Field; readonly level: Own } | undefined {
  const isOutside = name.startsWith(outside);
  const field = isOutside ? undefined : level.fields.find(({ key }) => key === name);
  if (field !== undefined) return { field, level };
  return level.outer && fieldNamed(isOutside ? name.slice(outside.length) : name, level.outer);
}

/** What was entered, as a list: the entries of one, the targets of a mapping. */
function entriesOf(value: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  if (typeof value !== 'object' || value === null) return value === undefined || value === null ? [] : [value];
  return Object.values(value).filter((entry) => entry !== null);
}

const isSet = (value: JsonValue | undefined): boolean => value !== '' && value !== false && entriesOf(value).length > 0;

function holds({ is, values, field, not }: Condition, scope: FormScope): boolean {
  const value = plainValue(scope.read(field));
  const wanted = new Set((values ?? []).map(plainValue));
  const entries = entriesOf(value).map(plainValue);
  const tests = {
    set: () => isSet(value),
    any_of: () => entries.length > 0 && entries.every((entry) => wanted.has(entry)),
    contains: () =>
      entries.some((entry) => wanted.has(entry)) ||
      (typeof value === 'string' && [...wanted].some((part) => typeof part === 'string' && part !== '' && value.includes(part))),
  };
  // Of a list it is asked whether something is in it, unless the author asks for more.
  const usual = values === undefined ? 'set' : typeof value === 'object' ? 'contains' : 'any_of';
  const test = is !== undefined && Object.hasOwn(tests, is) ? is : usual;
  return tests[test]() !== (not === true);
}

/** @param outer what stands around the row that these fields are in */
export function scopeOf(fields: readonly Field[], values: FormValues, outer?: FormScope): FormScope {
  const found = new Map<string, boolean>();
  const scope: FormScope = {
    fields,
    values,
    outer,
    isThere(field) {
      const known = found.get(field.key);
      if (known !== undefined) return known;
      // Asked again on the way to its own answer: what depends on itself is not there.
      found.set(field.key, false);
      const is = (field.visibleWhen ?? []).every((condition) => holds(condition, scope));
      found.set(field.key, is);
      return is;
    },
    isShown: (field) => field.hidden !== true && scope.isThere(field),
    read(name) {
      const { field, level } = fieldNamed(name, scope) ?? {};
      if (field === undefined || level?.isThere(field) !== true) return undefined;
      const value = ownValue(level.values, field.key);
      // A switch that nobody has touched is seen to be off.
      return field.type === 'switch' || field.type === 'checkbox' ? value === true : value;
    },
  };
  return scope;
}

/** What the choices of a field depend on, by the keys of those fields: what they are loaded with. */
export function neededBy({ dependsOn = [] }: Field, scope: FormScope): FormValues {
  const needed = dependsOn.flatMap((name): [string, JsonValue][] => {
    const value = scope.read(name);
    return value === undefined ? [] : [[name.slice(name.lastIndexOf('/') + 1), value]];
  });
  return Object.fromEntries(needed);
}

/** A source that a mapping has no more is asked for no more. */
function knownSources({ sources }: Field, value: JsonValue): JsonValue {
  if (sources === undefined || !isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => sources.some((source) => source.value === key)));
}

/**
 * The values of the fields that are there, in rows too: what a browser sends, and what is stored of it. What was typed into others before
 * they went is not among them.
 */
export function presentValues(fields: readonly Field[], values: FormValues, outer?: FormScope): FormValues {
  const scope = scopeOf(fields, values, outer);
  const present = (field: Field, value: JsonValue): JsonValue => {
    if (field.type === 'field_mapping') return knownSources(field, value);
    if (field.type !== 'group' || !Array.isArray(value)) return value;
    return value.map((row: JsonValue) => (isJsonObject(row) ? presentValues(field.fields ?? [], row, scope) : row));
  };
  const entries = fields.flatMap((field): [string, JsonValue][] => {
    const value = Object.hasOwn(values, field.key) ? values[field.key] : undefined;
    return value === undefined || !scope.isThere(field) ? [] : [[field.key, present(field, value)]];
  });
  return Object.fromEntries(entries);
}
