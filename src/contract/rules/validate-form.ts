import type { Field, FormValues } from '../form.js';
import type { JsonValue } from '../names.js';
import type { FieldError, FieldErrorCode } from '../problem.js';
import { isMatch } from './pattern.js';
import { pointerStep } from './pointer-step.js';
import { isVisible } from './visible-when.js';

type Check = (field: Field, value: JsonValue) => FieldErrorCode | undefined;

/** Nobody who fills in a form makes any. */
const mostUnknown = 50;

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const isChoice = (value: JsonValue): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  'value' in value &&
  typeof Reflect.get(value, 'value') === 'string';

const text: Check = (field, value) => {
  if (typeof value !== 'string') return 'invalid';
  if (value.length < (field.minimumLength ?? 0)) return 'too_short';
  if (value.length > (field.maximumLength ?? 10_000)) return 'too_long';
  if (field.pattern !== undefined && !isMatch(field.pattern, value)) return 'pattern';
  return undefined;
};

/** Of an address (RFC 5321, 4.5.3.1.3), and of an instant with its time zone. */
const [longestEmail, longestInstant] = [254, 64];

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

const matching =
  (test: (value: string) => boolean, code: FieldErrorCode): Check =>
  (field, value) =>
    text(field, value) ?? (test(value as string) ? undefined : code);

const number: Check = (field, value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'not_a_number';
  if (value < (field.minimum ?? Number.NEGATIVE_INFINITY)) return 'too_small';
  if (value > (field.maximum ?? Number.POSITIVE_INFINITY)) return 'too_large';
  const steps = field.step === undefined ? 0 : (value - (field.minimum ?? 0)) / field.step;
  return Math.abs(steps - Math.round(steps)) > 1e-9 ? 'not_a_step' : undefined;
};

/** What may be chosen; `undefined` where it is loaded. */
const offers = ({ dynamic, options = [] }: Field): ReadonlySet<unknown> | undefined =>
  dynamic === true ? undefined : new Set(options.map(({ value }) => value));

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
  date: matching((value) => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)), 'not_a_date'),
  time: matching((value) => /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/.test(value), 'not_a_date'),
  datetime: matching((value) => value.length <= longestInstant && !Number.isNaN(Date.parse(value)), 'not_a_date'),
  select: choice,
  radio: choice,
  multi_select: choices,
  file_picker: choices,
  field_mapping: (_field, value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((entry) => entry === null || isChoice(entry))
      ? undefined
      : 'invalid',
  group: (field, value) => (Array.isArray(value) ? listLength(field, value) : 'invalid'),
};

/** A required mapping leaves no source open: each has a target or is said to be left out. */
function openSources({ sources = [] }: Field, value: JsonValue | undefined, pointer: string): FieldError[] {
  const decided = typeof value === 'object' && value !== null ? value : {};
  return sources
    .filter((source) => !Object.hasOwn(decided, source.value))
    .map((source) => ({ pointer: `${pointer}/${pointerStep(source.value)}`, code: 'required' }));
}

function validateField(field: Field, value: JsonValue | undefined, pointer: string): FieldError[] {
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
  if (maps) return openSources(field, value, pointer);
  if (field.type !== 'group' || !Array.isArray(value)) return [];
  return value.flatMap((row, index) =>
    typeof row === 'object' && row !== null && !Array.isArray(row)
      ? validateForm(field.fields ?? [], row as FormValues, `${pointer}/${index}`)
      : [{ pointer: `${pointer}/${index}`, code: 'invalid' }],
  );
}

/**
 * Checks what was entered against the fields: in the browser before it is sent, on the server before it is stored (src/README.md §5).
 * Fields that are not visible are not checked; keys that no field has are refused.
 *
 * @param base JSON Pointer of `values` as a URI fragment.
 */
export function validateForm(fields: readonly Field[], values: FormValues, base = '#/values'): FieldError[] {
  const known = new Set(fields.map((field) => field.key));
  const unknown = Object.keys(values)
    .filter((key) => !known.has(key))
    .slice(0, mostUnknown)
    .map((key) => ({ pointer: `${base}/${pointerStep(key)}`, code: 'unknown_field' }));
  const wrong = fields
    .filter((field) => isVisible(field, values) && field.disabled !== true)
    .flatMap((field) =>
      validateField(field, Object.hasOwn(values, field.key) ? values[field.key] : undefined, `${base}/${pointerStep(field.key)}`),
    );
  return [...unknown, ...wrong];
}
