import { html, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import type { JsonValue } from '../../../contract/names.js';
import { isSecretSet } from '../../../contract/rules/secret-set.js';
import { ViewDirective } from '../../shared/controllers/view-directive.js';
import { field } from '../field-frame.js';
import type { FieldView } from '../field-view.js';
import { line } from './line.js';

class PasswordDirective extends ViewDirective<FieldView> {
  #shown = false;
  #stored: JsonValue | undefined;

  protected override changed(): void {
    if (isSecretSet(this.props.value)) this.#stored = this.props.value;
  }

  protected override view(): TemplateResult {
    const { field: asked, form, value } = this.props;
    const words = form.messages.connect;
    const toggle = () => {
      this.#shown = !this.#shown;
      this.requestUpdate();
    };
    return html`<div class="with-button">
      ${line(this.props, {
        type: this.#shown ? 'text' : 'password',
        spellcheck: 'false',
        read: (typed) => (typed === '' && this.#stored !== undefined ? this.#stored : typed),
        ...(isSecretSet(value) ? { placeholder: form.messages.form.secretSet } : {}),
      })}
      <button class="button" type="button" aria-label=${this.#shown ? words.hideNamed(asked.label) : words.showNamed(asked.label)} @click=${toggle}>
        ${this.#shown ? words.hide : words.show}
      </button>
    </div>`;
  }
}
const withShow = directive(PasswordDirective);

export const password = (view: FieldView): TemplateResult => field(view, withShow(view));
