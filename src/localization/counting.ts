/** How many, in the words and figures of a language with two numbers. */
export function counting(language: string) {
  const plurals = new Intl.PluralRules(language);
  const figures = new Intl.NumberFormat(language);
  const oneOr = (number: number, one: string, other: string): string => (plurals.select(number) === 'one' ? one : other);
  return {
    /** `is` or `are`. */
    oneOr,
    /** `1,200 days`. */
    count: (number: number, one: string, other: string): string => `${figures.format(number)} ${oneOr(number, one, other)}`,
  };
}
