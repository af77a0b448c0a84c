import type { Choice, Option } from '../../contract/form.js';
import type { JsonValue } from '../../contract/names.js';

/** The stored `{ label, value }`, or nothing for anything else. */
export function asChoice(value: JsonValue | undefined): Choice | undefined {
  if (typeof value !== 'object' || value === null || !('value' in value) || !('label' in value)) return undefined;
  const { label, value: key, detail } = value as Readonly<Record<string, JsonValue>>;
  if (typeof label !== 'string' || typeof key !== 'string') return undefined;
  return typeof detail === 'string' ? { label, value: key, detail } : { label, value: key };
}

export const asChoices = (value: JsonValue | undefined): readonly Choice[] =>
  Array.isArray(value) ? value.flatMap((entry: JsonValue) => asChoice(entry) ?? []) : [];

/** Lower case without accents: "Île" is found by "ile". */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function matching(options: readonly Option[], search: string): readonly Option[] {
  const wanted = plain(search.trim());
  return wanted === '' ? options : options.filter(({ label }) => plain(label).includes(wanted));
}

/** A label in three: before, what was searched for, after. */
export function highlight(label: string, search: string): readonly [string, string, string] {
  const wanted = search.trim().toLowerCase();
  const start = wanted === '' ? -1 : label.toLowerCase().indexOf(wanted);
  if (start < 0 || label.toLowerCase().length !== label.length) return [label, '', ''];
  return [label.slice(0, start), label.slice(start, start + wanted.length), label.slice(start + wanted.length)];
}
