/** Figures and times as the reader's locale writes them; what no first card needs is in `figures.ts`. `Intl` objects are made when they are needed. */
export class Formatter {
  readonly locale: string;
  /** Milliseconds since 1970. */
  readonly now: number;

  constructor(locale: string, now: number = Date.now()) {
    this.locale = locale;
    this.now = now;
  }

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1, ...options }).format(value);
  }

  /** Nothing for what is no instant. */
  date(instant: string, options: Intl.DateTimeFormatOptions): string {
    const date = new Date(instant);
    return Number.isNaN(date.getTime()) ? '' : new Intl.DateTimeFormat(this.locale, options).format(date);
  }

  /** `10:42`; with the day where it was not today. */
  time(instant: string): string {
    const isToday = new Date(this.now).toDateString() === new Date(instant).toDateString();
    return this.date(
      instant,
      isToday ? { timeStyle: 'short' } : { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
    );
  }
}
