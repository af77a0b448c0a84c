/** At most two letters, in the place of a logo: of the first two words, or of one word's start. */
export function monogram(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const [first = '', second] = words.map((word) => [...word].filter((character) => /[\p{L}\p{N}]/u.test(character)));
  if (second === undefined) return [...first].slice(0, 2).join('');
  return `${first[0]?.toLocaleUpperCase('en')}${second[0]?.toLocaleLowerCase('en')}`;
}
