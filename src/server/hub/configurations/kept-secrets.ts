import type { Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { isJsonObject, ownValue } from '../../../contract/rules/json-object.js';
import { pointerStep } from '../../../contract/rules/pointer-step.js';
import { isSecretSet, secretSet } from '../../../contract/rules/secret-set.js';
import { hashOf } from '../../platform/hash.js';
import { sealedText } from './sealed-values.js';

/** Says which of the stored secrets it is: of what is sealed, so that it tells nothing of what is in it. */
function markOf(stored: JsonValue | undefined): string | undefined {
  const sealed = sealedText(stored);
  return sealed === undefined ? undefined : hashOf(sealed).slice(0, 22);
}

/** How the secret of a row reads. Rows are moved and removed: it says which one it is, and is found again wherever it is sent back. */
export function markedSecret(stored: JsonValue): JsonValue {
  const mark = markOf(stored);
  return mark === undefined ? secretSet : { ...secretSet, is: mark };
}

/** The same row but for its secrets. */
const isSameRow = (fields: readonly Field[], one: FormValues, other: FormValues): boolean =>
  fields.every(
    ({ key, type }) =>
      type === 'password' || JSON.stringify(ownValue(one, key) ?? null) === JSON.stringify(ownValue(other, key) ?? null),
  );

/** A person cannot enter it, and what it holds is none of their secrets. */
const isFixed = ({ type, hidden, disabled }: Field): boolean => type !== 'password' && (hidden === true || disabled === true);

/** What is stored of a field in all rows of its group together: a row has no name, and may be any of them. */
interface StoredField {
  /** As text, of what nobody can enter. */
  readonly texts: ReadonlySet<string>;
  /** A secret by its mark, that of the first row which has it. */
  readonly marked: ReadonlyMap<unknown, JsonValue>;
  readonly within: StoredRows;
}

/** Stored rows, with what is looked for in all of them: listed once, however many rows are sent. */
interface StoredRows {
  readonly rows: readonly JsonValue[];
  readonly fields: readonly (readonly [Field, StoredField])[];
}

const storedRows = (fields: readonly Field[], rows: readonly JsonValue[]): StoredRows => ({
  rows,
  fields: fields.map((field) => [field, storedField(field, rows)]),
});

function storedField(field: Field, rows: readonly JsonValue[]): StoredField {
  const { key, type, fields = [] } = field;
  const values = rows.flatMap((row): JsonValue[] => {
    const value = isJsonObject(row) ? ownValue(row, key) : undefined;
    return value === undefined ? [] : [value];
  });
  // The first one of a mark comes last.
  const marked = type === 'password' ? values.map((value) => [markOf(value), value] as const).reverse() : [];
  return {
    texts: new Set(isFixed(field) ? values.map((value) => JSON.stringify(value)) : []),
    marked: new Map(marked),
    within: storedRows(fields, type === 'group' ? values.flat() : []),
  };
}

/** A secret without a mark was read before there were marks, or stored before it was sealed: it is that of the same row, in its place. */
function keptIn(fields: readonly Field[], key: string, row: FormValues, before: JsonValue | undefined, { marked }: StoredField) {
  const sent = ownValue(row, key);
  const mark = isJsonObject(sent) ? ownValue(sent, 'is') : undefined;
  if (mark !== undefined) return marked.get(mark);
  return isJsonObject(before) && isSameRow(fields, row, before) ? ownValue(before, key) : undefined;
}

/** What nobody can enter is what the author wrote, or what is stored of it. Rows have no names: it may be that of any row. */
const fixedIn = ({ default: usual }: Field, sent: JsonValue | undefined, { texts }: StoredField): JsonValue | undefined =>
  sent !== undefined && texts.has(JSON.stringify(sent)) ? sent : usual;

interface Kept {
  readonly value: JsonValue;
  /** Secrets that are there no more: to be typed again, and not lost without a word. */
  readonly lost: readonly string[];
}

/** Rows of a group with what is stored in the place of secrets that are kept and of what nobody can enter, groups in them too. */
export const keepInRows = (
  fields: readonly Field[],
  rows: readonly JsonValue[],
  stored: JsonValue | undefined,
  pointer: string,
): Kept => keep(fields, rows, storedRows(fields, Array.isArray(stored) ? stored : []), pointer);

function keep(fields: readonly Field[], rows: readonly JsonValue[], stored: StoredRows, pointer: string): Kept {
  const lost: string[] = [];
  const value = rows.map((row, index): JsonValue => {
    if (!isJsonObject(row)) return row;
    const filled: Record<string, JsonValue> = { ...row };
    for (const [field, all] of stored.fields) {
      const { key, type, fields: inner = [] } = field;
      const at = `${pointer}/${index}/${pointerStep(key)}`;
      const sent = ownValue(row, key);
      if (isFixed(field)) {
        const fixed = fixedIn(field, sent, all);
        if (fixed === undefined) delete filled[key];
        else filled[key] = fixed;
      } else if (type === 'password' && isSecretSet(sent)) {
        const kept = keptIn(fields, key, row, stored.rows[index], all);
        if (kept === undefined) {
          delete filled[key];
          lost.push(at);
        } else filled[key] = kept;
      } else if (type === 'group' && Array.isArray(sent)) {
        const found = keep(inner, sent, all.within, at);
        filled[key] = found.value;
        lost.push(...found.lost);
      }
    }
    return filled;
  });
  return { value, lost };
}
