/** Called after a `toJSON` of any prototype, which pages add to: what was there before it is what counts. */
function asItIs(this: Readonly<Record<string, unknown>>, key: string): unknown {
  return this[key];
}

/** A value of the contract as JSON, whatever the page has made of its prototypes. */
export const jsonText = (value: unknown): string => JSON.stringify(value, 'toJSON' in [] ? asItIs : undefined);
