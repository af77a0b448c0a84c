import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';

/** The one polite region of an element: what is said in one turn is spoken as one, and the same words again are spoken again. */
export class LiveRegion {
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  #said = '';
  #next: string[] = [];

  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>) {
    this.#host = host;
  }

  announce(text: string): void {
    if (text === '' || this.#next.includes(text)) return;
    if (this.#next.length === 0) {
      queueMicrotask(() => {
        const words = this.#next.join('. ');
        this.#next = [];
        // A zero-width space makes the same words a change.
        this.#said = words === this.#said ? `${words}\u200b` : words;
        this.#host.requestUpdate();
      });
    }
    this.#next.push(text);
  }

  render(): TemplateResult {
    return html`<div class="visually-hidden" role="status" aria-live="polite">${this.#said}</div>`;
  }
}
