/** Without a `toJSON` of any prototype, which pages add to: what JSON has no word for is left out, as ever. */
const bare = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.assign(value.map(bare), { toJSON: undefined });
  const entries = Object.entries(value).map(([key, each]) => [key, bare(each)]);
  return Object.assign(Object.create(null), Object.fromEntries(entries));
};

/** A value of the contract as JSON, whatever the page has made of its prototypes. */
export const jsonText = (value: unknown): string => JSON.stringify('toJSON' in [] ? bare(value) : value);
