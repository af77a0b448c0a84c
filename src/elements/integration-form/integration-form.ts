import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Field, FormStep } from '../../contract/form.js';
import type { JsonValue } from '../../contract/names.js';
import { scopeOf } from '../../contract/rules/visible-when.js';
import type { ConfigurationSnapshot, ConfigurationStore } from '../../core/configuration/configuration.js';
import { en } from '../../localization/en.js';
import { loadMessages } from '../../localization/load-messages.js';
import type { Messages } from '../../localization/messages.js';
import { LocalizeController } from '../shared/controllers/localize-controller.js';
import { StoreController } from '../shared/controllers/store-controller.js';
import { errorWords } from '../shared/words/error-words.js';
import { ErrorReview } from './error-review.js';
import { errorSummary, focusPointer } from './error-summary.js';
import { asksPassword, type FormView, fieldViews } from './field-view.js';
import { renderField } from './fields/field.js';
import { formStyles } from './integration-form.styles.js';
import { childPointer, pointerKeys, valuesPointer } from './pointers.js';

type Filled = Extract<ConfigurationSnapshot, { readonly form: unknown }>;

/**
 * @summary A configuration flow's form: one step or a wizard, with errors, choices loaded from the connected account, and saving.
 * @tag integration-form
 * @event {Event} cancel - The person asked to leave the form; nothing was saved.
 * @csspart form - The form itself.
 * @csspart steps - The bar that shows the steps of a wizard.
 * @csspart body - Everything between the steps and the buttons.
 * @csspart error-summary - What is wrong, with links to the fields.
 * @csspart field - A question: its label, hint, error and control.
 * @csspart mapping - The pairs of a field mapping.
 * @csspart group - A row of a repeatable group.
 * @csspart footer - The buttons.
 * @cssstate saving - The answers are on their way to the server.
 */
export class IntegrationFormElement extends LitElement {
  static override readonly styles = formStyles;

  /** The form to fill in, as `ConnectionStore.configure()` answers it. It belongs to whoever made it: dispose of it there. */
  @property({ attribute: false }) store: ConfigurationStore | undefined;
  /** BCP 47 tag. Default: the nearest `lang`, then the browser's. */
  @property() locale: string | undefined;
  /** What the form belongs to, for texts that name it. Default: the form's own name. */
  @property() service: string | undefined;
  /** Said before the first question, beside what the form says of itself. Plain text. */
  @property() introduction: string | undefined;
  /** Leaves the Cancel button out, where there is nothing to go back to. */
  @property({ type: Boolean, attribute: 'without-cancel' }) withoutCancel = false;

