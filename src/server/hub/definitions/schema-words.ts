import type * as z from 'zod/mini';
import { environmentPattern, keyPattern, tenantPattern } from '../../../contract/patterns.js';
import { isItSet, isPromise, kindOf, meantOf, nearest } from '../../platform/value-words.js';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** Something that somebody configured: where it stands, and what it is called there, such as `widgets[0]` and `widget "drive"`. */
export interface Thing {
  readonly place: string;
  readonly name: string;
}

const step = (key: PropertyKey): string => {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`;
};

/** `widgets[0].actions[1].flow`, as it is written in code. */
export const placeOf = (root: string, path: Path): string => {
  const place = `${root}${path.map(step).join('')}`;
  return root === '' ? place.replace(/^\./, '') : place;
};

const memberOf = (value: unknown, key: PropertyKey | undefined): unknown =>
  key !== undefined && typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const at = (value: unknown, path: Path): unknown => path.reduce(memberOf, value);

const singular = (list: PropertyKey): string => String(list).replace(/ies$/, 'y').replace(/s$/, '');

/** What stands on the way, by its key: an index alone says little in a long list. */
const namesOn = (value: unknown, path: Path): string[] =>
  path.flatMap((key, index) => {
    const list = path[index - 1];
    const name = memberOf(at(value, path.slice(0, index + 1)), 'key');
    return typeof key === 'number' && list !== undefined && typeof name === 'string' && name !== ''
      ? [`${singular(list)} ${JSON.stringify(name.slice(0, 80))}`]
      : [];
  });

/** A fault of a thing, with its place first. */
export function faultAt({ place, name }: Thing, value: unknown, path: Path, says: string): string {
  const names = [...(name === '' ? [] : [name]), ...namesOn(value, path)];
  const where = placeOf(place, path);
  return `${where}${names.length === 0 ? '' : `${where === '' ? '' : ' '}(${names.join(', ')})`}: ${says}`;
}

/** Below these, a value is not said: it may be somebody's secret. */
const unsaid = new Set<PropertyKey>(['oauth', 'attributes', 'values', 'default', 'payload']);

/** A value that was expected to be one of a few words, or a number. */
function quoted(value: unknown, path: Path): string {
  const isShort = typeof value === 'string' && value !== '' && value.length <= 60;
  if (path.some((key) => unsaid.has(key)) || !(isShort || typeof value === 'number')) return kindOf(value);
  return JSON.stringify(value);
}

const expectations: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const examples: Readonly<Record<string, string>> = {
  string: "'…'",
  number: '1',
  int: '1',
  boolean: 'true',
  array: '[ … ]',
  object: '{ … }',
  record: '{ … }',
};

/** How what is missing would be written. */
function written(expected: string, key: PropertyKey | undefined): string {
  if (typeof key !== 'string') return '';
  if (expected === 'a function') return `. Write async ${key}(…) { … }`;
  const example = examples[expected];
  return example === undefined ? '' : `. Write ${key}: ${example}`;
}

/** How the value would be written rightly, where that can be told from what is there. */
function rewritten(expected: string, value: unknown, key: PropertyKey | undefined): string {
  if (expected === 'a function') return `: write async ${String(key)}(…) { … }`;
  if (isPromise(value)) return ': await it';
  if (expected === 'array') return typeof value === 'string' ? ': write [ "…" ]' : ': write [ … ]';
  if (expected === 'object' || expected === 'record') return ': write { … }';
  if (expected === 'boolean') return typeof value === 'string' ? ': write true or false, without quotes' : '';
  if (expected === 'string' && typeof value === 'number') return ': write it in quotes';
  return typeof value === 'string' && /^\s*[\d.]+\s*$/.test(value) ? ': write it without quotes' : '';
}

/** Why nothing is there. */
function absent(value: unknown, path: Path): string {
  const owner = at(value, path.slice(0, -1));
  const key = path.at(-1);
  const isSet = key !== undefined && typeof owner === 'object' && owner !== null && Object.hasOwn(owner, key);
  return isSet ? `is undefined (${isItSet})` : 'is missing';
}

const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .toLowerCase()
    .slice(0, 64);

function formatWords(pattern: string | undefined, value: unknown, path: Path): string {
  const found = quoted(value, path);
  if (pattern === String(keyPattern)) {
    const slug = typeof value === 'string' ? slugOf(value) : '';
    return `${found} is no key (1 to 64 of a-z, 0-9, - and _, with a letter or digit at both ends)${slug === '' ? '' : `: write "${slug}"`}`;
  }
  if (pattern === String(environmentPattern)) return `${found} is no environment: write it in capitals, such as "LIVE"`;
  if (pattern === String(tenantPattern)) return `${kindOf(value)} with control characters is no tenant's id: leave them out`;
  return `${found} is not written as it must be`;
}

const unitOf = (origin: string, count: number | bigint): string => {
  if (origin === 'string') return `${count} character${count === 1 ? '' : 's'}`;
  return `${count} entr${count === 1 ? 'y' : 'ies'}`;
};

function rangeWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown, path: Path): string {
  const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (typeof value === 'number') return `${quoted(value, path)} is out of range: ${bound} is allowed`;
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : 0;
  const limit = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
  if (length === 0) return `is empty: ${unitOf(issue.origin, limit)} or more must be there`;
  return `has ${unitOf(issue.origin, length)}: ${bound} may be there`;
}

/** Where a value stops being JSON. */
function beyondJson(value: unknown, path: Path = []): Path | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return undefined;
  if (typeof value !== 'object') return path;
  const isPlain = Array.isArray(value) || [null, Object.prototype].includes(Object.getPrototypeOf(value));
  if (!isPlain) return path;
  for (const [key, member] of Object.entries(value)) {
    const found = beyondJson(member, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Schema = z.core.$ZodType;

/** What a schema says of the members of a value: inside of what may be absent, and of what is asked for later. */
function bare(schema: Schema | undefined): z.core.$ZodTypeDef | undefined {
  const def = (schema as z.core.$ZodTypes | undefined)?._zod.def;
  if (def === undefined) return undefined;
  if (def.type === 'optional' || def.type === 'nullable') return bare(def.innerType);
  if (def.type === 'lazy') return bare(def.getter());
  return def.type === 'pipe' ? bare(def.in) : def;
}

function shapeAt(schema: Schema, path: Path): Readonly<Record<string, Schema>> {
  let current: Schema | undefined = schema;
  for (const key of path) {
    const def = bare(current) as z.core.$ZodTypes['_zod']['def'] | undefined;
    if (def?.type === 'object') current = def.shape[String(key)];
    else if (def?.type === 'array') current = def.element;
    else current = def?.type === 'record' ? def.valueType : undefined;
  }
  const def = bare(current) as z.core.$ZodTypes['_zod']['def'] | undefined;
  return def?.type === 'object' ? def.shape : {};
}

interface Said {
  readonly path: Path;
  readonly says: string;
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, schema: Schema): Said[] {
  const known = Object.keys(shapeAt(schema, issue.path));
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    says: `there is no field ${JSON.stringify(key)} here${meantOf(key, known, (names) => `there are ${names}`)}`,
  }));
}

function invalidValue({ values, path }: z.core.$ZodIssueInvalidValue, root: unknown): string {
  const value = at(root, path);
  const words = values.map(String);
  if (value === undefined) return `${absent(root, path)}: one of ${words.join(' | ')} is expected`;
  const near = typeof value === 'string' ? nearest(value, words) : undefined;
  return `${quoted(value, path)} is not one of ${words.join(' | ')}${near === undefined ? '' : `: did you mean "${near}"?`}`;
}

function wordsOf(issue: Issue, schema: Schema, root: unknown): Said[] {
  const { path } = issue;
  const value = at(root, path);
  const one = (says: string): Said[] => [{ path, says }];
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, schema);
  if (issue.code === 'invalid_value') return one(invalidValue(issue, root));
  if (issue.code === 'too_small' || issue.code === 'too_big') return one(rangeWords(issue, value, path));
  if (issue.code === 'invalid_format') return one(formatWords(issue.pattern, value, path));
  if (issue.code === 'invalid_union') {
    const beyond = beyondJson(value) ?? [];
    const inner = at(value, beyond);
    const json = 'texts, numbers, true, false, null, lists and objects';
    const place = [...path, ...beyond];
    const says = inner === undefined ? `${absent(root, place)}: JSON is expected` : `${kindOf(inner)} is no JSON: write ${json}`;
    return [{ path: place, says }];
  }
  const expected = issue.code === 'invalid_type' ? issue.expected : '';
  const words = issue.code === 'custom' ? issue.message : (expectations[expected] ?? expected);
  if (words === '') return one('it cannot be read');
  const kind = issue.code === 'custom' ? words : expected;
  if (value === undefined) return one(`${absent(root, path)}: ${words} is expected${written(kind, path.at(-1))}`);
  return one(`${words} is expected, there is ${kindOf(value)}${rewritten(kind, value, path.at(-1))}`);
}

/** A word misspelt, and the word that is missing for it, are one fault. */
function withoutMisspelt(said: readonly Said[], issues: readonly Issue[], schema: Schema): Said[] {
  const meant = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = Object.keys(shapeAt(schema, issue.path));
    return issue.keys.flatMap((key) => {
      const near = nearest(key, known);
      return near === undefined ? [] : [placeOf('', [...issue.path, near])];
    });
  });
  return said.filter(({ path, says }) => !(says.startsWith('is missing') && meant.includes(placeOf('', path))));
}

/** Everything that a schema has against what somebody wrote: the place, what is there, what is expected, and the way out. */
export function schemaFaults(thing: Thing, schema: z.ZodMiniType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  const { issues } = parsed.error;
  const said = issues.flatMap((issue) => wordsOf(issue, schema, value));
  return withoutMisspelt(said, issues, schema).map(({ path, says }) => faultAt(thing, value, path, says));
}
