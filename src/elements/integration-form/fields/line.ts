import { html, nothing, type TemplateResult } from 'lit';
import type { JsonValue } from '../../../contract/names.js';
import { controlNames } from '../field-frame.js';
import { type FieldView, textValue } from '../field-view.js';
import { typedValue } from '../typed-value.js';

export interface LineOptions {
  readonly type: 'text' | 'email' | 'url' | 'date' | 'time' | 'datetime-local' | 'password';
  readonly inputMode?: 'decimal' | 'numeric';
  readonly spellcheck?: 'true' | 'false';
  /** What the browser may fill in, unless a password is asked for. Default: nothing. */
  readonly autocomplete?: string;
  readonly classes?: string;
  /** Default: the field's own. */
  readonly placeholder?: string;
  /** What the control shows. Default: the value. */
  readonly value?: string;
  /** Whether what the control shows means the value already. */
  readonly isShown?: (shown: string) => boolean;
  readonly read?: (typed: string) => JsonValue;
}

const asIs = (typed: string): JsonValue => typed;
const never = (): boolean => false;

/** Browsers disregard `off` beside a password; what is to be made up now they do not fill in. */
const fillable = ({ form }: FieldView, { type, autocomplete = 'off' }: LineOptions): string => {
  if (!form.asksPassword) return autocomplete;
  return type === 'text' || type === 'password' ? 'new-password' : 'off';
};

/** An `<input>` of one line. What is typed goes to the store at once. */
export function line(view: FieldView, options: LineOptions): TemplateResult {
  const { id, invalid, describedBy, required } = controlNames(view);
  const { suffix, placeholder } = view.field;
  const read = options.read ?? asIs;
  const input = html`<input
    class="input ${options.classes ?? ''}"
    id=${id}
    type=${options.type}
    name=${view.field.key}
    placeholder=${options.placeholder ?? placeholder ?? nothing}
    inputmode=${options.inputMode ?? nothing}
    autocomplete=${fillable(view, options)}
    spellcheck=${options.spellcheck ?? nothing}
    autocapitalize=${options.spellcheck === 'false' ? 'none' : nothing}
    aria-invalid=${invalid}
    aria-describedby=${suffix ? `${describedBy === nothing ? '' : `${String(describedBy)} `}${id}-suffix` : describedBy}
    aria-required=${required}
    ?disabled=${view.field.disabled === true}
    ?readonly=${view.form.busy}
    @input=${(event: Event) => view.change(read((event.currentTarget as HTMLInputElement).value))}
    ${typedValue(options.value ?? textValue(view.value), options.isShown ?? never)}
  />`;
  return suffix
    ? html`<div class="with-suffix">${input}<span class="suffix" id="${id}-suffix"><bdi>${suffix}</bdi></span></div>`
    : input;
}
