import { enCards } from './en.cards.js';
import type { CardMessages, ErrorMessages, Messages } from './messages.js';

/** A set of words: what is there at once, and what comes for a locale. */
export interface Words<Set extends CardMessages> {
  /** English, which is always there: for locales without a translation, and until one has arrived. */
  readonly fallback: Set;
  load(locale: string): Promise<Set>;
}

/** The language's own loader, else English. `de-AT` takes `de`. */
export function remembered<Set>(fallback: () => Promise<Set>, translations: Readonly<Record<string, () => Promise<Set>>>) {
  const loading = new Map<() => Promise<Set>, Promise<Set>>();
  return (locale: string): Promise<Set> => {
    const language = locale.toLowerCase().split('-', 1)[0] ?? '';
    const load = (Object.hasOwn(translations, language) ? translations[language] : undefined) ?? fallback;
    const promise = loading.get(load) ?? load();
    loading.set(load, promise);
    // What could not be fetched is asked for again the next time.
    promise.catch(() => loading.delete(load));
    return promise;
  };
}

/** Words of the hub and its cards. */
export const cardWords: Words<CardMessages> = {
  fallback: enCards,
  load: remembered<CardMessages>(async () => enCards, { de: async () => (await import('./de.cards.js')).deCards }),
};

/** Every word, with those of dialogs and forms. */
export const loadMessages: (locale: string) => Promise<Messages> = remembered(async () => (await import('./en.js')).en, {
  de: async () => (await import('./de.js')).de,
});

/** Words of what went wrong. */
export const loadErrorMessages: (locale: string) => Promise<ErrorMessages> = remembered(
  async () => (await import('./en.errors.js')).enErrors,
  { de: async () => (await import('./de.errors.js')).deErrors },
);
