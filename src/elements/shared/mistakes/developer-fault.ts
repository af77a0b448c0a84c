import { html, type nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { IntegrationErrorCode } from '../../../contract/error-code.js';
import type { IntegrationError } from '../../../core/errors.js';
import { LazyPart } from '../controllers/lazy-part.js';

/** A mistake in the markup or the set-up: the developer's to repair. */
export interface DeveloperFault {
  readonly code: IntegrationErrorCode;
  readonly hint?: string | undefined;
  /** The widget or connection that was asked for, and those there are. */
  readonly named?: { readonly key: string | undefined; readonly known: readonly string[] } | undefined;
}

const codes: ReadonlySet<string> = new Set<IntegrationErrorCode>([
  'missing_tenant',
  'wrong_tenant',
  'missing_backend',
  'invalid_backend',
  'origin_not_allowed',
  'insecure_context',
]);

/** The mistake behind an error, where it is the developer's to repair. */
export function faultOf({ code, hint }: Pick<IntegrationError, 'code' | 'hint'>): DeveloperFault | undefined {
  return codes.has(code) ? { code, hint } : undefined;
}

/** Shows faults in the element's place, and says them once in the console. Their words are a chunk of their own. */
export class FaultView {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #words: LazyPart<typeof import('./developer-error.js')>;
  #said: string | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#words = new LazyPart(host, () => import('./developer-error.js'));
  }

  render(fault: DeveloperFault): TemplateResult | typeof nothing {
    const words = this.#words.get();
    if (words === undefined)
      return html`<div part="developer-error" role="alert" lang="en"><p class="code">${fault.code}</p></div>`;
    const mistake = words.describe(fault, this.#host.localName);
    this.#say(words.plainText(mistake));
    return words.developerError(mistake);
  }

  /** A failure that is no mistake of the markup, by its hint. */
  sayError(error: IntegrationError | undefined): void {
    if (error?.hint !== undefined) this.#say(`${error.hint} (${error.code})`);
  }

  #say(text: string): void {
    if (text === this.#said) return;
    this.#said = text;
    console.error(`integration-hub: ${text}`, this.#host);
  }
}
