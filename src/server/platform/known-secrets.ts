import type { Scope } from './access.js';

export const redacted = '[redacted]';

/** Shorter ones would blank out ordinary words. */
const shortest = 8;
/** As much of a secret as tells it: somebody quoted it and cut it off. */
const telling = 16;
/** Of what is read while the server runs; the oldest are forgotten. */
const capacity = 5000;
const longest = 20_000;

interface Known {
  /** Tenants whose it is; `undefined`: everybody is kept from it. */
  owners: Set<string> | undefined;
  readonly isKept: boolean;
}

const known = new Map<string, Known>();
const byStart = new Map<string, Set<string>>();

const ownerOf = ({ environment, tenant }: Scope): string => `${environment}\n${tenant}`;

function forgetOldest(): void {
  for (const [text, { isKept }] of known) {
    if (isKept) continue;
    known.delete(text);
    const start = text.slice(0, shortest);
    const others = byStart.get(start);
    others?.delete(text);
    if (others?.size === 0) byStart.delete(start);
    return;
  }
}

function add(text: string, whose: Scope | undefined, isKept: boolean): void {
  if (text.length < shortest || text.length > longest) return;
  const before = known.get(text);
  known.delete(text);
  const owners =
    whose === undefined || (before !== undefined && before.owners === undefined) ? undefined : (before?.owners ?? new Set());
  if (whose !== undefined) owners?.add(ownerOf(whose));
  known.set(text, { owners, isKept: isKept || before?.isKept === true });
  const start = text.slice(0, shortest);
  byStart.set(start, (byStart.get(start) ?? new Set()).add(text));
  if (known.size > capacity) forgetOldest();
}

/** As it stands in a text, in JSON, in an address; of a key that is pasted in, each of its lines too. */
const spellings = (text: string): string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  encodeURIComponent(text.replace(/\p{Cs}/gu, ' ')),
  ...(text.includes('\n') ? text.split(/\r?\n/).filter((line) => line.length >= telling) : []),
];

/** Every text in a value; of a text that is JSON, as service accounts are, what is in it. */
function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string')
    return [value, ...(value.trimStart().startsWith('{') && depth < 8 ? textsIn(asJson(value), depth + 1) : [])];
  if (typeof value !== 'object' || value === null || depth >= 8) return [];
  return Object.values(value).flatMap((entry) => textsIn(entry, depth + 1));
}

function asJson(text: string): unknown {
  try {
    return text.length > longest ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What this process has read and nobody may: it is taken out of log lines, and out of words for people. One list a process, as there is one
 * standard output.
 *
 * @param whose the tenant that it belongs to: others are not told, by what is missing in their words, whether they have guessed it
 */
export function rememberSecrets(value: unknown, whose?: Scope): void {
  for (const text of textsIn(value)) for (const spelling of new Set(spellings(text))) add(spelling, whose, false);
}

/** Those of the configuration, which are never forgotten. */
export function keepSecrets(values: readonly unknown[]): void {
  for (const text of textsIn(values)) for (const spelling of new Set(spellings(text))) add(spelling, undefined, true);
}

/** How many characters of a text, from a place on, are to be taken out. */
type Measure = (secret: string, text: string, at: number) => number;

function hide(text: string, measure: Measure): string {
  let clean = '';
  let from = 0;
  for (let at = 0; at + shortest <= text.length; at++) {
    const candidates = byStart.get(text.slice(at, at + shortest));
    if (candidates === undefined) continue;
    const length = Math.max(...[...candidates].map((secret) => measure(secret, text, at)));
    if (length === 0) continue;
    clean += `${text.slice(from, at)}${redacted}`;
    from = at + length;
    at = from - 1;
  }
  return from === 0 ? text : `${clean}${text.slice(from)}`;
}

/** For the log: also where a part of a secret is quoted. */
export const hideSecrets = (text: string): string =>
  hide(text, (secret, quoted, at) => {
    let length = shortest;
    while (length < secret.length && secret[length] === quoted[at + length]) length += 1;
    return length === secret.length || length >= telling || at + length === quoted.length ? length : 0;
  });

/** For the people of a tenant: whole secrets, that tenant's and those of nobody else. */
export function hideSecretsOf(whose: Scope, text: string): string {
  const owner = ownerOf(whose);
  return hide(text, (secret, quoted, at) => {
    const { owners } = known.get(secret) ?? { owners: new Set() };
    return (owners === undefined || owners.has(owner)) && quoted.startsWith(secret, at) ? secret.length : 0;
  });
}
