/** Digits that every double carries (IEEE 754, binary64), with a sign and a point among them. */
export const surelyExact = 15;

/** How many zeros a text of digits begins and ends with. Counted: a pattern for the end of a text tries every place it may begin at. */
function zerosAround(digits: string): { readonly before: number; readonly after: number } {
  let before = 0;
  while (digits[before] === '0') before += 1;
  let after = 0;
  while (after < digits.length - before && digits[digits.length - 1 - after] === '0') after += 1;
  return { before, after };
}

/** Significant digits and exponent, without zeros that say nothing: equal for equal decimal numbers. */
function canonical(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`;
  const { before, after } = zerosAround(digits);
  if (before === digits.length) return '0';
  return `${sign}${digits.slice(before, digits.length - after)}e${Number(exponent) - fraction.length + after}`;
}

/** Whether a number as it is written (in JSON) and the one that a program sees are the same decimal number. */
export function isExact(text: string, value: number): boolean {
  if (text.length <= surelyExact && !/e/i.test(text)) return true;
  const read = String(value);
  return read === text || (Number.isFinite(value) && canonical(text) === canonical(read));
}
