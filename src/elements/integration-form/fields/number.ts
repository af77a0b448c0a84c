import type { TemplateResult } from 'lit';
import { field } from '../field-frame.js';
import type { FieldView } from '../field-view.js';
import { readNumber, writeNumber } from '../number-text.js';
import { line } from './line.js';

/**
 * A text control: `<input type=number>` turns its value on a scroll and hides what it cannot read. While it is typed in, `1.` and `1.0`
 * stay as they are.
 */
export function number(view: FieldView): TemplateResult {
  const { locale } = view.form;
  const { minimum, step } = view.field;
  const whole = (step === undefined || Number.isInteger(step)) && Number.isInteger(minimum ?? 0);
  return field(
    view,
    line(view, {
      type: 'text',
      inputMode: whole && (minimum ?? -1) >= 0 && step !== undefined ? 'numeric' : 'decimal',
      classes: 'input--fit numeric',
      value: writeNumber(view.value, locale),
      isShown: (shown) => readNumber(shown, locale) === view.value,
      read: (typed) => readNumber(typed, locale),
    }),
  );
}
