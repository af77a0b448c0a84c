import * as z from 'zod/mini';
import { authMethods, connectorShape, methodShape } from '../../../contract/connector.js';
import { Condition, conditionTests, fieldShape, fieldTypes, Option, stepShape } from '../../../contract/form.js';
import { Json, Key, PlainText } from '../../../contract/names.js';

/** The message is what is expected: it is said beside what is there. */
const called = z.custom<(...values: never[]) => unknown>((value) => typeof value === 'function', { error: 'a function' });

const list = <Schema extends z.ZodMiniType>(schema: Schema) => z.optional(z.array(schema));

/** A field as its author writes it: browsers read it loosely, but a word misspelt here would be dropped in silence. */
const AuthorField = z.strictObject({
  ...fieldShape,
  type: z.enum(fieldTypes),
  default: z.optional(Json),
  visibleWhen: list(z.strictObject({ ...Condition.shape, is: z.optional(z.enum(conditionTests)), values: list(Json) })),
  options: list(z.strictObject(Option.shape)),
  sources: list(z.strictObject(Option.shape)),
  get fields(): z.ZodMiniOptional<z.ZodMiniArray> {
    return z.optional(z.array(AuthorField));
  },
});

const method = z.strictObject({ ...methodShape, fields: list(AuthorField) });

export const AuthorConnector = z.strictObject({
  ...connectorShape,
  methods: z.array(method).check(z.minLength(1)),
  test: z.optional(called),
  authorize: z.optional(called),
});

const name = z.string().check(z.minLength(1), z.maxLength(80));
const version = z.string().check(z.minLength(1), z.maxLength(64));

export const AuthorFlow = z.strictObject({ key: Key, name, version, run: called });

export const AuthorConfigurationFlow = z.strictObject({
  key: Key,
  name,
  description: z.optional(PlainText),
  version,
  steps: z.array(z.strictObject({ ...stepShape, fields: z.array(AuthorField) })).check(z.minLength(1)),
  options: z.optional(z.record(z.string(), called)),
  schedule: z.optional(called),
  validate: z.optional(called),
});

export const AuthorWorkspaceConnection = z.strictObject({
  connector: Key,
  method: z.enum(authMethods.filter((known) => known !== 'oauth')),
  values: z.record(z.string(), Json),
});
