const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Figures, times and sizes as the reader's locale writes them. One per drawing: `Intl` objects are made when they are needed. */
export class Formatter {
  readonly #locale: string;
  readonly #now: number;

  /** @param now milliseconds since 1970 */
  constructor(locale: string, now: number = Date.now()) {
    this.#locale = locale;
    this.#now = now;
  }

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 1, ...options }).format(value);
  }

  /** `10:42`; with the day where it was not today. */
  time(instant: string): string {
    const date = new Date(instant);
    const today = new Date(this.#now).toDateString() === date.toDateString();
    return this.#date(
      date,
      today ? { timeStyle: 'short' } : { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
    );
  }

  /** `10:42`, where the day stands beside it. */
  clock(instant: string): string {
    return this.#date(new Date(instant), { timeStyle: 'short' });
  }

  /** `10:42:07`, for lines of a log. */
  second(instant: string): string {
    return this.#date(new Date(instant), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  }

  /** `22 Nov, 10:42:07`: when exactly something began. */
  moment(instant: string): string {
    const parts = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', second: '2-digit' } as const;
    return this.#date(new Date(instant), parts);
  }

  /** `3 November`; with the year where it is another one. */
  day(instant: string): string {
    const date = new Date(instant);
    const sameYear = new Date(this.#now).getFullYear() === date.getFullYear();
    return this.#date(date, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
  }

  /** In full, for a `title`. */
  instant(instant: string): string {
    return this.#date(new Date(instant), { dateStyle: 'long', timeStyle: 'medium' });
  }

  /** `4 min. ago` up to a day, then a date. */
  relative(instant: string): string {
    const elapsed = new Date(instant).getTime() - this.#now;
    if (Number.isNaN(elapsed)) return '';
    if (Math.abs(elapsed) >= day) return this.day(instant);
    const format = new Intl.RelativeTimeFormat(this.#locale, { numeric: 'auto', style: 'short' });
    if (Math.abs(elapsed) >= hour) return format.format(Math.trunc(elapsed / hour), 'hour');
    if (Math.abs(elapsed) >= minute) return format.format(Math.trunc(elapsed / minute), 'minute');
    return format.format(0, 'second');
  }

  #date(date: Date, options: Intl.DateTimeFormatOptions): string {
    return Number.isNaN(date.getTime()) ? '' : new Intl.DateTimeFormat(this.#locale, options).format(date);
  }
}
