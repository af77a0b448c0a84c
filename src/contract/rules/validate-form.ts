import type { Field, FormValues } from '../form.js';
import type { JsonValue } from '../names.js';
import type { FieldError, FieldErrorCode } from '../problem.js';
import { surelyExact } from './exact-number.js';
import { isJsonObject } from './json-object.js';
import { onceFor } from './once-for.js';
import { isMatch } from './pattern.js';
import { pointerStep } from './pointer-step.js';
import { type FormScope, plainValue, scopeOf } from './visible-when.js';

type Check = (field: Field, value: JsonValue) => FieldErrorCode | undefined;

/** Nobody who fills in a form makes any. */
const mostUnknown = 50;

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const isChoice = (value: JsonValue): boolean => isJsonObject(value) && typeof plainValue(value) === 'string';

const text: Check = (field, value) => {
  if (typeof value !== 'string') return 'invalid';
  if (value.length < (field.minimumLength ?? 0)) return 'too_short';
  if (value.length > (field.maximumLength ?? 10_000)) return 'too_long';
  if (field.pattern !== undefined && !isMatch(field.pattern, value)) return 'pattern';
  return undefined;
};

/** Of an address (RFC 5321, 4.5.3.1.3). */
const longestEmail = 254;

/** Counted and compared: a pattern for it tries every point that there is for the last one. */
function isEmail(value: string): boolean {
  if (value.length > longestEmail || /\s/.test(value)) return false;
  const [name, host, ...rest] = value.split('@');
  if (name === '' || host === undefined || rest.length > 0) return false;
  const point = host.indexOf('.', 1);
  return point !== -1 && point < host.length - 1;
}

const isUrl = (value: string): boolean => {
  if (!URL.canParse(value)) return false;
  return ['http:', 'https:'].includes(new URL(value).protocol);
};

const dayPattern = /^\d{4}-\d\d-\d\d$/;
const timePattern = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;

/** Programs take a 31st of February for a day of March. */
function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(value);
}

