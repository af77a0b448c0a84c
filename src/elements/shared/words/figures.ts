import type { Formatter } from './format.js';

const minute = 60_000;
const hour = 60 * minute;

/** @param value milliseconds */
export function duration(format: Formatter, value: number): string {
  const unit = (amount: number, name: string) =>
    format.number(amount, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: amount < 10 ? 1 : 0 });
  if (value < minute) return unit(value / 1000, 'second');
  if (value < hour) return unit(value / minute, 'minute');
  return unit(value / hour, 'hour');
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function bytes(format: Formatter, value: number): string {
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  return format.number(value / 1000 ** power, { style: 'unit', unit: units[power], unitDisplay: 'short' });
}

/** @param value in hundredths: 97.5 is 97.5 % */
export const percent = (format: Formatter, value: number): string => format.number(value / 100, { style: 'percent' });
