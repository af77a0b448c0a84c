import type { Scope } from './access.js';
import { SecretIndex } from './secret-index.js';

export const redacted = '[redacted]';

/** Shorter ones would blank out ordinary words. */
const shortest = 8;
/** As much of a secret as tells it: somebody quoted it and cut it off. */
const telling = 16;
/** Of what is read while the server runs; the oldest are forgotten. */
const capacity = 5000;
/** Of one tenant's, whose many secrets make this process forget no other's. */
const capacityOfOne = 1000;
/** Of the texts of one value, and of the lines of one text: more than any form or key has. */
const mostTexts = 1000;
const mostLines = 200;
const longest = 20_000;

interface Known {
  /** Tenants whose it is; `undefined`: everybody is kept from it. */
  owners: Set<string> | undefined;
  readonly isKept: boolean;
}

/** The oldest first. */
const known = new Map<string, Known>();
const all = new SecretIndex(shortest);
/** Those that everybody is kept from. */
const shared = new SecretIndex(shortest);
const owned = new Map<string, SecretIndex>();

const ownerOf = ({ environment, tenant }: Scope): string => `${environment}\n${tenant}`;

function forget(text: string): void {
  const owners = known.get(text)?.owners;
  known.delete(text);
  all.delete(text);
  shared.delete(text);
  for (const owner of owners ?? []) disown(owner, text);
}

function disown(owner: string, text: string): void {
  const index = owned.get(owner);
  index?.delete(text);
  if (index?.size === 0) owned.delete(owner);
}

function own(owner: string, text: string): void {
  const index = owned.get(owner) ?? new SecretIndex(shortest);
  owned.set(owner, index);
  index.add(text);
  const [oldest] = index.texts;
  if (index.size <= capacityOfOne || oldest === undefined) return;
  const others = known.get(oldest);
  others?.owners?.delete(owner);
  if (others?.owners?.size === 0 && !others.isKept) forget(oldest);
  disown(owner, oldest);
}

function forgetOldest(): void {
  for (const [text, { isKept }] of known) {
    if (isKept) continue;
    forget(text);
    return;
  }
}

function add(text: string, whose: Scope | undefined, isKept: boolean): void {
  if (text.length < shortest || text.length > longest) return;
  const before = known.get(text);
  const isShared = whose === undefined || (before !== undefined && before.owners === undefined);
  const owners = isShared ? undefined : (before?.owners ?? new Set<string>());
  known.delete(text);
  known.set(text, { owners, isKept: isKept || before?.isKept === true });
  all.add(text);
  if (isShared) {
    for (const owner of before?.owners ?? []) disown(owner, text);
    shared.add(text);
  } else {
    owners?.add(ownerOf(whose));
    own(ownerOf(whose), text);
  }
  if (known.size > capacity) forgetOldest();
}

/** As it stands in a text, in JSON, in an address; of a key that is pasted in, each of its lines too. */
const spellings = (text: string): string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  encodeURIComponent(text.replace(/\p{Cs}/gu, ' ')),
  ...(text.includes('\n') ? text.split(/\r?\n/, mostLines).filter((line) => line.length >= telling) : []),
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
  for (const text of textsIn(value).slice(0, mostTexts))
    for (const spelling of new Set(spellings(text))) add(spelling, whose, false);
}

/** Those of the configuration, which are never forgotten. */
export function keepSecrets(values: readonly unknown[]): void {
  for (const text of textsIn(values)) for (const spelling of new Set(spellings(text))) add(spelling, undefined, true);
}

/** How many characters of a text, from a place on, are to be taken out. */
type Measure = (text: string, at: number) => number;

function hide(text: string, measure: Measure): string {
  let clean = '';
  let from = 0;
  for (let at = 0; at + shortest <= text.length; at++) {
    const length = measure(text, at);
    if (length === 0) continue;
    clean += `${text.slice(from, at)}${redacted}`;
    from = at + length;
    at = from - 1;
  }
  return from === 0 ? text : `${clean}${text.slice(from)}`;
}

/** For the log: also where a part of a secret is quoted. */
export const hideSecrets = (text: string): string =>
  hide(text, (quoted, at) => {
    const length = all.common(quoted, at);
    return length >= telling || (length > 0 && at + length === quoted.length) ? length : all.short(quoted, at, length);
  });

/** For the people of a tenant: whole secrets, that tenant's and those of nobody else. */
export function hideSecretsOf(whose: Scope, text: string): string {
  const theirs = owned.get(ownerOf(whose));
  return hide(text, (quoted, at) => Math.max(shared.whole(quoted, at), theirs?.whole(quoted, at) ?? 0));
}
