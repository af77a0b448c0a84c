import { html, nothing, type TemplateResult } from 'lit';
import type { Choice, Option } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { toChoice } from '../../../contract/rules/choice.js';
import { icon } from '../../shared/marks/all-icons.js';
import { asChoice } from '../choices.js';
import { combobox } from '../combobox/combobox.js';
import { optionList } from '../combobox/option-list.js';
import { mappingErrorText } from '../error-text.js';
import { controlNames, errorLine, fieldGroup } from '../field-frame.js';
import { type FieldView, isLocked } from '../field-view.js';
import { childPointer } from '../pointers.js';
import { isShort, withSaved } from './select.js';

/** The values of a mapping by source: a target, `null` for "not copied", nothing for "not decided yet". */
type Mapping = Readonly<Record<string, JsonValue>>;

const asMapping = (value: JsonValue | undefined): Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};

interface Row {
  readonly view: FieldView;
  readonly source: Option;
  readonly id: string;
  readonly chosen: Choice | undefined;
  /** Undecided and required: "Choose a field". Else "Not copied". */
  readonly isOpen: boolean;
  readonly names: ReturnType<typeof controlNames>;
  readonly change: (target: Choice | null) => void;
}

/** The native list has no place for a choice's absence but a value of its own. */
const notCopied = '\u0000not copied';

function nativeTarget({ view, source, id, chosen, isOpen, names, change }: Row): TemplateResult {
  const { form } = view.form.messages;
  const options = withSaved(view.field.options ?? [], chosen);
  const pick = (event: Event) => {
    const picked = options.find(({ value }) => value === (event.currentTarget as HTMLSelectElement).value);
    change(picked === undefined ? null : toChoice(picked));
  };
  return html`<div class="select-field">
    <select
      class=${chosen === undefined ? 'input input--empty' : 'input'}
      id=${id}
      aria-label=${form.mappedTo(source.label)}
      aria-invalid=${names.invalid}
      aria-describedby=${names.describedBy}
      ?disabled=${isLocked(view)}
      @change=${pick}
    >
      ${isOpen ? html`<option value="" .selected=${true} disabled>${form.chooseField}</option>` : nothing}
      <option value=${notCopied} .selected=${chosen === undefined && !isOpen}>${form.notCopied}</option>
      ${options.map(({ value, label }) => html`<option value=${value} .selected=${value === chosen?.value}>${label}</option>`)}
    </select>
    ${icon('chevron_down')}
  </div>`;
}

function searchableTarget({ view, source, id, chosen, isOpen, names, change }: Row): unknown {
  const { form } = view.form.messages;
  return combobox({
    form: view.form,
    names: { ...names, id },
    label: form.mappedTo(source.label),
    isLabelled: false,
    placeholder: isOpen ? form.chooseField : form.notCopied,
    multiple: false,
    disabled: isLocked(view),
    chosen: chosen === undefined ? [] : [chosen],
    list: optionList(view),
    choose: ([choice]) => change(choice ?? null),
  });
}

function mappingRow(view: FieldView, mapping: Mapping, source: Option, index: number): TemplateResult {
  const id = `${controlNames(view).id}-row-${index}`;
  const pointer = childPointer(view.pointer, source.value);
  const error = view.form.errors.find((candidate) => candidate.pointer === pointer);
  const decided = Object.hasOwn(mapping, source.value);
  const chosen = asChoice(decided ? mapping[source.value] : undefined);
  const row: Row = {
    view,
    source,
    id,
    chosen,
    isOpen: !decided && view.field.required === true,
    names: {
      id,
      invalid: error === undefined ? 'false' : 'true',
      describedBy: error === undefined ? nothing : `${id}-error`,
      required: nothing,
    },
    change: (target) => view.change({ ...mapping, [source.value]: target }),
  };
  return html`<li class=${chosen === undefined ? 'is-open' : ''} data-pointer=${pointer}>
    <span class="mapping-source"><bdi>${source.label}</bdi>${source.detail ? html`<span class="optional">${source.detail}</span>` : nothing}</span>
    <span class="link-wire" aria-hidden="true"></span>
    ${isShort(view) ? nativeTarget(row) : searchableTarget(row)}
    ${error === undefined ? nothing : errorLine(`${id}-error`, mappingErrorText(view.form.messages, view.field, source, error, view.form.locale))}
  </li>`;
}

/** Pairs of a source and a target. The wire between them is solid where they are matched and dashed where they are not. */
export function fieldMapping(view: FieldView): TemplateResult {
  const mapping = asMapping(view.value);
  return fieldGroup(
    view,
    html`<ul class="mapping" part="mapping" role="list">
      ${(view.field.sources ?? []).map((source, index) => mappingRow(view, mapping, source, index))}
    </ul>`,
  );
}