  readonly #internals = this.attachInternals();
  readonly #stores = new StoreController(this);
  readonly #localize = new LocalizeController(this, () => this.locale, { fallback: en, load: loadMessages });
  readonly #review = new ErrorReview();
  #pressed = false;
  /** What stands in the place of the form had the focus: a button that tries again goes with its press. */
  #hadFocus = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#review.reset();
    this.#stores.watch(this.store);
    if (this.store?.getSnapshot().status === 'saving') this.#internals.states.add('saving');
    else this.#internals.states.delete('saving');
    const active = this.shadowRoot?.activeElement;
    this.#hadFocus = active instanceof Element && active.closest('form') === null;
  }

  protected override updated(): void {
    if (this.#hadFocus && this.shadowRoot?.activeElement === null) this.#focus('.body');
  }

  protected override render(): TemplateResult {
    return html`<div class="root">${this.#content(this.store?.getSnapshot())}</div>`;
  }

  get #words(): Messages['form'] {
    return this.#localize.messages.form;
  }

  #content(snapshot: ConfigurationSnapshot | undefined): unknown {
    if (snapshot === undefined) return nothing;
    if (snapshot.status === 'loading') return this.#skeleton();
    return snapshot.status === 'failed' ? this.#failure(snapshot) : this.#form(snapshot);
  }

  #skeleton(): TemplateResult {
    return html`<div class="body bones" aria-busy="true" tabindex="-1">
      <span class="visually-hidden" role="status">${this.#localize.messages.dialog.loading}</span>
      ${[60, 40, 80].map((width) => html`<span class="bones" aria-hidden="true"><span class="bone bone--line w-${width}"></span><span class="bone bone--input"></span></span>`)}
    </div>`;
  }

  #failure({ error }: Extract<ConfigurationSnapshot, { status: 'failed' }>): TemplateResult {
    const { messages } = this.#localize;
    const words = errorWords(messages, error, this.service ?? '');
    return html`<div class="body" part="body" tabindex="-1">
      <div class="unavailable" role="alert">
        <h3>${messages.dialog.loadFailed}</h3>
        <p>${words.title}. ${words.text}</p>
        <button type="button" class="button" @click=${() => this.store?.retry()}>${messages.hub.tryAgain}</button>
        ${error.reference ? html`<p class="hint code">${messages.form.reference(error.reference)}</p>` : nothing}
      </div>
    </div>`;
  }

  #form(snapshot: Filled): TemplateResult {
    const { form, step: index, values } = snapshot;
    const step = form.steps[index];
    const fields = form.steps.flatMap((each) => each.fields);
    const errors = this.#review.shown(snapshot.errors, fields, values);
    const view: FormView = {
      messages: this.#localize.messages,
      locale: this.#localize.locale,
      busy: snapshot.status === 'saving',
      asksPassword: asksPassword(fields),
      errors,
      optionsOf: (field) => {
        const options = this.#filled()?.options ?? {};
        return Object.hasOwn(options, field) ? options[field] : undefined;
      },
      loadOptions: (field, search) => this.store?.loadOptions(field, search),
      loadMoreOptions: (field) => this.store?.loadMoreOptions(field),
      renderField,
    };
    return html`<form
      part="form"
      novalidate
      aria-busy=${view.busy ? 'true' : 'false'}
      @submit=${this.#submit}
      @focusout=${this.#focusOut}
      @pointerdown=${this.#pointerDown}
    >
      ${form.steps.length > 1 ? this.#steps(form.steps, index) : nothing}
      <div class="body" part="body" role="group" aria-label=${this.#stepLabel(snapshot)} tabindex="-1">
        ${errorSummary({
          messages: view.messages,
          service: this.service ?? form.name,
          fields,
          errors,
          locale: view.locale,
          error: snapshot.status === 'editing' ? snapshot.error : undefined,
          go: (pointer) => this.#go(pointer),
        })}
        ${index === 0 && this.introduction ? html`<p>${this.introduction}</p>` : nothing}
        ${index === 0 && form.description ? html`<p>${form.description}</p>` : nothing}
        ${step?.description ? html`<p>${step.description}</p>` : nothing}
        ${fieldViews(view, step?.fields ?? [], scopeOf(fields, values), (key, value) => this.#change(key, value)).map(renderField)}
      </div>
      ${this.#footer(snapshot)}
    </form>`;
  }

  #stepLabel({ form, step: index }: Filled): string {
    if (form.steps.length < 2) return form.name;
    return `${this.#words.step(index + 1, form.steps.length)}: ${form.steps[index]?.title ?? ''}`;
  }

  #steps(steps: readonly FormStep[], current: number): TemplateResult {
    return html`<ol class="steps" part="steps" role="list">
      ${steps.map(
        (step, index) => html`<li class=${index < current ? 'is-done' : ''} aria-current=${index === current ? 'step' : nothing}>
          ${index + 1}. ${step.title}
        </li>`,
      )}
    </ol>`;
  }

  #footer(snapshot: Filled): TemplateResult {
    const words = this.#words;
    const { messages } = this.#localize;
    const isLast = snapshot.step >= snapshot.form.steps.length - 1;
    const disabled = snapshot.status === 'saving' ? 'true' : nothing;
    const state = snapshot.status === 'saving' ? words.saving : snapshot.status === 'saved' ? words.saved : '';
    return html`<div class="footer" part="footer">
      ${this.withoutCancel ? nothing : html`<button type="button" class="button" aria-disabled=${disabled} @click=${this.#cancel}>${messages.dialog.cancel}</button>`}
      <p class="hint" role="status">${state}</p>
      <span class="push"></span>
      ${snapshot.step > 0 ? html`<button type="button" class="button" aria-disabled=${disabled} @click=${this.#back}>${words.back}</button>` : nothing}
      <button type="submit" class="button button--primary" aria-disabled=${disabled}>${isLast ? words.save : words.next}</button>
    </div>`;
  }

  /** The snapshot of a form that can be worked on. */
  #filled(): Filled | undefined {
    const snapshot = this.store?.getSnapshot();
    return snapshot === undefined || snapshot.status === 'loading' || snapshot.status === 'failed' ? undefined : snapshot;
  }

  #change(key: string, value: JsonValue): void {
    const before = this.#filled();
    const field = before?.form.steps[before.step]?.fields.find((each) => each.key === key);
    this.store?.setValue(key, value);
    const after = this.#filled();
    if (field === undefined || after === undefined) return;
    const fields = after.form.steps.flatMap((step) => step.fields);
    this.#review.changed(field, childPointer(valuesPointer, key), before?.values[key], fields, after.values);
    this.requestUpdate();
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const snapshot = this.#filled();
    if (snapshot === undefined || snapshot.status === 'saving' || this.store === undefined) return;
    this.#review.tried(snapshot.values);
    if (snapshot.step < snapshot.form.steps.length - 1) {
      if (this.store.next()) await this.#showStep();
      else await this.#focusSummary();
      return;
    }
    await this.store.save();
    const after = this.#filled();
    if (after?.status === 'editing' && (after.errors.length > 0 || after.error !== undefined)) await this.#focusSummary();
  };

  readonly #back = async (): Promise<void> => {
    if (this.#filled()?.status === 'saving') return;
    this.store?.back();
    await this.#showStep();
  };

  readonly #cancel = (): void => {
    if (this.#filled()?.status !== 'saving') this.dispatchEvent(new Event('cancel'));
  };

  async #showStep(): Promise<void> {
    this.#review.reset();
    await this.updateComplete;
    this.#focus('.body');
  }

  async #focusSummary(): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    this.#focus('.error-summary');
  }

  #focus(selector: string): void {
    const target = this.renderRoot.querySelector<HTMLElement>(selector);
    target?.focus();
    target?.scrollIntoView({ block: 'nearest' });
  }

  /** Only earlier steps can hold the field: saving happens on the last one. */
  async #go(pointer: string): Promise<void> {
    const snapshot = this.#filled();
    const [key] = pointerKeys(pointer);
    const step = snapshot?.form.steps.findIndex(({ fields }) => fields.some((field: Field) => field.key === key)) ?? -1;
    for (let left = (snapshot?.step ?? 0) - step; step >= 0 && left > 0; left -= 1) this.store?.back();
    await this.updateComplete;
    focusPointer(this.renderRoot, pointer);
  }

  readonly #pointerDown = (): void => {
    this.#pressed = true;
    const released = new AbortController();
    const release = () => {
      released.abort();
      // After the click: an error that goes away must not move the button from under the pointer.
      setTimeout(() => {
        this.#pressed = false;
        this.requestUpdate();
      });
    };
    document.addEventListener('pointerup', release, { signal: released.signal });
    document.addEventListener('pointercancel', release, { signal: released.signal });
  };

  readonly #focusOut = (event: FocusEvent): void => {
    const place = (event.target as Element).closest<HTMLElement>('[data-pointer]');
    const pointer = place?.dataset['pointer'];
    const snapshot = this.#filled();
    if (
      pointer === undefined ||
      snapshot === undefined ||
      (event.relatedTarget instanceof Node && place?.contains(event.relatedTarget))
    )
      return;
    const fields = snapshot.form.steps.flatMap((step) => step.fields);
    if (this.#review.left(pointer, fields, snapshot.values) && !this.#pressed) this.requestUpdate();
  };
}
