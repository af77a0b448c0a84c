import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { controlNames, fieldError, hint } from '../field-frame.js';
import { type FieldView, isLocked } from '../field-view.js';

/** Acts like a checkbox: it takes effect when the form is saved, as everything else in it. */
export function switchField(view: FieldView): TemplateResult {
  const { id, invalid, describedBy } = controlNames(view);
  return html`
    <div class="field" part="field" data-pointer=${view.pointer}>
      ${fieldError(view)}
      <div class="switch-row">
        <div><label class="label" for=${id}>${view.field.label}</label>${hint(view)}</div>
        <input
          class="switch"
          id=${id}
          type="checkbox"
          role="switch"
          name=${view.field.key}
          aria-invalid=${invalid}
          aria-describedby=${describedBy}
          ?disabled=${isLocked(view)}
          .checked=${live(view.value === true)}
          @change=${(event: Event) => view.change((event.currentTarget as HTMLInputElement).checked)}
        />
      </div>
    </div>
  `;
}
