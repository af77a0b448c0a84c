import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import { live } from 'lit/directives/live.js';
import type { Choice } from '../../../contract/form.js';
import { toChoice } from '../../../contract/rules/choice.js';
import { ViewDirective } from '../../shared/controllers/view-directive.js';
import { icon } from '../../shared/marks/all-icons.js';
import type { ControlNames } from '../field-frame.js';
import type { FormView } from '../field-view.js';
import { listbox } from './listbox.js';
import type { ListRow, OptionList } from './option-list.js';

export interface ComboboxProps {
  readonly form: FormView;
  readonly names: ControlNames;
  /** Names the list; names the control as well where no `<label>` does. */
  readonly label: string;
  readonly isLabelled: boolean;
  readonly placeholder: string | undefined;
  readonly multiple: boolean;
  readonly disabled: boolean;
  readonly chosen: readonly Choice[];
  readonly list: OptionList;
  readonly choose: (chosen: readonly Choice[]) => void;
}

/**
 * A text control with a list of choices (ARIA combobox pattern). The focus stays in the control; `aria-activedescendant` walks through
 * the list. Where several may be chosen they stand before the text as chips, and the list stays open.
 */
class ComboboxDirective extends ViewDirective<ComboboxProps> {
  #open = false;
  /** What is searched for; `undefined` while the control shows what is chosen. */
  #search: string | undefined;
  #active = -1;
  /** The last key walked through the list: Space, Home and End mean the list, not the text. */
  #walking = false;

  protected override view(): TemplateResult {
    const { names, disabled, multiple, chosen, placeholder, isLabelled, label, list } = this.props;
    const search = this.#search ?? '';
    const state = this.#open ? list.read(search) : undefined;
    // While more are loaded the row that asked for them is gone; its place is not given up.
    const active = Math.min(this.#active, (state?.rows.length ?? 0) - 1);
    return html`<div class="combobox-field" @focusout=${this.#leave}>
      <div class="input combobox" aria-invalid=${names.invalid} ?data-disabled=${disabled} @mousedown=${this.#press}>
        ${multiple ? chosen.map((choice) => this.#chip(choice)) : nothing}
        <input
          id=${names.id}
          type="text"
          role="combobox"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-expanded=${this.#open ? 'true' : 'false'}
          aria-controls=${this.#open ? `${names.id}-list` : nothing}
          aria-activedescendant=${active >= 0 ? `${names.id}-option-${active}` : nothing}
          aria-label=${isLabelled ? nothing : label}
          aria-invalid=${names.invalid}
          aria-required=${names.required}
          aria-describedby=${this.#describedBy()}
          ?disabled=${disabled}
          placeholder=${multiple && chosen.length > 0 ? nothing : (placeholder ?? nothing)}
          .value=${live(multiple ? search : (this.#search ?? chosen[0]?.label ?? ''))}
          @focus=${() => list.load()}
          @input=${this.#type}
          @keydown=${this.#keydown}
        />
        ${icon('chevron_down')}
      </div>
      ${this.#detail()}${state === undefined ? nothing : listbox({ ...this.props, state, search, active, pick: this.#pick })}
      <span class="visually-hidden" role="status">${state === undefined ? nothing : this.#status(state.rows, state.note)}</span>
    </div>`;
  }

  /** The second line of the only choice: by it one of two that are called the same is known. */
  #detail(): TemplateResult | typeof nothing {
    const { multiple, chosen, names } = this.props;
    const detail = multiple || this.#search !== undefined ? undefined : chosen[0]?.detail;
    return detail ? html`<p class="hint" id="${names.id}-detail">${detail}</p>` : nothing;
  }

  /** What describes the control: what the field says, and the second line of what is chosen. */
  #describedBy(): string | typeof nothing {
    const { names } = this.props;
    if (this.#detail() === nothing) return names.describedBy;
    return names.describedBy === nothing ? `${names.id}-detail` : `${String(names.describedBy)} ${names.id}-detail`;
  }

