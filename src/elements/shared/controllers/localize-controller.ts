import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { loadErrorMessages, type Words } from '../../../localization/load-messages.js';
import type { CardMessages, ErrorMessages } from '../../../localization/messages.js';
import { PageWatcher } from './page-watcher.js';

/** The language of the nearest ancestor that has one, out through shadow roots. */
function nearestLang(element: Element): string | undefined {
  const found = element.closest('[lang]')?.getAttribute('lang');
  if (found) return found;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? nearestLang(root.host) : undefined;
}

function valid(locale: string | null | undefined): string | undefined {
  try {
    // `de_DE.UTF-8`, as servers write it.
    return locale ? Intl.getCanonicalLocales(locale.replace(/[.@].*/, '').replaceAll('_', '-'))[0] : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The words and the locale of an element: its own `locale`, else the nearest `lang`, else the browser's. English until a translation
 * has arrived; never a global.
 */
export class LocalizeController<Set extends CardMessages> implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #own: () => string | null | undefined;
  readonly #words: Words<Set>;
  #messages: Set;
  #locale = 'en';
  #errors: { readonly locale: string; readonly words?: ErrorMessages } | undefined;

  /** @param own the locale that the page gave to this element, if any */
  constructor(host: ReactiveControllerHost & Element, own: () => string | null | undefined, words: Words<Set>) {
    this.#host = host;
    this.#own = own;
    this.#words = words;
    this.#messages = words.fallback;
    host.addController(this);
    new PageWatcher(host, () => this.#resolve());
  }

  get messages(): Set {
    return this.#messages;
  }

  /** For `Intl`: the locale as it was asked for, with its region. */
  get locale(): string {
    return this.#locale;
  }

  /** Words of what went wrong: `undefined` until they have come, with the first error that is shown. */
  get errors(): ErrorMessages | undefined {
    const locale = this.#locale;
    if (this.#errors?.locale !== locale) {
      this.#errors = { locale };
      loadErrorMessages(locale).then(
        (words) => {
          if (this.#locale !== locale) return;
          this.#errors = { locale, words };
          this.#host.requestUpdate();
        },
        (cause: unknown) => {
          this.#errors = undefined;
          console.warn('integration-hub: the words of an error could not be loaded.', cause);
        },
      );
    }
    return this.#errors?.words;
  }

  hostUpdate(): void {
    this.#resolve();
  }

  #resolve(): void {
    const locale = valid(this.#own()) ?? valid(nearestLang(this.#host)) ?? valid(navigator.language) ?? 'en';
    if (locale === this.#locale) return;
    this.#locale = locale;
    this.#host.requestUpdate();
    this.#words.load(locale).then(
      (messages) => {
        if (locale !== this.#locale || messages === this.#messages) return;
        this.#messages = messages;
        this.#host.requestUpdate();
      },
      (cause: unknown) => console.warn(`integration-hub: no words for ${locale}, English is shown.`, cause),
    );
  }
}
