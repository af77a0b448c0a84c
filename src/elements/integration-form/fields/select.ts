import { html, nothing, type TemplateResult } from 'lit';
import type { Choice, Option } from '../../../contract/form.js';
import { toChoice } from '../../../contract/rules/choice.js';
import { icon } from '../../shared/marks/all-icons.js';
import { asChoice } from '../choices.js';
import { combobox } from '../combobox/combobox.js';
import { optionList } from '../combobox/option-list.js';
import { controlNames, field } from '../field-frame.js';
import { type FieldView, isLocked } from '../field-view.js';

/** As many as a native list shows without searching. */
const shortList = 15;

export const isShort = ({ field: { dynamic, options = [] } }: Pick<FieldView, 'field'>): boolean =>
  dynamic !== true && options.length <= shortList;

/** A saved choice that is no longer offered stands in the list all the same, so that nothing changes without a person. */
export const withSaved = (options: readonly Option[], chosen: Choice | undefined): readonly Option[] =>
  chosen === undefined || options.some(({ value }) => value === chosen.value) ? options : [...options, chosen];

function nativeSelect(view: FieldView): TemplateResult {
  const { id, invalid, describedBy, required } = controlNames(view);
  const chosen = asChoice(view.value);
  const options = withSaved(view.field.options ?? [], chosen);
  const change = (event: Event) => {
    const picked = options.find(({ value }) => value === (event.currentTarget as HTMLSelectElement).value);
    view.change(picked === undefined ? null : toChoice(picked));
  };
  return html`<div class="select-field">
    <select
      class=${chosen === undefined ? 'input input--empty' : 'input'}
      id=${id}
      name=${view.field.key}
      aria-invalid=${invalid}
      aria-required=${required}
      aria-describedby=${describedBy}
      ?disabled=${isLocked(view)}
      @change=${change}
    >
      <option value="" ?selected=${chosen === undefined}>${view.field.placeholder ?? view.form.messages.form.choose}</option>
      ${options.map(
        (
          option,
        ) => html`<option value=${option.value} .selected=${option.value === chosen?.value} ?disabled=${option.disabled === true}>
          ${option.label}${option.detail ? `, ${option.detail}` : nothing}
        </option>`,
      )}
    </select>
    ${icon('chevron_down')}
  </div>`;
}

function searchable(view: FieldView): unknown {
  const chosen = asChoice(view.value);
  return combobox({
    form: view.form,
    names: controlNames(view),
    label: view.field.label,
    isLabelled: true,
    placeholder: view.field.placeholder ?? view.form.messages.form.choose,
    multiple: false,
    disabled: isLocked(view),
    chosen: chosen === undefined ? [] : [chosen],
    list: optionList(view),
    choose: ([choice]) => view.change(choice ?? null),
  });
}

export const select = (view: FieldView): TemplateResult => field(view, isShort(view) ? nativeSelect(view) : searchable(view));
