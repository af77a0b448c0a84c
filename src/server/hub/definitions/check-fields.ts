import type { AuthMethod } from '../../../contract/connector.js';
import { type Field, type FieldType, fieldTypes } from '../../../contract/form.js';
import { createPatternCheck } from '../../../contract/rules/pattern.js';
import { validateForm } from '../../../contract/rules/validate-form.js';

const longestPattern = 200;

/** Of `createPatternCheck`: one for everything that is checked together. */
export type IsPattern = (source: string) => boolean;

const isLength = (length: number | undefined): boolean => length === undefined || (Number.isInteger(length) && length >= 0);

/** What is wrong with the questions that an author wrote, in words for that author. Rows of groups included. */
export function checkFields(what: string, fields: readonly Field[], isPattern: IsPattern = createPatternCheck()): string[] {
  return fields.flatMap((field) => [
    ...(/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(field.key)
      ? []
      : [`${what}: "${field.key}" is not a field's key: letters, digits, underscores`]),
    ...(field.label.length > 0 && field.label.length <= 200
      ? []
      : [`${what}: the label of "${field.key}" has 1 to 200 characters`]),
    ...(fieldTypes.includes(field.type) ? [] : [`${what}: "${field.key}" has no known type`]),
    ...(isLength(field.minimumLength) && isLength(field.maximumLength)
      ? []
      : [`${what}: the lengths of "${field.key}" are whole numbers`]),
    ...(field.pattern === undefined || (field.pattern.length <= longestPattern && isPattern(field.pattern))
      ? []
      : [
          `${what}: the pattern of "${field.key}" is not a regular expression of at most ${longestPattern} characters that can be matched in time (nothing looks back, and ahead only at its beginning; counts are small; all patterns together can be looked at in two seconds)`,
        ]),
    ...checkFields(what, field.fields ?? [], isPattern),
  ]);
}

/** Nothing can be loaded or made of rows before somebody is signed in. */
const beyond = new Set<FieldType>(['multi_select', 'file_picker', 'field_mapping', 'group']);
const typedIn = new Set(fieldTypes.filter((type) => !beyond.has(type)));
/** What is asked before a window opens travels as text. */
const asked = new Set<FieldType>(['text', 'email', 'url', 'password', 'select', 'radio']);

/** The same for what a way to sign in asks for. */
export function checkSignInFields(what: string, method: AuthMethod, fields: readonly Field[], isPattern?: IsPattern): string[] {
  const possible = method === 'oauth' ? asked : typedIn;
  return [
    ...checkFields(what, fields, isPattern),
    ...fields.flatMap((field) => [
      ...(possible.has(field.type) && field.dynamic !== true
        ? []
        : [`${what}: "${field.key}" of ${method} cannot be a ${field.dynamic === true ? 'list that is loaded' : field.type}`]),
      ...(field.default === undefined ||
      validateForm([{ ...field, disabled: false, hidden: false }], defaultOf(field)).length === 0
        ? []
        : [`${what}: the default of "${field.key}" is not an answer to it`]),
    ]),
  ];
}

const defaultOf = ({ key, default: value }: Field) => (value === undefined ? {} : { [key]: value });
