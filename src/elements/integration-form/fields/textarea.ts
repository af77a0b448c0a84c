import { html, nothing, type TemplateResult } from 'lit';
import { controlNames, field } from '../field-frame.js';
import { type FieldView, textValue } from '../field-view.js';
import { typedValue } from '../typed-value.js';

export function textarea(view: FieldView): TemplateResult {
  const { id, invalid, describedBy, required } = controlNames(view);
  return field(
    view,
    html`<textarea
      class="input"
      id=${id}
      name=${view.field.key}
      rows="4"
      placeholder=${view.field.placeholder ?? nothing}
      autocomplete="off"
      aria-invalid=${invalid}
      aria-describedby=${describedBy}
      aria-required=${required}
      ?disabled=${view.field.disabled === true}
      ?readonly=${view.form.busy}
      @input=${(event: Event) => view.change((event.currentTarget as HTMLTextAreaElement).value)}
      ${typedValue(textValue(view.value), () => false)}
    ></textarea>`,
  );
}
