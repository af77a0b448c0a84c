import { html, nothing, type TemplateResult } from 'lit';
import type { Choice, Option } from '../../../contract/form.js';
import { icon } from '../../shared/marks/all-icons.js';
import { highlight } from '../choices.js';
import type { FormView } from '../field-view.js';
import type { ListRow, ListState } from './option-list.js';
import { floats, popup } from './popup.js';

interface ListboxView {
  readonly form: FormView;
  readonly names: { readonly id: string };
  readonly label: string;
  readonly multiple: boolean;
  readonly chosen: readonly Choice[];
  readonly state: ListState;
  readonly search: string;
  readonly active: number;
  readonly pick: (row: ListRow) => void;
}

function optionContent({ multiple, search }: ListboxView, option: Option, isChosen: boolean): TemplateResult {
  const [before, found, after] = highlight(option.label, search);
  const mark = multiple
    ? html`<span class=${isChosen ? 'box is-checked' : 'box'}></span>`
    : html`<span>${isChosen ? icon('check') : nothing}</span>`;
  return html`${mark}<span>${before}${found ? html`<mark>${found}</mark>` : nothing}${after}</span>${
    option.detail ? html`<span class="hint numeric">${option.detail}</span>` : nothing
  }`;
}

function row(view: ListboxView, entry: ListRow, index: number): TemplateResult {
  const { form, names, active, chosen, pick } = view;
  const classes = `option${index === active ? ' is-active' : ''}${entry.kind === 'option' ? '' : ' option--command'}`;
  const isChosen = entry.kind === 'option' && chosen.some(({ value }) => value === entry.option.value);
  const isDisabled = entry.kind === 'option' && entry.option.disabled === true;
  const command = entry.kind === 'retry' ? form.messages.hub.tryAgain : form.messages.form.moreOptions;
  return html`<div
    class=${classes}
    role="option"
    id="${names.id}-option-${index}"
    aria-selected=${isChosen ? 'true' : 'false'}
    aria-disabled=${isDisabled ? 'true' : nothing}
    @click=${() => pick(entry)}
  >
    ${entry.kind === 'option' ? optionContent(view, entry.option, isChosen) : html`<span></span><span>${command}</span>`}
  </div>`;
}

/** The list under a combobox. Pressing it leaves the focus where it is. */
export function listbox(view: ListboxView): TemplateResult {
  const { names, label, multiple, state } = view;
  return html`<div class="listbox" popover=${floats() ? 'manual' : nothing} @mousedown=${keepFocus} ${popup()}>
    <div class="listbox-rows" role="listbox" id="${names.id}-list" tabindex="-1" aria-label=${label} aria-multiselectable=${multiple ? 'true' : nothing}>
      ${state.rows.map((entry, index) => row(view, entry, index))}
    </div>
    ${state.note === undefined ? nothing : html`<p class="listbox-note">${state.note}</p>`}
  </div>`;
}

const keepFocus = (event: Event): void => event.preventDefault();
