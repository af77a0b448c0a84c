import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { toChoice } from '../../../contract/rules/choice.js';
import { asChoice } from '../choices.js';
import { controlNames, fieldError, hint, optionalMark } from '../field-frame.js';
import { type FieldView, isLocked } from '../field-view.js';

export function radio(view: FieldView): TemplateResult {
  const { id, invalid, describedBy, required } = controlNames(view);
  const chosen = asChoice(view.value)?.value;
  return html`
    <fieldset class="field" part="field" role="radiogroup" data-pointer=${view.pointer} aria-labelledby="${id}-label" aria-describedby=${describedBy} aria-required=${required} aria-invalid=${invalid}>
      <legend class="label" id="${id}-label">${view.field.label} ${optionalMark(view)}</legend>
      ${hint(view)}${fieldError(view)}
      <div class="choices">
        ${(view.field.options ?? []).map(
          (option, index) => html`<div class="choice">
            <input
              class="box"
              type="radio"
              id="${id}-${index}"
              name=${id}
              value=${option.value}
              aria-describedby=${option.detail ? `${id}-${index}-detail` : nothing}
              ?disabled=${isLocked(view) || option.disabled === true}
              .checked=${live(option.value === chosen)}
              @change=${() => view.change(toChoice(option))}
            />
            <label class="label" for="${id}-${index}">${option.label}</label>
            ${option.detail ? html`<span class="hint" id="${id}-${index}-detail">${option.detail}</span>` : nothing}
          </div>`,
        )}
      </div>
    </fieldset>
  `;
}
