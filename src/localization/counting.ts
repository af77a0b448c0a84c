/** How many, in the words and figures of a language with two numbers. Its rules are made when something is counted: they take longer than a card. */
export function counting(language: string) {
  let plurals: Intl.PluralRules | undefined;
  let figures: Intl.NumberFormat | undefined;
  const oneOr = (number: number, one: string, other: string): string => {
    plurals ??= new Intl.PluralRules(language);
    return plurals.select(number) === 'one' ? one : other;
  };
  return {
    /** `is` or `are`. */
    oneOr,
    /** `1,200 days`. */
    count(number: number, one: string, other: string): string {
      figures ??= new Intl.NumberFormat(language);
      return `${figures.format(number)} ${oneOr(number, one, other)}`;
    },
  };
}