/** With its time zone: without one it is another moment on each machine. */
function isInstant(value: string): boolean {
  const [, day = '', minutes, seconds = ''] =
    /^(.{10})T(?:(.{5})|(.{8})(?:\.\d{1,9})?)(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(value) ?? [];
  return dayPattern.test(day) && isDay(day) && timePattern.test(minutes ?? seconds);
}

const matching =
  (test: (value: string) => boolean, code: FieldErrorCode): Check =>
  (field, value) =>
    text(field, value) ?? (test(value as string) ? undefined : code);

/** It stays as it was typed where it is no number, or one that would change. */
const notNumber = (typed: string): FieldErrorCode =>
  /^[\p{Nd}\p{Zs}\p{P}\p{S}]*$/u.test(typed) && (typed.match(/\p{Nd}/gu)?.length ?? 0) > surelyExact
    ? 'number_not_exact'
    : 'not_a_number';

const number: Check = (field, value) => {
  if (typeof value === 'string') return notNumber(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'not_a_number';
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return 'number_not_exact';
  if (value < (field.minimum ?? Number.NEGATIVE_INFINITY)) return 'too_small';
  if (value > (field.maximum ?? Number.POSITIVE_INFINITY)) return 'too_large';
  const steps = field.step === undefined ? 0 : (value - (field.minimum ?? 0)) / field.step;
  return Math.abs(steps - Math.round(steps)) > 1e-9 ? 'not_a_step' : undefined;
};

/** What may be chosen of options that are written down, of each field once: it is asked in every row. */
const offeredBy = onceFor(
  ({ options = [] }: Field): ReadonlySet<unknown> =>
    new Set(options.filter(({ disabled }) => disabled !== true).map(({ value }) => value)),
);

/** What may be chosen; `undefined` where it is loaded: the server asks whoever loads it. */
const offers = (field: Field): ReadonlySet<unknown> | undefined => (field.dynamic === true ? undefined : offeredBy(field));

const choiceOf = (offered: ReadonlySet<unknown> | undefined, value: JsonValue): FieldErrorCode | undefined => {
  if (!isChoice(value)) return 'invalid';
  return offered?.has(Reflect.get(value as object, 'value')) === false ? 'not_an_option' : undefined;
};

const choice: Check = (field, value) => choiceOf(offers(field), value);

const listLength = (field: Field, value: readonly JsonValue[]): FieldErrorCode | undefined => {
  if (value.length < (field.minimumLength ?? 0)) return 'too_short';
  return value.length > (field.maximumLength ?? 1000) ? 'too_long' : undefined;
};

const choices: Check = (field, value) => {
  if (!Array.isArray(value)) return 'invalid';
  const length = listLength(field, value);
  if (length === 'too_long') return length;
  const offered = offers(field);
  for (const entry of value) {
    const code = choiceOf(offered, entry);
    if (code !== undefined) return code;
  }
  return length;
};

const truth: Check = (_field, value) => (typeof value === 'boolean' ? undefined : 'invalid');

const checks: Readonly<Record<Field['type'], Check>> = {
  text,
  textarea: text,
  password: text,
  email: matching(isEmail, 'not_an_email'),
  url: matching(isUrl, 'not_a_url'),
  number,
  checkbox: truth,
  switch: truth,
  date: matching((value) => dayPattern.test(value) && isDay(value), 'not_a_date'),
  time: matching((value) => timePattern.test(value), 'not_a_date'),
  datetime: matching(isInstant, 'not_a_date'),
  select: choice,
  radio: choice,
  multi_select: choices,
  file_picker: choices,
  field_mapping: (_field, value) => (isJsonObject(value) ? undefined : 'invalid'),
  group: (field, value) => (Array.isArray(value) ? listLength(field, value) : 'invalid'),
};

/** A required mapping leaves no source open: each has a target or is said to be left out. */
function openSources({ sources = [] }: Field, value: JsonValue | undefined, pointer: string): FieldError[] {
  const decided = isJsonObject(value) ? value : {};
  return sources
    .filter((source) => !Object.hasOwn(decided, source.value))
    .map((source) => ({ pointer: `${pointer}/${pointerStep(source.value)}`, code: 'required' }));
}

/** Pairs with what is no target. A source that has gone from the form is asked for no more. */
function wrongPairs(field: Field, value: FormValues, pointer: string): FieldError[] {
  const offered = offers(field);
  return Object.entries(value).flatMap(([source, target]) => {
    if (target === null || field.sources?.some((known) => known.value === source) === false) return [];
    const code = choiceOf(offered, target);
    return code === undefined ? [] : [{ pointer: `${pointer}/${pointerStep(source)}`, code }];
  });
}

function validateField(field: Field, value: JsonValue | undefined, pointer: string, scope: FormScope): FieldError[] {
  const maps = field.type === 'field_mapping' && field.required === true;
  if (maps && isEmpty(value) && field.sources !== undefined) return openSources(field, value, pointer);
  const code = isEmpty(value)
    ? field.required === true
      ? 'required'
      : undefined
    : checks[field.type](field, value as JsonValue);
  if (code !== undefined) {
    const detail = code === 'pattern' ? field.patternMessage : undefined;
    return [detail === undefined ? { pointer, code } : { pointer, code, detail }];
  }
  if (field.required === true && (field.type === 'checkbox' || field.type === 'switch') && value !== true)
    return [{ pointer, code: 'required' }];
  if (field.type === 'field_mapping' && isJsonObject(value))
    return [...wrongPairs(field, value, pointer), ...(maps ? openSources(field, value, pointer) : [])];
  if (field.type !== 'group' || !Array.isArray(value)) return [];
  return value.flatMap((row: JsonValue, index) =>
    isJsonObject(row)
      ? wrongValues(field.fields ?? [], row, `${pointer}/${index}`, scope)
      : [{ pointer: `${pointer}/${index}`, code: 'invalid' }],
  );
}

function wrongValues(fields: readonly Field[], values: FormValues, base: string, outer?: FormScope): FieldError[] {
  const scope = scopeOf(fields, values, outer);
  return fields
    .filter((field) => scope.isShown(field) && field.disabled !== true)
    .flatMap((field) =>
      validateField(
        field,
        Object.hasOwn(values, field.key) ? values[field.key] : undefined,
        `${base}/${pointerStep(field.key)}`,
        scope,
      ),
    );
}

/** Keys that no field has, in the rows of groups too. */
export function unknownFields(fields: readonly Field[], values: FormValues, base = '#/values'): FieldError[] {
  const found = Object.entries(values).flatMap(([key, value]): FieldError[] => {
    const pointer = `${base}/${pointerStep(key)}`;
    const field = fields.find((candidate) => candidate.key === key);
    if (field === undefined) return [{ pointer, code: 'unknown_field' }];
    if (field.type !== 'group' || !Array.isArray(value)) return [];
    return value.flatMap((row: JsonValue, index) =>
      isJsonObject(row) ? unknownFields(field.fields ?? [], row, `${pointer}/${index}`) : [],
    );
  });
  return found.slice(0, mostUnknown);
}

/**
 * Checks what was entered against the fields: in the browser before it is sent, on the server before it is stored (src/README.md §5).
 * Fields that are not shown are not checked; keys that no field has are refused.
 *
 * @param base JSON Pointer of `values` as a URI fragment.
 */
export const validateForm = (fields: readonly Field[], values: FormValues, base = '#/values'): FieldError[] => [
  ...unknownFields(fields, values, base),
  ...wrongValues(fields, values, base),
];
