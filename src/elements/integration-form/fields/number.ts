import type { TemplateResult } from 'lit';
import type { JsonValue } from '../../../contract/names.js';
import { field } from '../field-frame.js';
import type { FieldView } from '../field-view.js';
import { line } from './line.js';

const decimalSign = (locale: string): string =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';

/** A number as it is typed in that language. What is no number stays as it was typed, so that validation can say so. */
export function readNumber(typed: string, locale: string): number | string | null {
  const plain = typed.trim().replace(decimalSign(locale), '.').replace(/^[−–]/, '-');
  if (plain === '') return null;
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : typed;
}

export function writeNumber(value: JsonValue | undefined, locale: string): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value).replace('.', decimalSign(locale)) : '';
}

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
