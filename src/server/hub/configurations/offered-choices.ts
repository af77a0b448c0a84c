import type { Choice, Field, FormValues, Option } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { FieldError } from '../../../contract/problem.js';
import { toChoice } from '../../../contract/rules/choice.js';
import { isJsonObject } from '../../../contract/rules/json-object.js';
import { onceFor } from '../../../contract/rules/once-for.js';
import { pointerStep } from '../../../contract/rules/pointer-step.js';
import { type FormScope, neededBy, plainValue, scopeOf } from '../../../contract/rules/visible-when.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { ConfigurationFlow } from '../definitions/define.js';
import type { Services } from '../services/services.js';
import { optionsOf } from './author-answers.js';
import { contextFor, withinTime } from './call-flow.js';
import type { FormOf } from './settle.js';

type Ports = Pick<Services, 'credentials' | 'log'>;
type Loader = NonNullable<ConfigurationFlow['options']>[string];

/** Pages of a list that are looked through for what was chosen, and names that are searched for at once. */
const [mostPages, atOnce] = [100, 5];
/** Pages of what a search for its name finds. */
const mostFound = 3;

const choosing: ReadonlySet<Field['type']> = new Set(['select', 'radio', 'multi_select', 'file_picker']);

/** A choice, by the pointer that an error about it has. */
type Chosen = readonly [pointer: string, choice: JsonValue];

/** What was chosen in a field that a person can answer. */
function chosenIn(field: Field, value: JsonValue | undefined, pointer: string): readonly Chosen[] {
  if (field.hidden === true || field.disabled === true || value === undefined) return [];
  if (field.type === 'field_mapping')
    return isJsonObject(value)
      ? Object.entries(value).map(([source, target]) => [`${pointer}/${pointerStep(source)}`, target])
      : [];
  if (!choosing.has(field.type)) return [];
  return (Array.isArray(value) ? value : [value]).map((choice: JsonValue) => [pointer, choice]);
}

const isChoice = ([, choice]: Chosen): boolean => isJsonObject(choice) && typeof plainValue(choice) === 'string';

const valueIn = ([, choice]: Chosen): string => String(plainValue(choice));

const longestLabel = 500;

interface Place {
  readonly field: Field;
  readonly scope: FormScope;
  readonly pointer: string;
  readonly chosen: readonly Chosen[];
}

/** Every field that is there and in which something was chosen, in the rows of groups too. */
function placesIn(fields: readonly Field[], values: FormValues, base = '#/values', outer?: FormScope): Place[] {
  const scope = scopeOf(fields, values, outer);
  return fields
    .filter((field) => scope.isThere(field))
    .flatMap((field) => {
      const value = Object.hasOwn(values, field.key) ? values[field.key] : undefined;
      const pointer = `${base}/${pointerStep(field.key)}`;
      if (field.type === 'group' && Array.isArray(value) && field.disabled !== true)
        return value.flatMap((row: JsonValue, index) =>
          isJsonObject(row) ? placesIn(field.fields ?? [], row, `${pointer}/${index}`, scope) : [],
        );
      const chosen = chosenIn(field, value, pointer).filter(isChoice);
      return chosen.length === 0 ? [] : [{ field, scope, pointer, chosen }];
    });
}

/** The choices of a field as they are said, by value. */
type Offered = ReadonlyMap<string, Choice>;

const byValue = (options: readonly Option[]): Offered =>
  new Map(
    options
      .filter(({ disabled }) => disabled !== true)
      .map((option) => [option.value, toChoice({ ...option, label: option.label.slice(0, longestLabel) })]),
  );

/** Those that are written down, of each field once: it is asked in every row. */
const listedBy = onceFor(({ options = [] }: Field) => byValue(options));

/** Looks for what was chosen as a person would: on the first page, by its name, then on every other page. */
async function lookFor(
  { chosen }: Place,
  page: (search: string | undefined, cursor: string | undefined) => Promise<{ options: Option[]; cursor?: string | undefined }>,
): Promise<Offered> {
  const found = new Map<string, Choice>();
  const missing = () => chosen.filter((choice) => !found.has(valueIn(choice)));
  const look = async (search: string | undefined, cursor?: string): Promise<string | undefined> => {
    const { options, cursor: next } = await page(search, cursor);
    for (const [value, choice] of byValue(options)) found.set(value, choice);
    return next === cursor ? undefined : next;
  };
  let rest = await look(undefined);
  const named =
    rest === undefined ? [] : missing().filter(([, choice]) => isJsonObject(choice) && typeof choice['label'] === 'string');
  for (let from = 0; from < named.length; from += atOnce) {
    const search = named.slice(from, from + atOnce).map(async (one) => {
      const name = String((one[1] as FormValues)['label']).slice(0, 200);
      let cursor = await look(name);
      for (let pages = 1; pages < mostFound && cursor !== undefined && !found.has(valueIn(one)); pages++)
        cursor = await look(name, cursor);
    });
    // A source that cannot search for it has it on one of its pages.
    await Promise.allSettled(search);
  }
  for (let pages = 1; pages < mostPages && rest !== undefined && missing().length > 0; pages++)
    rest = await look(undefined, rest);
  return found;
}

