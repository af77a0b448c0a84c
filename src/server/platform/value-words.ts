/** What kind of value something is, in words and without the value: it may be a secret. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (value === '') return 'an empty text';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : 'a number';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isPromise(value)) return 'a promise';
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'bytes';
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name !== 'string' || name === '' || name === 'Object' ? 'an object' : `an object (${name})`;
}

export const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** Where a value is undefined or empty: most come from a variable. */
export const isItSet = 'is the variable set that it comes from?';

/** How many letters differ; two that changed places are one. */
function distance(one: string, other: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
      next.push(isSwapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least);
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The name that somebody meant, whatever its case and hyphens; `undefined` where none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const meant = plain(name).slice(0, 64);
  const ranked = known
    .map((candidate) => ({ candidate, far: distance(meant, plain(candidate)) }))
    .filter(({ candidate, far }) => far <= Math.max(1, Math.floor(Math.max(meant.length, plain(candidate).length) / 3)))
    .sort((one, other) => one.far - other.far);
  return meant === '' ? undefined : ranked[0]?.candidate;
}

/** `: did you mean "x"?`, or which ones there are. */
export function meantOf(name: string, known: readonly string[], others: (names: string) => string): string {
  const near = nearest(name, known);
  if (near !== undefined) return `: did you mean "${near}"?`;
  return known.length === 0 ? '' : `: ${others(known.join(', '))}`;
}
