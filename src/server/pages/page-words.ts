import { de } from '../../localization/de.js';
import { dePages } from '../../localization/de.pages.js';
import { en } from '../../localization/en.js';
import { enPages } from '../../localization/en.pages.js';
import type { ErrorMessages } from '../../localization/messages.js';
import type { PageMessages } from '../../localization/page-messages.js';

export interface PageWords {
  readonly pages: PageMessages;
  readonly errors: ErrorMessages;
}

const english: PageWords = { pages: enPages, errors: en.error };
const words: Readonly<Record<string, PageWords>> = { en: english, de: { pages: dePages, errors: de.error } };

const inLanguage = (tag: string): PageWords | undefined => {
  const language = tag.trim().toLowerCase().split(/[-_]/, 1)[0] ?? '';
  return Object.hasOwn(words, language) ? words[language] : undefined;
};

/** The words of a page: the hub's language, else the first of the browser's that there are words for, else English. */
export function pageWords(locale: string | null | undefined, acceptLanguage: string | null): PageWords {
  const accepted = (acceptLanguage ?? '').slice(0, 200).split(',');
  for (const tag of [...(locale ? [locale] : []), ...accepted.map((entry) => entry.split(';', 1)[0] ?? '')]) {
    const found = inLanguage(tag);
    if (found !== undefined) return found;
  }
  return english;
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]|[\ud802\ud803\ud83a\ud83b]/;

/** A name inside a sentence of the other direction keeps to itself (Unicode TR 9: first strong isolate). */
export const isolated = (name: string, direction: 'ltr' | 'rtl'): string =>
  direction === 'rtl' || rightToLeft.test(name) ? `\u2068${name}\u2069` : name;
