import type { Field, Option } from '../../contract/form.js';
import type { FieldError } from '../../contract/problem.js';
import type { Messages } from '../../localization/messages.js';
import { figure } from './number-text.js';

type Code = keyof Messages['field'];

const lists = new Set<Field['type']>(['multi_select', 'file_picker', 'group', 'field_mapping']);
const chosen = new Set<Field['type']>([
  'select',
  'radio',
  'multi_select',
  'file_picker',
  'field_mapping',
  'date',
  'time',
  'datetime',
]);

/** The bound that an error of this code crossed. */
function limitOf(code: Code, field: Field): number | undefined {
  const limits: Partial<Record<Code, number | undefined>> = {
    too_short: field.minimumLength,
    too_long: field.maximumLength,
    too_small: field.minimum,
    too_large: field.maximum,
    not_a_step: field.step,
  };
  return limits[code];
}

function requiredText({ form, field: words }: Messages, { type, label }: Field): string {
  if (type === 'checkbox' || type === 'switch') return form.mustBeOn(label);
  if (type === 'group') return form.addOne(label);
  return chosen.has(type) ? form.chooseNamed(label) : words.required(label);
}

/** A number that shows how the page's language writes them. */
const exampleOf = ({ step }: Field): number => (step !== undefined && Number.isInteger(step) ? 12_345 : 12_345.6);

/** Words for an error of a field: the author's or the flow's own where they gave some, else ours by its code. */
export function fieldErrorText(messages: Messages, field: Field, error: FieldError, locale: string): string {
  if (error.detail) return error.detail;
  if (error.code === 'required') return requiredText(messages, field);
  const code = Object.hasOwn(messages.field, error.code) ? (error.code as Code) : 'invalid';
  const limit = limitOf(code, field);
  const shown = figure(limit ?? exampleOf(field), locale);
  return messages.field[code](field.label, limit, lists.has(field.type) ? 'entries' : 'characters', shown);
}

/** Words for an error of one pair of a mapping, named by its source. */
export function mappingErrorText(messages: Messages, field: Field, { label }: Option, error: FieldError, locale: string): string {
  if (error.code === 'required' && !error.detail) return messages.form.chooseFieldFor(label);
  return fieldErrorText(messages, { ...field, label }, error, locale);
}
