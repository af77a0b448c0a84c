import type { IntegrationHubElement } from '../../../src/elements/integration-hub/integration-hub.js';
import type { IntegrationWidgetElement } from '../../../src/elements/integration-widget/integration-widget.js';
import { until } from '../until.js';
import { WidgetHarness } from './widget.harness.js';

/** A hub as a person sees it. */
export class HubHarness {
  readonly element: IntegrationHubElement;

  constructor(element: IntegrationHubElement) {
    this.element = element;
  }

  get root(): ShadowRoot {
    const root = this.element.shadowRoot;
    if (root === null) throw new Error('The hub has no shadow root.');
    return root;
  }

  async settled(): Promise<void> {
    while (!(await this.element.updateComplete)) await Promise.resolve();
  }

  /** The cards are drawn. */
  async drawn(): Promise<this> {
    await until(() => this.part('toolbar') ?? this.part('empty'), { message: 'The hub was not drawn.' });
    await this.settled();
    await Promise.all(this.widgets.map((widget) => widget.drawn()));
    return this;
  }

  part(name: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[part~="${name}"]`);
  }

  text(name: string): string | undefined {
    return this.part(name)?.textContent.replace(/\s+/gu, ' ').trim();
  }

  get widgets(): WidgetHarness[] {
    return [...this.root.querySelectorAll<IntegrationWidgetElement>('integration-widget')].map((one) => new WidgetHarness(one));
  }

  widget(key: string): WidgetHarness {
    const found = this.widgets.find(({ element }) => element.widget === key);
    if (found === undefined) throw new Error(`The hub draws no widget ${key}.`);
    return found;
  }

  /** The headings of the sections that are shown, each with the names of its shown cards. */
  get sections(): Record<string, string[]> {
    const shown = [...this.root.querySelectorAll<HTMLElement>('[part="section"]')].filter((section) => !section.hidden);
    return Object.fromEntries(
      shown.map((section) => [
        (section.querySelector('h2')?.textContent ?? '').replace(/\d+/u, '').trim(),
        [...section.querySelectorAll<HTMLElement>('li')]
          .filter((item) => !item.hidden)
          .map((item) => item.querySelector<IntegrationWidgetElement>('integration-widget')?.widget ?? ''),
      ]),
    );
  }

  /** Keys of the cards that are shown. */
  get shown(): string[] {
    return Object.values(this.sections).flat();
  }

  /** The filters with their counts, such as `Active 2`. */
  get filters(): string[] {
    return [...this.root.querySelectorAll('.filter')].map((filter) => filter.textContent.replace(/\s+/gu, ' ').trim());
  }

  async filter(words: string): Promise<void> {
    const found = [...this.root.querySelectorAll<HTMLElement>('.filter')].find((filter) => filter.textContent.includes(words));
    if (found === undefined) throw new Error(`No filter "${words}".`);
    found.click();
    await this.settled();
  }

  async search(text: string): Promise<void> {
    const field = this.root.querySelector<HTMLInputElement>('[part="search"] input');
    if (field === null) throw new Error('The hub has no search field.');
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await this.settled();
  }

  async press(words: string): Promise<void> {
    const found = [...this.root.querySelectorAll<HTMLElement>('button')].find((button) => button.textContent.trim() === words);
    if (found === undefined) throw new Error(`No button "${words}".`);
    found.click();
    await this.settled();
  }

  /** What the polite region says. */
  get said(): string {
    return [...this.root.querySelectorAll('[aria-live="polite"]')].map((region) => region.textContent).join(' ');
  }
}
