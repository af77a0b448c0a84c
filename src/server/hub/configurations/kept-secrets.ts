import type { Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { pointerStep } from '../../../contract/rules/pointer-step.js';
import { hashOf } from '../../platform/hash.js';
import { isSecretSet, sealedText, secretSet } from './sealed-values.js';

const isRow = (row: JsonValue | undefined): row is FormValues => typeof row === 'object' && row !== null && !Array.isArray(row);

const own = (values: FormValues, key: string): JsonValue | undefined => (Object.hasOwn(values, key) ? values[key] : undefined);

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
    ({ key, type }) => type === 'password' || JSON.stringify(own(one, key) ?? null) === JSON.stringify(own(other, key) ?? null),
  );

/** A secret without a mark was read before there were marks, or stored before it was sealed: it is that of the same row, in its place. */
function keptIn(fields: readonly Field[], key: string, rows: readonly JsonValue[], stored: readonly JsonValue[], index: number) {
  const [row, before] = [rows[index], stored[index]];
  const sent = isRow(row) ? own(row, key) : undefined;
  const mark = isRow(sent) ? own(sent, 'is') : undefined;
  if (mark !== undefined)
    return stored
      .map((candidate) => (isRow(candidate) ? own(candidate, key) : undefined))
      .find((value) => markOf(value) === mark);
  return isRow(row) && isRow(before) && isSameRow(fields, row, before) ? own(before, key) : undefined;
}

/**
 * What nobody can enter is what the author wrote, or what is stored of it. Rows have no names: any row may be the one that it stands in.
 */
function fixedIn(
  { key, default: usual }: Field,
  sent: JsonValue | undefined,
  stored: readonly JsonValue[],
): JsonValue | undefined {
  const text = JSON.stringify(sent);
  const isStored = stored.some((row) => isRow(row) && JSON.stringify(own(row, key)) === text);
  return sent !== undefined && isStored ? sent : usual;
}

interface Kept {
  readonly value: JsonValue;
  /** Secrets that are there no more: to be typed again, and not lost without a word. */
  readonly lost: readonly string[];
}

/** Rows of a group with what is stored in the place of secrets that are kept and of what nobody can enter, groups in them too. */
export function keepInRows(
  fields: readonly Field[],
  rows: readonly JsonValue[],
  stored: JsonValue | undefined,
  pointer: string,
): Kept {
  const before: readonly JsonValue[] = Array.isArray(stored) ? stored : [];
  const lost: string[] = [];
  const value = rows.map((row, index): JsonValue => {
    if (!isRow(row)) return row;
    const filled: Record<string, JsonValue> = { ...row };
    for (const field of fields) {
      const { key, type, fields: inner = [] } = field;
      const at = `${pointer}/${index}/${pointerStep(key)}`;
      const sent = own(row, key);
      if (type !== 'password' && (field.hidden === true || field.disabled === true)) {
        const fixed = fixedIn(field, sent, before);
        if (fixed === undefined) delete filled[key];
        else filled[key] = fixed;
      } else if (type === 'password' && isSecretSet(sent)) {
        const kept = keptIn(fields, key, rows, before, index);
        if (kept === undefined) {
          delete filled[key];
          lost.push(at);
        } else filled[key] = kept;
      } else if (type === 'group' && Array.isArray(sent)) {
        // A row within a row is one of any row: its mark tells which.
        const within = before.flatMap((candidate) => (isRow(candidate) ? (own(candidate, key) ?? []) : []));
        const found = keepInRows(inner, sent, within, at);
        filled[key] = found.value;
        lost.push(...found.lost);
      }
    }
    return filled;
  });
  return { value, lost };
}
