import type { JsonValue } from '../../contract/names.js';
import { isExact } from '../../contract/rules/exact-number.js';

/** How a language writes numbers. */
interface Signs {
  readonly decimal: string;
  /** Those of the country, and of the language where they cannot be mistaken there: an Austrian writes 1.000 and 1 000. */
  readonly groups: readonly string[];
  readonly digits: readonly string[];
}

const known = new Map<string, Signs>();

function partOf(locale: string, wanted: 'decimal' | 'group'): string {
  const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).formatToParts(1_234_567.5);
  return parts.find(({ type }) => type === wanted)?.value ?? '';
}

function signsOf(locale: string): Signs {
  const before = known.get(locale);
  if (before !== undefined) return before;
  const plain = new Intl.NumberFormat(locale, { useGrouping: false });
  const [language = locale] = locale.split('-');
  const decimal = partOf(locale, 'decimal');
  const groups = partOf(language, 'decimal') === decimal ? [locale, language] : [locale];
  const signs = {
    decimal,
    groups: groups.map((tag) => spelled(partOf(tag, 'group'))),
    digits: Array.from({ length: 10 }, (_, digit) => plain.format(digit)),
  };
  known.set(locale, signs);
  return signs;
}

/** Apostrophes and spaces are many; each stands for all of its kind. */
const spelled = (text: string): string =>
  text
    // Digits of full width are digits, an exponent's are not.
    .replace(/[\uff01-\uff5e]/g, (letter) => letter.normalize('NFKC'))
    .replace(/[\u200e\u200f\u061c]/g, '')
    .replace(/[’ʼ‘`´]/g, "'")
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[−–]/g, '-');

/** Groups of three after the first; in a language with other groups, as that one writes them. */
function areGroups(groups: readonly string[], locale: string): boolean {
  const [first = '', ...others] = groups;
  // A thousand does not begin with nothing: it may be meant as a fraction.
  if (first.startsWith('0')) return false;
  if (first.length >= 1 && first.length <= 3 && others.every(({ length }) => length === 3)) return true;
  const { format } = new Intl.NumberFormat(`${locale.split('-u-')[0]}-u-nu-latn`, { useGrouping: true });
  return format(BigInt(groups.join(''))).replace(/\D+/g, ' ') === groups.join(' ');
}

/** The whole part without the signs between its groups; nothing where they do not stand between groups. */
function ungrouped(whole: string, signs: readonly string[], locale: string): string | undefined {
  const sign = [...signs, ' ', "'"].find((candidate) => candidate !== '' && whole.includes(candidate));
  if (sign === undefined) return whole;
  const groups = whole.split(sign);
  return groups.every((part) => /^\d+$/.test(part)) && areGroups(groups, locale) ? groups.join('') : undefined;
}

/**
 * A number as it is typed in that language, with its signs and digits. What is no number, could be another one, or would change stays as
 * it was typed, so that validation can say so: `1.5` is none in German, where `1.000` is a thousand.
 */
export function readNumber(typed: string, locale: string): number | string | null {
  const { decimal, groups, digits } = signsOf(locale);
  const text = digits.reduce((latin, digit, value) => latin.replaceAll(digit, String(value)), spelled(typed).trim());
  if (text === '') return null;
  const [, sign = '', mantissa = '', exponent = ''] = /^([+-]?) ?([^e]*)((?:e[+-]?\d+)?)$/i.exec(text) ?? [];
  const [whole = '', fraction, ...more] = mantissa.split(spelled(decimal));
  const plain = whole === '' && fraction ? '0' : ungrouped(whole, groups, locale);
  if (more.length > 0 || plain === undefined || !/^\d+$/.test(plain) || !/^\d*$/.test(fraction ?? '')) return typed;
  const exact = `${sign === '-' ? '-' : ''}${plain}${fraction ? `.${fraction}` : ''}${exponent}`;
  const value = Number(exact);
  return Number.isFinite(value) && isExact(exact, value) ? value : typed;
}

/** As it is typed: with the sign of the language for decimals, without groups. */
export function writeNumber(value: JsonValue | undefined, locale: string): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value).replace('.', signsOf(locale).decimal) : '';
}

/** As it is read. */
export const figure = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value);
