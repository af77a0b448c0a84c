import * as z from 'zod/mini';
import { AnsweredJson, type JsonValue, Key, openEnum } from './names.js';

/** Seed: "Configuration"; src/README.md §5. */
export const fieldTypes = [
  'text',
  'textarea',
  'number',
  'checkbox',
  'switch',
  'date',
  'time',
  'datetime',
  'email',
  'url',
  'password',
  'select',
  'multi_select',
  'radio',
  'file_picker',
  'field_mapping',
  'group',
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** What a select stores: it draws at once when the form is opened again, before its options are loaded. */
export const Choice = z.object({
  label: z.string().check(z.maxLength(500)),
  value: z.string().check(z.maxLength(2000)),
  /** Its second line: of two with one name, it says which one was chosen. */
  detail: z.optional(z.string()),
});
export type Choice = { readonly label: string; readonly value: string; readonly detail?: string };

/** A choice as it is listed: with a second line or a figure, and whether it opens a level below itself. */
export const Option = z.object({
  label: z.string(),
  value: z.string(),
  detail: z.optional(z.string()),
  disabled: z.optional(z.boolean()),
});
export type Option = z.infer<typeof Option>;

export const conditionTests = ['set', 'any_of', 'contains'] as const;

/** Shown when the named field is as it says (or, with `not`, is not). */
export const Condition = z.object({
  /** A key: in a group's row, of a field of the row, else of one around it; `../key` says around it outright. */
  field: z.string(),
  /** Whether it has a value, is one of `values`, or has one of them in it. Default: `set` without `values`; of a list `contains`. */
  is: z.optional(openEnum(conditionTests)),
  values: z.optional(z.array(AnsweredJson)),
  not: z.optional(z.boolean()),
});
export type Condition = z.infer<typeof Condition>;

export const fieldShape = {
  /** What code calls it: a letter, then letters, digits and underscores. */
  key: z.string(),
  /** What is asked, in words. */
  label: z.string(),
  /** A sentence below the control. */
  description: z.optional(z.string()),
  /** An example inside the empty control. */
  placeholder: z.optional(z.string()),
  /** Where to read more. */
  helpUrl: z.optional(z.string()),
  /** Whether it must be answered. Default: false. */
  required: z.optional(z.boolean()),
  /** Whether it is shown and cannot be changed. Default: false. */
  disabled: z.optional(z.boolean()),
  /** Whether it is kept with its default, and never shown. Default: false. */
  hidden: z.optional(z.boolean()),
  /** What is there at first; of a select, `{ label, value }`. */
  default: z.optional(AnsweredJson),
  /** Shown only where all of these hold. */
  visibleWhen: z.optional(z.array(Condition)),
  /** Characters for texts, entries for lists. */
  minimumLength: z.optional(z.number()),
  /** Characters for texts, entries for lists. */
  maximumLength: z.optional(z.number()),
  /** The smallest number. */
  minimum: z.optional(z.number()),
  /** The largest number. */
  maximum: z.optional(z.number()),
  /** Between two numbers that may be answered, from `minimum` or 0. */
  step: z.optional(z.number()),
  /** A regular expression that the whole text must match. */
  pattern: z.optional(z.string()),
  /** The words shown when it does not. */
  patternMessage: z.optional(z.string()),
  /** Text drawn behind the control, such as `.myshop.example`. */
  suffix: z.optional(z.string()),
  /** What can be chosen. */
  options: z.optional(z.array(Option)),
  /** Options are loaded from the flow with the connected account. */
  dynamic: z.optional(z.boolean()),
  /** Whether only what its loader offers may be saved. Default: true. */
  strict: z.optional(z.boolean()),
  /** Keys of the fields whose values the options depend on; in a group's row, those of the row, or `../key` of one around it. */
  dependsOn: z.optional(z.array(z.string())),
  /** The left-hand rows of a field mapping. */
  sources: z.optional(z.array(Option)),
};

/** One question of a form. Read loosely by browsers; what an author may write is checked by `checkFields`. */
export type Field = z.infer<z.ZodMiniObject<typeof fieldShape>> & {
  /** Which control asks. */
  readonly type: FieldType;
  /** The fields of each row of a `group`. */
  readonly fields?: Field[] | undefined;
};
export const Field: z.ZodMiniType<Field, Field> = z.object({
  ...fieldShape,
  type: openEnum(fieldTypes),
  get fields() {
    return z.optional(z.array(Field));
  },
}) as unknown as z.ZodMiniType<Field, Field>;

export const stepShape = {
  /** A slug, one of its kind in the form. */
  key: Key,
  /** The heading of the step. */
  title: z.string(),
  /** A sentence below it. */
  description: z.optional(z.string()),
  /** What is asked. */
  fields: z.array(Field),
};

/** One page of a form. */
export type FormStep = z.infer<z.ZodMiniObject<typeof stepShape>>;
export const FormStep: z.ZodMiniType<FormStep, FormStep> = z.object(stepShape);

export type FormValues = Readonly<Record<string, JsonValue>>;
/** What was entered, by the fields' keys. It was JSON when it arrived, here and there. */
export const FormValues = z.looseObject({}) as unknown as z.ZodMiniType<FormValues, FormValues>;

/** A configuration flow's form, filled with what is saved. */
export const Configuration = z.object({
  flow: z.string(),
  name: z.string(),
  description: z.optional(z.string()),
  /** The author's. */
  version: z.string(),
  /** Names this form, whatever its author called it. Sent back when it is saved. */
  form: z.optional(z.string()),
  steps: z.array(FormStep),
  values: FormValues,
  saved: z.boolean(),
  savedAt: z.optional(z.string()),
  savedBy: z.optional(z.string()),
});
export type Configuration = z.infer<typeof Configuration>;

export const SaveConfigurationRequest = z.strictObject({
  values: FormValues,
  /** The version of the form that was filled in. */
  version: z.optional(z.string().check(z.maxLength(64))),
  /** The form that was filled in, as it was answered: another one may be shown by now. */
  form: z.optional(z.string().check(z.maxLength(64))),
});
export type SaveConfigurationRequest = z.infer<typeof SaveConfigurationRequest>;

export const OptionsRequest = z.strictObject({
  field: z.string().check(z.maxLength(64)),
  search: z.optional(z.string().check(z.maxLength(200))),
  cursor: z.optional(z.string().check(z.maxLength(2000))),
  /** The form that is filled in, as it was answered. */
  form: z.optional(z.string().check(z.maxLength(64))),
  /** Current values of the fields it depends on. */
  values: z.optional(FormValues),
});
export type OptionsRequest = z.infer<typeof OptionsRequest>;

export const OptionsPage = z.object({ options: z.array(Option), cursor: z.optional(z.string()) });
export type OptionsPage = z.infer<typeof OptionsPage>;
