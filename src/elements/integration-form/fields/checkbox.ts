import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { controlNames, fieldError, hint } from '../field-frame.js';
import { type FieldView, isLocked } from '../field-view.js';

export function checkbox(view: FieldView): TemplateResult {
  const { id, invalid, describedBy, required } = controlNames(view);
  return html`
    <div class="field" part="field" data-pointer=${view.pointer}>
      ${fieldError(view)}
      <div class="choice">
        <input
          class="box"
          id=${id}
          type="checkbox"
          name=${view.field.key}
          aria-invalid=${invalid}
          aria-describedby=${describedBy}
          aria-required=${required}
          ?disabled=${isLocked(view)}
          .checked=${live(view.value === true)}
          @change=${(event: Event) => view.change((event.currentTarget as HTMLInputElement).checked)}
        />
        <label class="label" for=${id}>${view.field.label}</label>
        ${hint(view)}
      </div>
    </div>
  `;
}
