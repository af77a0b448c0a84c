import type { Formatter } from './format.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

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

/** `10:42`, where the day stands beside it. */
export const clockTime = (format: Formatter, instant: string): string => format.date(instant, { timeStyle: 'short' });

/** `10:42:07`, for lines of a log. */
export const second = (format: Formatter, instant: string): string =>
  format.date(instant, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** `22 Nov, 10:42:07`: when exactly something began. */
export const moment = (format: Formatter, instant: string): string =>
  format.date(instant, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', second: '2-digit' });

/** `3 November`; with the year where it is another one. */
export function dayOf(format: Formatter, instant: string): string {
  const sameYear = new Date(format.now).getFullYear() === new Date(instant).getFullYear();
  return format.date(instant, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** In full, for a `title`. */
export const inFull = (format: Formatter, instant: string): string =>
  format.date(instant, { dateStyle: 'long', timeStyle: 'medium' });

/** `4 min. ago` up to a day, then a date. */
export function relative(format: Formatter, instant: string): string {
  const elapsed = new Date(instant).getTime() - format.now;
  if (Number.isNaN(elapsed)) return '';
  if (Math.abs(elapsed) >= day) return dayOf(format, instant);
  const words = new Intl.RelativeTimeFormat(format.locale, { numeric: 'auto', style: 'short' });
  if (Math.abs(elapsed) >= hour) return words.format(Math.trunc(elapsed / hour), 'hour');
  if (Math.abs(elapsed) >= minute) return words.format(Math.trunc(elapsed / minute), 'minute');
  return words.format(0, 'second');
}
