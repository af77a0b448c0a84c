export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Those members of a list that can be looked at: of what plain JavaScript may give, whatever else is there is named elsewhere. */
export const membersOf = <T>(list: readonly T[] | undefined): readonly NonNullable<T>[] =>
  Array.isArray(list) ? list.filter((member: T) => isObject(member)) : [];
