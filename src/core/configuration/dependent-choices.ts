import type { FormValues } from '../../contract/form.js';
import type { JsonValue } from '../../contract/names.js';
import { isJsonObject } from '../../contract/rules/json-object.js';
import { neededBy, plainValue } from '../../contract/rules/visible-when.js';
import { jsonText } from '../json-text.js';
import { same } from '../same.js';
import type { FieldOptions } from './configuration.js';
import type { LoadedField } from './form-values.js';

type Ready = Extract<FieldOptions, { readonly status: 'ready' }>;

interface Sifted {
  /** What stays chosen. */
  readonly value: JsonValue;
  /** What was chosen and is not offered now, to be chosen again once it is. */
  readonly lost: JsonValue | undefined;
  /** Something that was chosen is not any more. */
  readonly isCut: boolean;
}

const isChosen = (value: JsonValue | undefined): boolean =>
  isJsonObject(value) ? Object.values(value).some((entry) => entry !== null) : Array.isArray(value) && value.length > 0;

type IsKept = (choice: JsonValue | undefined, isCurrent: boolean) => boolean;

function siftMapping(current: JsonValue | undefined, before: JsonValue | undefined, isKept: IsKept): Sifted {
  const [pairs, gone] = [current, before].map((value) => (isJsonObject(value) ? value : {})) as [FormValues, FormValues];
  const all = Object.entries({ ...gone, ...pairs });
  const isOpen = ([source, target]: [string, JsonValue]) => target !== null && !isKept(target, Object.hasOwn(pairs, source));
  const lost = all.filter(isOpen);
  return {
    value: Object.fromEntries(all.filter((pair) => !isOpen(pair))),
    lost: lost.length === 0 ? undefined : Object.fromEntries(lost),
    isCut: lost.some(([source]) => Object.hasOwn(pairs, source)),
  };
}

function siftList(current: JsonValue | undefined, before: JsonValue | undefined, isKept: IsKept): Sifted {
  const [chosen, gone] = [current, before].map((value) => (Array.isArray(value) ? value : [])) as [JsonValue[], JsonValue[]];
  const values = new Set(chosen.map(plainValue));
  const kept = chosen.filter((choice) => isKept(choice, true));
  const again = gone.filter((choice) => !values.has(plainValue(choice)));
  const back = again.filter((choice) => isKept(choice, false));
  const lost = [...chosen.filter((choice) => !kept.includes(choice)), ...again.filter((choice) => !back.includes(choice))];
  return {
    value: [...kept, ...back],
    lost: lost.length === 0 ? undefined : lost,
    isCut: kept.length < chosen.length,
  };
}

function siftOne(current: JsonValue | undefined, before: JsonValue | undefined, isKept: IsKept): Sifted {
  const isCurrent = isChosen(current);
  const wanted = (isCurrent ? current : before) ?? null;
  if (isKept(wanted, isCurrent)) return { value: wanted, lost: undefined, isCut: false };
  return { value: null, lost: wanted, isCut: isCurrent };
}

/** What is offered stays, and comes back; where the list has more than was loaded, the server says on saving. */
function sift({ field, value }: LoadedField, before: JsonValue | undefined, { options, more }: Ready): Sifted {
  const offered = new Set<unknown>(options.filter(({ disabled }) => disabled !== true).map((option) => option.value));
  const isKept: IsKept = (choice, isCurrent) => offered.has(plainValue(choice)) || (more && isCurrent);
  if (field.type === 'field_mapping') return siftMapping(value, before, isKept);
  return field.type === 'multi_select' || field.type === 'file_picker'
    ? siftList(value, before, isKept)
    : siftOne(value, before, isKept);
}

/** Rows were added, removed or moved: what stood at a place stands at another one. */
function areMoved(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return true;
  return before.filter((row: JsonValue, index) => !same(row, after[index])).length > 1;
}

/**
 * Choices that depend on other fields (src/README.md §5): once one of those has changed they are asked for again, and only what is not
 * offered any more is cleared. It comes back where it is offered again.
 */
export function createDependentChoices({
  loaded,
  load,
  forget,
  put,
}: {
  /** The fields whose choices are loaded, with what is chosen; by default as of now. */
  readonly loaded: (values?: FormValues) => readonly LoadedField[];
  readonly load: (path: string) => void;
  readonly forget: (path: string) => void;
  /** @param isCut something that was chosen is not offered any more */
  readonly put: (path: string, value: JsonValue, isCut: boolean) => void;
}) {
  /** What the choices at a path were asked for with. */
  const asked = new Map<string, string>();
  const lost = new Map<string, JsonValue>();
  const waiting = new Set<string>();

  const drop = (path: string): void => {
    forget(path);
    for (const known of [asked, lost, waiting]) known.delete(path);
  };
  const follow = (): void => {
    for (const { path, value, field, scope } of loaded()) {
      const needed = jsonText(neededBy(field, scope));
      const before = asked.get(path);
      asked.set(path, needed);
      if (before === undefined || before === needed) continue;
      forget(path);
      if (!isChosen(value) && !lost.has(path)) continue;
      waiting.add(path);
      load(path);
    }
  };
  return {
    opened(): void {
      for (const known of [asked, lost, waiting]) known.clear();
      follow();
    },
    /** A person gave a field another value. */
    changed(field: string, before: FormValues, after: FormValues): void {
      const inRows = [...asked.keys()].filter((path) => path.startsWith(`${field}/`));
      if (inRows.length > 0 && areMoved(before[field], after[field])) for (const path of inRows) drop(path);
      const was = new Map(loaded(before).map(({ path, value }) => [path, value]));
      // What somebody chooses anew is not put back.
      for (const { path, value } of loaded()) if (!same(was.get(path), value)) lost.delete(path);
      follow();
    },
    arrived(path: string, options: FieldOptions | undefined): void {
      if (options?.status !== 'ready' || options.search !== '' || !waiting.has(path)) return;
      waiting.delete(path);
      const place = loaded().find((one) => one.path === path);
      if (place === undefined) return;
      const sifted = sift(place, lost.get(path), options);
      if (sifted.lost === undefined) lost.delete(path);
      else lost.set(path, sifted.lost);
      if (same(sifted.value, place.value ?? null)) return;
      put(path, sifted.value, sifted.isCut);
      follow();
    },
  };
}
