import { jsonText } from './json-text.js';

/** Whether two values of the contract say the same. */
export const same = (one: unknown, other: unknown): boolean => jsonText(one) === jsonText(other);
