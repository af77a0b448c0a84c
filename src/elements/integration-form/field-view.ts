import type { Field } from '../../contract/form.js';
import type { JsonValue } from '../../contract/names.js';
import type { FieldError } from '../../contract/problem.js';
import type { FormScope } from '../../contract/rules/visible-when.js';
import type { FieldOptions } from '../../core/configuration/configuration.js';
import type { Messages } from '../../localization/messages.js';
import { childPointer, valuesPointer } from './pointers.js';

/** What every field of a form is drawn with. */
export interface FormView {
  readonly messages: Messages;
  readonly locale: string;
  /** Nothing may be changed now: the form is on its way to the server. */
  readonly busy: boolean;
  /** Nothing that the browser has saved for the page's own sign-in may be filled in: a password is asked for, of somebody else's service. */
  readonly asksPassword: boolean;
  readonly errors: readonly FieldError[];
  /** What was loaded for a dynamic field, by its path, as of now. */
  readonly optionsOf: (path: string) => FieldOptions | undefined;
  readonly loadOptions: (path: string, search?: string) => void;
  readonly loadMoreOptions: (path: string) => void;
  /** Draws a field of any type, for those that hold others. */
  readonly renderField: FieldTemplate;
}

/** One field to be drawn. */
export interface FieldView {
  readonly form: FormView;
  readonly field: Field;
  /** The fields that it stands among. */
  readonly scope: FormScope;
  /** JSON Pointer of its value; errors name it. */
  readonly pointer: string;
  readonly value: JsonValue | undefined;
  readonly change: (value: JsonValue) => void;
}

export type FieldTemplate = (view: FieldView) => unknown;

/** Of the fields of a form, a step or a row, those that are shown now. */
export function fieldViews(
  form: FormView,
  fields: readonly Field[],
  scope: FormScope,
  change: (key: string, value: JsonValue) => void,
  parent: string = valuesPointer,
): readonly FieldView[] {
  const { values } = scope;
  return fields
    .filter((field) => scope.isShown(field))
    .map((field) => ({
      form,
      field,
      scope,
      pointer: childPointer(parent, field.key),
      value: Object.hasOwn(values, field.key) ? values[field.key] : undefined,
      change: (value) => change(field.key, value),
    }));
}

export const asksPassword = (fields: readonly Field[]): boolean =>
  fields.some(({ type, fields: rows = [] }) => type === 'password' || asksPassword(rows));

export const controlId = (pointer: string): string =>
  `field${pointer.slice(valuesPointer.length).replace(/[^A-Za-z0-9]+/g, '-')}`;
export const isLocked = ({ form, field }: FieldView): boolean => form.busy || field.disabled === true;
export const textValue = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
