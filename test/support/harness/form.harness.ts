import { sendKeys } from '@web/test-runner-commands';
import type { IntegrationFormElement } from '../../../src/elements/integration-form/integration-form.js';
import { until } from '../until.js';

/** A form as a person has it: by labels and words. */
export class FormHarness {
  readonly element: IntegrationFormElement;

  constructor(element: IntegrationFormElement) {
    this.element = element;
  }

  get root(): ShadowRoot {
    if (this.element.shadowRoot === null) throw new Error('The form is not drawn.');
    return this.element.shadowRoot;
  }

  get words(): string {
    return this.textOf(this.root.querySelector('.root'));
  }

  textOf(element: Element | null | undefined): string {
    return (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
  }

  /** The control with this label, whichever way it is labelled. */
  control<Control extends HTMLElement = HTMLInputElement>(label: string): Control {
    const text = (element: Element) => this.textOf(element).replace(/ optional$/, '');
    const named = [...this.root.querySelectorAll<HTMLElement>('[aria-label]')].find((element) => element.ariaLabel === label);
    const found = [...this.root.querySelectorAll('label')].find((element) => text(element) === label);
    const control = found === undefined ? named : this.root.getElementById(found.htmlFor);
    if (control === undefined || control === null) throw new Error(`No control is labelled “${label}”: ${this.words}`);
    return control as Control;
  }

  button(name: string): HTMLButtonElement {
    const found = [...this.root.querySelectorAll('button')].find((button) => (button.ariaLabel ?? this.textOf(button)) === name);
    if (found === undefined) throw new Error(`There is no button “${name}”: ${this.words}`);
    return found;
  }

  get buttons(): readonly string[] {
    return [...this.root.querySelectorAll('.footer button')].map((button) => this.textOf(button));
  }

  async press(name: string): Promise<void> {
    this.button(name).click();
    await this.settled();
  }

  /** Types into a control as if by hand, over what stands there. */
  async type(label: string, text: string): Promise<void> {
    const control = this.control(label);
    control.focus();
    control.select();
    await sendKeys(text === '' ? { press: 'Delete' } : { type: text });
    await this.settled();
  }

  async keys(...keys: readonly string[]): Promise<void> {
    for (const press of keys) await sendKeys({ press });
    await this.settled();
  }

  async choose(label: string, option: string): Promise<void> {
    const select = this.control<HTMLSelectElement>(label);
    const found = [...select.options].find((candidate) => candidate.label.trim() === option);
    if (found === undefined) throw new Error(`“${label}” does not offer “${option}”.`);
    select.value = found.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await this.settled();
  }

  get focused(): Element | null {
    return this.root.activeElement;
  }

  /** The lines of the error summary. */
  get problems(): readonly string[] {
    return [...this.root.querySelectorAll('.error-summary li')].map((line) => this.textOf(line));
  }

  /** The error above a control. */
  errorOf(label: string): string {
    const ids = (this.control(label).getAttribute('aria-describedby') ?? '').split(' ');
    return ids
      .filter((id) => id.endsWith('-error'))
      .map((id) => this.textOf(this.root.getElementById(id)))
      .join();
  }

  /** The labels in an open list. */
  get options(): readonly string[] {
    return [...this.root.querySelectorAll('.option')].map((option) => this.textOf(option.querySelector('span:nth-of-type(2)')));
  }

  get activeOption(): string {
    const id = this.root.activeElement?.getAttribute('aria-activedescendant');
    return this.textOf(
      id === null || id === undefined ? null : this.root.getElementById(id)?.querySelector('span:nth-of-type(2)'),
    );
  }

  get chips(): readonly string[] {
    return [...this.root.querySelectorAll('.chip-label')].map((chip) => this.textOf(chip));
  }

  get currentStep(): string {
    return this.textOf(this.root.querySelector('[aria-current="step"]'));
  }

  until(condition: () => unknown): Promise<unknown> {
    return until(condition, { message: `Waited in vain for ${condition}: ${this.words}` });
  }

  /** Everything that was asked for is drawn, and the focus is where it belongs. */
  async settled(): Promise<void> {
    await this.element.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
    await this.element.updateComplete;
  }
}