/** The value with each choice as its source says it. One that it does not offer and that may be kept has no other name than its own. */
function said(field: Field, value: JsonValue, offered: Offered): JsonValue {
  const one = (choice: JsonValue): JsonValue => {
    const known = isJsonObject(choice) ? plainValue(choice) : undefined;
    return typeof known === 'string' ? (offered.get(known) ?? { label: known, value: known }) : choice;
  };
  if (field.type === 'field_mapping')
    return isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).map(([source, target]) => [source, one(target)]))
      : value;
  if (!choosing.has(field.type)) return value;
  return Array.isArray(value) ? value.map(one) : one(value);
}

function relabelled(
  fields: readonly Field[],
  values: FormValues,
  offers: ReadonlyMap<string, Offered>,
  base = '#/values',
): FormValues {
  const entries = Object.entries(values).map(([key, value]): [string, JsonValue] => {
    const field = fields.find((candidate) => candidate.key === key);
    const pointer = `${base}/${pointerStep(key)}`;
    const offered = offers.get(pointer);
    if (field === undefined) return [key, value];
    if (field.type === 'group' && Array.isArray(value))
      return [
        key,
        value.map((row: JsonValue, index) =>
          isJsonObject(row) ? relabelled(field.fields ?? [], row, offers, `${pointer}/${index}`) : row,
        ),
      ];
    return [key, offered === undefined ? value : said(field, value, offered)];
  });
  return Object.fromEntries(entries);
}

/** Whether the same was saved before, for the same questions: then it was looked for already. */
const storedChoices = ({ field, scope, pointer, chosen }: Place, stored: readonly Place[]): Offered | undefined => {
  const questions = (place: Place): string => JSON.stringify(neededBy(place.field, place.scope));
  const asked = JSON.stringify(neededBy(field, scope));
  const before = stored.find((place) => place.pointer === pointer && questions(place) === asked);
  const known = new Map((before?.chosen ?? []).map((choice) => [valueIn(choice), choice[1] as Choice]));
  return chosen.every((choice) => known.has(valueIn(choice))) ? known : undefined;
};

/**
 * What was sent, with every choice as its source says it: labels are never taken from a request. What a source does not offer is refused,
 * unless the author lets it be (`strict: false`).
 *
 * @param values what would be stored of it
 * @param stored what is saved of the same form
 * @throws {ProblemError} `validation_failed`, `form_changed` where code has no loader for a field any more, and what a loader fails with
 */
export async function withOfferedChoices(
  ports: Ports,
  session: Session,
  { connection, form }: FormOf,
  { sent, values, stored }: { readonly sent: FormValues; readonly values: FormValues; readonly stored: FormValues },
  signal: AbortSignal,
): Promise<FormValues> {
  const offers = new Map<string, Offered>();
  const errors: FieldError[] = [];
  const before = placesIn(form.fields, stored);
  const asked = new Map<string, ReturnType<Loader>>();
  const loaders = form.code?.options ?? {};

  const loaded = async (place: Place): Promise<Offered> => {
    const { key } = place.field;
    const load = Object.hasOwn(loaders, key) ? loaders[key] : undefined;
    if (load === undefined) throw new ProblemError('form_changed');
    const needed = neededBy(place.field, place.scope);
    return withinTime(ports, 'options', { session, signal }, (limited) =>
      lookFor(place, async (search, cursor) => {
        limited.throwIfAborted();
        // Rows that ask the same are answered once.
        const question = JSON.stringify([key, needed, search, cursor]);
        const answer =
          asked.get(question) ?? load(contextFor(ports, session, connection, limited), { search, cursor, values: needed });
        asked.set(question, answer);
        return optionsOf(await answer);
      }),
    );
  };

  for (const place of placesIn(form.fields, values)) {
    const { field, pointer, chosen } = place;
    let offered: Offered;
    try {
      offered = field.dynamic === true ? await loaded(place) : listedBy(field);
    } catch (cause) {
      // A service that cannot be asked keeps nobody from changing the rest.
      const known = storedChoices(place, before);
      if (known === undefined) throw cause;
      offered = known;
    }
    offers.set(pointer, offered);
    if (field.dynamic === true && field.strict === false) continue;
    for (const choice of chosen) if (!offered.has(valueIn(choice))) errors.push({ pointer: choice[0], code: 'not_an_option' });
  }
  if (errors.length > 0) {
    const places = [...new Map(errors.map((error) => [error.pointer, error])).values()];
    throw new ProblemError('validation_failed', { errors: places });
  }
  return relabelled(form.fields, sent, offers);
}
