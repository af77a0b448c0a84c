import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { isJsonObject } from '../../../contract/rules/json-object.js';
import { scopeOf } from '../../../contract/rules/visible-when.js';
import { ViewDirective } from '../../shared/controllers/view-directive.js';
import { icon } from '../../shared/marks/all-icons.js';
import { controlNames, fieldGroup } from '../field-frame.js';
import { type FieldView, fieldViews, isLocked } from '../field-view.js';
import { childPointer } from '../pointers.js';

const asRow = (value: JsonValue): FormValues => (isJsonObject(value) ? value : {});

/** Rows keep an identity of their own, so that a list that is open or a password that is shown moves with its row. */
class GroupDirective extends ViewDirective<FieldView> {
  #identities: number[] = [];
  #last = 0;

  protected override changed(): void {
    const { length } = this.#rows();
    while (this.#identities.length < length) this.#identities.push(++this.#last);
    this.#identities.length = length;
  }

  protected override view(): TemplateResult {
    const { form, field, pointer } = this.props;
    const rows = this.#rows();
    const isFull = rows.length >= (field.maximumLength ?? 1000);
    const locked = isLocked(this.props);
    return html`<div class="group-rows" id="${controlNames(this.props).id}">
      ${repeat(
        rows,
        (_row, index) => this.#identities[index],
        (row, index) => this.#row(row, index, childPointer(pointer, index)),
      )}
      ${isFull || locked ? nothing : html`<button type="button" class="button button--add" @click=${this.#add}>${icon('plus')}${form.messages.form.addRow(field.label)}</button>`}
    </div>`;
  }

  #rows(): readonly FormValues[] {
    const { value } = this.props;
    return Array.isArray(value) ? value.map(asRow) : [];
  }

  #row(row: FormValues, index: number, pointer: string): TemplateResult {
    const { form, field, scope } = this.props;
    const words = form.messages.form;
    const position = index + 1;
    const id = `${controlNames(this.props).id}-row-${index}`;
    const set = (key: string, value: JsonValue) => this.#change((rows) => rows.with(index, { ...row, [key]: value }));
    const locked = isLocked(this.props);
    const fields = (field.fields ?? []).map((each) => (field.disabled === true ? { ...each, disabled: true } : each));
    const last = this.#identities.length - 1;
    const button = (label: string, name: 'arrow_up' | 'arrow_down' | 'remove', command: string, press: (event: Event) => void) =>
      html`<button type="button" class="button button--quiet button--icon" data-command=${command} aria-label=${label} @click=${press}>${icon(name)}</button>`;
    return html`<div class="group" part="group" role="group" aria-labelledby=${id} tabindex="-1" data-pointer=${pointer}>
      <div class="group-head">
        <h3 id=${id}>${words.row(position)}</h3>
        ${locked || index === 0 ? nothing : button(words.rowUp(position), 'arrow_up', 'up', (event) => this.#move(event, index, -1))}
        ${locked || index === last ? nothing : button(words.rowDown(position), 'arrow_down', 'down', (event) => this.#move(event, index, 1))}
        ${locked ? nothing : button(words.removeRow(position), 'remove', 'remove', (event) => this.#remove(event, index))}
      </div>
      <div class="columns">${fieldViews(form, fields, scopeOf(fields, row, scope), set, pointer).map(form.renderField)}</div>
    </div>`;
  }

  #change(edit: (rows: FormValues[]) => readonly FormValues[]): void {
    this.props.change([...edit([...this.#rows()])]);
  }

  readonly #add = (event: Event): void => {
    const list = listOf(event);
    const values = (this.props.field.fields ?? []).flatMap((field) =>
      field.default === undefined ? [] : [[field.key, field.default] as const],
    );
    this.#change((rows) => [...rows, Object.fromEntries(values)]);
    focusLater(() => list?.querySelector(':scope > .group:last-of-type :is(input, select, textarea)'));
  };

  #move(event: Event, index: number, step: 1 | -1): void {
    const list = listOf(event);
    const command = step === 1 ? 'down' : 'up';
    swap(this.#identities, index, index + step);
    this.#change((rows) => swap(rows, index, index + step));
    focusLater(() => {
      const row = list?.querySelectorAll(':scope > .group')[index + step];
      return row?.querySelector(`[data-command=${command}]`) ?? row?.querySelector('[data-command]');
    });
  }

  #remove(event: Event, index: number): void {
    const list = listOf(event);
    this.#identities.splice(index, 1);
    this.#change((rows) => rows.toSpliced(index, 1));
    focusLater(() => list?.querySelectorAll(':scope > .group')[Math.max(0, index - 1)] ?? list?.querySelector('.button--add'));
  }
}

const listOf = (event: Event): Element | null => (event.currentTarget as Element).closest('.group-rows');

function swap<Entry>(entries: Entry[], one: number, other: number): Entry[] {
  const [first, second] = [entries[one], entries[other]];
  if (first !== undefined && second !== undefined) [entries[one], entries[other]] = [second, first];
  return entries;
}

/** The form draws in a microtask after a change. */
function focusLater(find: () => Element | null | undefined): void {
  setTimeout(() => {
    const target = find();
    if (target instanceof HTMLElement) target.focus();
  });
}

const groupRows = directive(GroupDirective);

/** Rows of the same questions; each is moved by buttons, never by dragging alone. */
export const group = (view: FieldView): TemplateResult => fieldGroup(view, groupRows(view));
