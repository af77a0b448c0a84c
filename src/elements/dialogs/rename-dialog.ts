import { html, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import type { Field } from '../../contract/form.js';
import type { FieldError } from '../../contract/problem.js';
import { validateForm } from '../../contract/rules/validate-form.js';
import { scopeOf } from '../../contract/rules/visible-when.js';
import { IntegrationError } from '../../core/errors.js';
import { errorSummary } from '../integration-form/error-summary.js';
import { fieldViews } from '../integration-form/field-view.js';
import { renderField } from '../integration-form/fields/field.js';
import { childPointer, valuesPointer } from '../integration-form/pointers.js';
import { dialogFrame } from './frame/dialog-frame.js';
import { DialogView, type ReadyConnection } from './frame/dialog-view.js';

const longest = 80;
const pointer = childPointer(valuesPointer, 'label');

/** What one of several accounts is called. */
class RenameDialog extends DialogView<'rename'> {
  #typed: string | undefined;
  #errors: readonly FieldError[] = [];
  #refused: IntegrationError | undefined;
  #busy = false;

  protected override dialog({ widget, connection }: ReadyConnection): TemplateResult {
    const { account, dialog, form } = this.messages;
    const field: Field = {
      key: 'label',
      type: 'text',
      label: account.name,
      description: account.nameHint(widget.name),
      maximumLength: longest,
    };
    const label = this.#typed ?? connection.label ?? '';
    const views = fieldViews(
      {
        messages: this.messages,
        locale: this.context.locale,
        busy: this.#busy,
        asksPassword: false,
        errors: this.#errors,
        optionsOf: () => undefined,
        loadOptions: () => undefined,
        loadMoreOptions: () => undefined,
        renderField,
      },
      [field],
      scopeOf([field], { label }),
      (_key, value) => this.#change(String(value ?? '')),
    );
    return dialogFrame({
      context: this.context,
      size: 'small',
      leave: this.context.close,
      focus: 'input',
      title: html`<bdi>${account.renameTitle(this.props.request.name)}</bdi>`,
      content: html`<form novalidate @submit=${(event: SubmitEvent) => this.#submit(event, field, connection.label ?? '')}>
        <div part="dialog-body">
          ${errorSummary({
            messages: this.messages,
            locale: this.context.locale,
            service: widget.name,
            fields: [field],
            errors: [],
            error: this.#refused,
            go: () => undefined,
          })}${views.map(renderField)}
        </div>
        <div part="dialog-footer">
          <button type="button" class="button push" @click=${this.context.close}>${dialog.cancel}</button>
          <button type="submit" class="button button--primary" aria-disabled=${this.#busy ? 'true' : 'false'}>
            ${this.#busy ? form.saving : form.save}
          </button>
        </div>
      </form>`,
    });
  }

  #change(label: string): void {
    this.#typed = label;
    this.#errors = [];
    this.requestUpdate();
  }

  async #submit(event: SubmitEvent, field: Field, before: string): Promise<void> {
    event.preventDefault();
    if (this.#busy) return;
    const label = (this.#typed ?? before).trim();
    this.#refused = undefined;
    this.#errors = validateForm([field], { label });
    if (this.#errors.length > 0) {
      this.focusLater('dialog[open] input');
      return;
    }
    this.#busy = true;
    this.requestUpdate();
    try {
      await this.context.store.rename(label === '' ? null : label);
      this.context.close();
    } catch (cause) {
      this.#busy = false;
      const error = IntegrationError.from(cause);
      this.#errors = error.fields.filter(({ pointer: at }) => at === '#/label').map((one) => ({ ...one, pointer }));
      this.#refused = this.#errors.length > 0 ? undefined : error;
      this.focusLater(this.#errors.length > 0 ? 'dialog[open] input' : 'dialog[open] .error-summary');
    }
  }
}

export const renameDialog = directive(RenameDialog);