  #chip(choice: Choice): TemplateResult {
    const { form, disabled } = this.props;
    const remove = (event: Event) => {
      const field = (event.currentTarget as HTMLElement).closest('.combobox-field');
      this.#toggle(choice);
      field?.querySelector('input')?.focus();
    };
    const label = form.messages.form.remove(choice.detail ? `${choice.label}, ${choice.detail}` : choice.label);
    return html`<span class="chip"
      ><span class="chip-label">${choice.label}${choice.detail ? html` <span class="chip-detail">${choice.detail}</span>` : nothing}</span>${
        disabled ? nothing : html`<button type="button" aria-label=${label} @click=${remove}>${icon('close', 'small')}</button>`
      }</span
    >`;
  }

  #status(rows: readonly ListRow[], note: string | undefined): string {
    return note ?? this.props.form.messages.form.optionsFound(rows.length);
  }

  #toggle(choice: Choice): void {
    const { chosen, choose } = this.props;
    const others = chosen.filter(({ value }) => value !== choice.value);
    choose(others.length < chosen.length ? others : [...chosen, choice]);
  }

  readonly #pick = (row: ListRow): void => {
    const { list, multiple, choose } = this.props;
    if (row.kind === 'more') list.more();
    else if (row.kind === 'retry') list.retry();
    else if (row.option.disabled === true) return;
    else if (multiple) this.#toggle(toChoice(row.option));
    else {
      choose([toChoice(row.option)]);
      this.#close();
    }
  };

  #show(active: number): void {
    if (this.#open || this.props.disabled) return;
    this.#open = true;
    this.#walking = true;
    this.props.list.load();
    this.#active = active;
    this.requestUpdate();
  }

  /** The row of the only choice, so that the list opens where it stands. */
  #chosenRow(): number {
    const [choice] = this.props.multiple ? [] : this.props.chosen;
    return this.props.list.read('').rows.findIndex((row) => row.kind === 'option' && row.option.value === choice?.value);
  }

  #close(): void {
    this.#open = false;
    this.#search = undefined;
    this.#active = -1;
    this.requestUpdate();
  }

  readonly #press = (event: MouseEvent): void => {
    const box = event.currentTarget as HTMLElement;
    const target = event.target as Element;
    if (this.props.disabled || event.button !== 0 || target.closest('button') !== null) return;
    const input = box.querySelector('input');
    if (target !== input) {
      event.preventDefault();
      input?.focus();
      if (this.#open) {
        this.#close();
        return;
      }
    }
    this.#show(this.#chosenRow());
  };

  readonly #type = (event: Event): void => {
    const typed = (event.currentTarget as HTMLInputElement).value;
    this.#show(-1);
    this.#search = typed;
    this.#active = typed.trim() === '' ? -1 : 0;
    this.#walking = false;
    this.props.list.search(typed.trim());
    this.requestUpdate();
  };

  readonly #leave = (event: FocusEvent): void => {
    const field = event.currentTarget as HTMLElement;
    if (event.relatedTarget instanceof Node && field.contains(event.relatedTarget)) return;
    const isCleared = !this.props.multiple && this.#search?.trim() === '' && this.props.chosen.length > 0;
    if (this.#open || this.#search !== undefined) this.#close();
    if (isCleared) this.props.choose([]);
  };

  #walk(event: KeyboardEvent, to: number, last: number): void {
    event.preventDefault();
    this.#active = Math.max(0, Math.min(to, last));
    this.#walking = true;
    this.requestUpdate();
    const field = (event.currentTarget as HTMLElement).closest('.combobox-field');
    queueMicrotask(() => field?.querySelector('.option.is-active')?.scrollIntoView({ block: 'nearest' }));
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    // Safari tells that Enter ended a composition once it is over: by the key code of composing alone.
    if (event.isComposing || event.keyCode === 229) return;
    if (!this.#open) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        const chosen = this.#chosenRow();
        this.#show(chosen >= 0 || event.key === 'ArrowDown' ? Math.max(0, chosen) : Number.POSITIVE_INFINITY);
      } else this.#backspace(event);
      return;
    }
    const { rows } = this.props.list.read(this.#search ?? '');
    const last = rows.length - 1;
    const active = Math.min(this.#active, last);
    const row = rows[active];
    const onList = this.#walking || (this.#search ?? '') === '';
    if (event.key === 'ArrowDown') this.#walk(event, active + 1, last);
    else if (event.key === 'ArrowUp') this.#walk(event, active - 1, last);
    else if (event.key === 'Home' && onList) this.#walk(event, 0, last);
    else if (event.key === 'End' && onList) this.#walk(event, last, last);
    else if (event.key === 'Enter' || (event.key === ' ' && this.#walking && row !== undefined)) {
      event.preventDefault();
      if (row !== undefined) this.#pick(row);
    } else if (event.key === 'Escape') {
      // Ours alone: the dialog around it stays.
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else this.#backspace(event);
  };

  #backspace(event: KeyboardEvent): void {
    const [choice] = this.props.chosen.slice(-1);
    const isEmpty = (event.currentTarget as HTMLInputElement).value === '';
    if (event.key === 'Backspace' && this.props.multiple && isEmpty && choice !== undefined) this.#toggle(choice);
  }
}

export const combobox = directive(ComboboxDirective);
