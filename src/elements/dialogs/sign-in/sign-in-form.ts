import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { AccountQuestion } from '../../../contract/authorization.js';
import type { AuthMethod, SignInMethod } from '../../../contract/connector.js';
import type { Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { FieldError } from '../../../contract/problem.js';
import { validateForm } from '../../../contract/rules/validate-form.js';
import { plainValue, scopeOf } from '../../../contract/rules/visible-when.js';
import type { Dependency } from '../../../contract/widget.js';
import { IntegrationError } from '../../../core/errors.js';
import { ErrorReview } from '../../integration-form/error-review.js';
import { errorSummary, focusPointer } from '../../integration-form/error-summary.js';
import { type FormView, fieldViews } from '../../integration-form/field-view.js';
import { renderField } from '../../integration-form/fields/field.js';
import { childPointer, pointerKeys, valuesPointer } from '../../integration-form/pointers.js';
import type { LiveRegion } from '../../shared/controllers/live-region.js';
import type { DialogContext } from '../frame/dialog-request.js';
import { redirectUrlField } from './redirect-url.js';
import { accountQuestion } from './sign-in-notice.js';

interface SignInHost {
  readonly context: DialogContext;
  readonly live: LiveRegion;
  readonly action: string | undefined;
  readonly requestUpdate: () => void;
}

const startingValues = (fields: readonly Field[]): FormValues =>
  Object.fromEntries(fields.flatMap((field) => (field.default === undefined ? [] : [[field.key, field.default] as const])));

type Typed = string | number | boolean | null;

const plain = (value: JsonValue | undefined): Typed => {
  const simple = plainValue(value);
  return simple === undefined || typeof simple === 'object' ? null : simple;
};

/** How one dependency is signed in to: the method, what it asks for, and what came of the last try. */
export class SignInForm {
  readonly #host: () => SignInHost;
  readonly #review = new ErrorReview();
  readonly #values = new Map<string, FormValues>();
  #method: string | undefined;
  #errors: readonly FieldError[] = [];
  #error: IntegrationError | undefined;
  /** These credentials are another account's: what was sent, to be sent again where that is wanted. */
  #another: { readonly accounts: AccountQuestion; send(): Promise<unknown> } | undefined;
  /** The credentials are being tested. */
  busy = false;
  /** Something was typed that a closed dialog would lose. */
  dirty = false;

  constructor(host: () => SignInHost) {
    this.#host = host;
  }

  /** The chosen one; at first the one that was used before, else the default. */
  method({ key, methods, defaultMethod }: Dependency): SignInMethod | undefined {
    const find = (wanted: string | undefined) => methods.find(({ method }) => method === wanted);
    return find(this.#method) ?? find(this.#usedFor(key)) ?? find(defaultMethod) ?? methods[0];
  }

  #usedFor(dependency: string): string | undefined {
    const snapshot = this.#host().context.store.getSnapshot();
    if (snapshot.status !== 'ready') return undefined;
    return snapshot.connection.credentials.find((credential) => credential.dependency === dependency)?.method;
  }

  isOAuth(dependency: Dependency): boolean {
    return this.method(dependency)?.method === 'oauth';
  }

  /** The choice of a method, and what it asks for. */
  view(dependency: Dependency, id: string): unknown {
    const method = this.method(dependency);
    if (method === undefined) return nothing;
    return dependency.allowSwitching && dependency.methods.length > 1
      ? this.#methods(dependency, method, id)
      : this.#fields(method);
  }

  /** The errors of the last try; they stand before everything else. */
  summary(dependency: Dependency): unknown {
    const method = this.method(dependency);
    return method === undefined ? nothing : this.#summary(dependency, method);
  }

  #valuesOf({ method, fields }: SignInMethod): FormValues {
    return this.#values.get(method) ?? startingValues(fields);
  }

  #shownErrors(method: SignInMethod): readonly FieldError[] {
    return this.#review.shown(this.#errors, method.fields, this.#valuesOf(method));
  }

  #summary(dependency: Dependency, method: SignInMethod): unknown {
    const { context } = this.#host();
    if (this.#another !== undefined) return accountQuestion(context.messages, this.#another.accounts, this.#answer);
    return errorSummary({
      messages: context.messages,
      locale: context.locale,
      service: dependency.name,
      fields: method.fields,
      errors: this.#shownErrors(method),
      error: this.#error,
      go: (pointer, event) => {
        const form = event.currentTarget instanceof Element ? event.currentTarget.closest('form') : null;
        if (form !== null) focusPointer(form, pointer);
      },
    });
  }

  #methods(dependency: Dependency, chosen: SignInMethod, id: string): TemplateResult {
    const { connect } = this.#host().context.messages;
    const choose = (method: string) => {
      this.#method = method;
      this.#forget();
      this.#host().requestUpdate();
    };
    return html`<fieldset class="field" part="methods">
      <legend class="visually-hidden">${connect.howTo(dependency.name)}</legend>
      <div class="methods">
        ${dependency.methods.map(
          (method, index) => html`<div class="method">
            <div class="choice">
              <input
                class="box"
                type="radio"
                name="${id}-method"
                id="${id}-method-${index}"
                aria-describedby=${this.#methodHint(method) === '' ? nothing : `${id}-method-${index}-hint`}
                ?disabled=${this.busy}
                .checked=${live(method === chosen)}
                @change=${() => choose(method.method)}
              />
              <label class="label" for="${id}-method-${index}">${this.#methodName(method, dependency)}</label>
              ${this.#methodHint(method) === '' ? nothing : html`<span class="hint" id="${id}-method-${index}-hint">${this.#methodHint(method)}</span>`}
            </div>
            ${method === chosen && method.fields.length > 0 ? html`<div class="method-fields">${this.#fields(method)}</div>` : nothing}
          </div>`,
        )}
      </div>
    </fieldset>`;
  }

  #methodName({ method }: SignInMethod, { name }: Dependency): string {
    const names = this.#host().context.messages.connect.method;
    return Object.hasOwn(names, method) ? names[method](name) : method;
  }

  /** That a window opens, and what the connector says about this way. */
  #methodHint({ method, description = '' }: SignInMethod): string {
    const { opensWindow } = this.#host().context.messages.connect;
    if (method !== 'oauth') return description;
    return description === '' ? opensWindow : `${opensWindow}. ${description}`;
  }

  #fields(method: SignInMethod): unknown {
    const { context, live } = this.#host();
    const values = this.#valuesOf(method);
    const view: FormView = {
      messages: context.messages,
      locale: context.locale,
      busy: this.busy,
      asksPassword: true,
      errors: this.#shownErrors(method),
      optionsOf: () => undefined,
      loadOptions: () => undefined,
      loadMoreOptions: () => undefined,
      renderField,
    };
    const { redirectUrl = '' } = method;
    return fieldViews(view, method.fields, scopeOf(method.fields, values), (key, value) => this.#change(method, key, value)).map(
      (each) => [
        renderField(each),
        redirectUrl.endsWith(`{${each.field.key}}`)
          ? redirectUrlField(redirectUrl, each.field, values, context.messages, live)
          : nothing,
      ],
    );
  }

  #change(method: SignInMethod, key: string, value: JsonValue): void {
    const before = this.#valuesOf(method);
    const values = { ...before, [key]: value };
    this.#values.set(method.method, values);
    this.#errors = this.#errors.filter(({ pointer }) => pointerKeys(pointer)[0] !== key);
    const field = method.fields.find((each) => each.key === key);
    if (field !== undefined) this.#review.changed(field, childPointer(valuesPointer, key), before[key], method.fields, values);
    if (this.#error?.code === 'validation_failed') this.#error = undefined;
    this.dirty = true;
    this.#host().requestUpdate();
  }

  readonly #answer = (replace: boolean): void => {
    const another = this.#another;
    this.#forget();
    this.#host().requestUpdate();
    if (replace) void another?.send();
  };

  #forget(): void {
    this.#another = undefined;
    this.#errors = [];
    this.#error = undefined;
    this.#review.reset();
  }

  /** The focus left a field. */
  left(dependency: Dependency, pointer: string): void {
    const method = this.method(dependency);
    if (method !== undefined && this.#review.left(pointer, method.fields, this.#valuesOf(method))) this.#host().requestUpdate();
  }

  /**
   * Checks what was typed, then opens the window (within the click) or has the credentials tested.
   * @returns what came of it
   */
  async submit(dependency: Dependency): Promise<'refused' | 'opened' | 'saved'> {
    const method = this.method(dependency);
    if (method === undefined || this.busy) return 'refused';
    const values = this.#valuesOf(method);
    this.#forget();
    this.#review.tried(values);
    this.#errors = validateForm(method.fields, values);
    if (this.#errors.length > 0) return this.#refused();
    const sent = method.fields
      .filter(scopeOf(method.fields, values).isShown)
      .map(({ key }) => [key, plain(values[key])] as const);
    const { context, action } = this.#host();
    if (method.method === 'oauth') {
      const texts = Object.fromEntries(sent.map(([key, value]) => [key, value === null ? '' : String(value)]));
      context.store.signIn(dependency.key, { ...(action === undefined ? {} : { action }), values: texts });
      return 'opened';
    }
    return this.#save(dependency, method.method, Object.fromEntries(sent));
  }

  async #save(
    dependency: Dependency,
    method: AuthMethod,
    values: Record<string, Typed>,
    more: { readonly replace?: boolean } = {},
  ): Promise<'refused' | 'saved'> {
    const { context, action, requestUpdate } = this.#host();
    this.busy = true;
    requestUpdate();
    try {
      await context.store.saveCredential(dependency.key, {
        method,
        values,
        ...more,
        ...(action === undefined ? {} : { action }),
      });
      this.busy = false;
      this.dirty = false;
      return 'saved';
    } catch (cause) {
      this.busy = false;
      const error = IntegrationError.from(cause);
      if (error.code === 'another_account' && error.accounts !== undefined) {
        this.#another = {
          accounts: error.accounts,
          send: () => this.#save(dependency, method, values, { replace: true }),
        };
        return this.#refused();
      }
      this.#error = error;
      this.#errors = this.#error.fields;
      return this.#refused();
    }
  }

  #refused(): 'refused' {
    this.#host().requestUpdate();
    return 'refused';
  }
}
