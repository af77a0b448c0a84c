import type { ReactiveController, ReactiveControllerHost } from 'lit';

const buttons = ':is(header, footer, .connection-buttons, .connection-menu) :is(button, a)';

/**
 * A button that was pressed may be gone: the focus stays on the card then, and is not sent to the start of the page. It goes back to
 * that button when it is there again, else to what the card waits for.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #had = false;
  /** The account that had the focus last. */
  #row: Element | null = null;
  /** The action whose button had the focus last. */
  #pressed: string | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const active = this.#host.shadowRoot?.activeElement;
    this.#had = active instanceof Element;
    if (!(active instanceof HTMLElement)) return;
    this.#pressed = active.dataset['action'] ?? this.#pressed;
    this.#row = active.closest('[part=connection]');
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot;
    if (!this.#had || root === null || root.activeElement) return;
    const all = [...(this.#row?.isConnected ? this.#row : root).querySelectorAll<HTMLElement>(buttons)];
    const pressed = all.find(({ dataset: { action } }) => action !== undefined && action === this.#pressed);
    (pressed ?? all.find(({ classList }) => classList.contains('button--primary')) ?? all[0])?.focus();
  }
}
