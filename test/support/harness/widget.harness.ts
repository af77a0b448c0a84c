import type { IntegrationWidgetElement } from '../../../src/elements/integration-widget/integration-widget.js';
import { noticeStyles } from '../../../src/elements/shared/look/notice.styles.js';
import { until } from '../until.js';

/** A card as a person sees it: by its words, not by its markup. */
export class WidgetHarness {
  readonly element: IntegrationWidgetElement;

  constructor(element: IntegrationWidgetElement) {
    this.element = element;
  }

  get root(): ShadowRoot {
    const root = this.element.shadowRoot;
    if (root === null) throw new Error('The widget has no shadow root.');
    return root;
  }

  /** The card is drawn. */
  async drawn(): Promise<this> {
    await until(() => this.part('card'), { message: 'The card was not drawn.' });
    const { styleSheet } = noticeStyles;
    // A card at rest that was never connected shows none.
    await until(() => this.is('idle') || (styleSheet !== undefined && this.root.adoptedStyleSheets.includes(styleSheet)), {
      message: 'What the card shows in detail did not come.',
    });
    // What does not fit is found out before the next frame.
    await this.settled();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await this.settled();
    await until(() => this.part('menu-button') === null || this.part('menu') !== null, { message: 'The menu did not come.' });
    await this.settled();
    return this;
  }

  /** Nothing is left to be drawn. */
  async settled(): Promise<void> {
    while (!(await this.element.updateComplete)) await Promise.resolve();
  }

  part(name: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[part~="${name}"]`);
  }

  parts(name: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(`[part~="${name}"]`)];
  }

  text(name: string): string | undefined {
    return this.part(name)?.textContent.replace(/\s+/gu, ' ').trim();
  }

  get name(): string | undefined {
    return this.text('name');
  }

  get badge(): string | undefined {
    return this.text('badge');
  }

  get notice(): string | undefined {
    return this.text('notice');
  }

  /** Words of the author's buttons on the card, in order. */
  get actions(): string[] {
    return this.parts('action').map((button) => button.textContent.trim());
  }

  /** Words of what stands in the ⋯ menu. */
  get menu(): string[] {
    return [...this.root.querySelectorAll('.menu-item')].map((item) => item.textContent.trim());
  }

  /** Words of the filled buttons: at most one. */
  get filled(): string[] {
    return [...this.root.querySelectorAll('.button--primary')].map((button) => button.textContent.trim());
  }

  /** A button or link by its words or its label. */
  button(words: string): HTMLElement {
    const all = [...this.root.querySelectorAll<HTMLElement>('button, a[href]')];
    const found = all.find((button) => button.textContent.trim() === words || button.getAttribute('aria-label') === words);
    if (found === undefined)
      throw new Error(`No button "${words}"; there are ${all.map((one) => one.textContent.trim()).join(', ')}.`);
    return found;
  }

  has(words: string): boolean {
    return [...this.root.querySelectorAll('button, a[href]')].some((button) => button.textContent.trim() === words);
  }

  async press(words: string): Promise<void> {
    this.button(words).click();
    await this.settled();
  }

  is(state: string): boolean {
    return this.element.matches(`:state(${state})`);
  }

  /** The dialog over the card, once it is open and has faded in. */
  async dialog(): Promise<HTMLDialogElement> {
    const dialog = await until(() => this.root.querySelector<HTMLDialogElement>('dialog[open]'), {
      timeout: 5000,
      message: 'No dialog was opened.',
    });
    await Promise.allSettled(dialog.getAnimations().map(({ finished }) => finished));
    return dialog;
  }

  get said(): string {
    return this.root.querySelector('[role="status"]')?.textContent ?? '';
  }
}
