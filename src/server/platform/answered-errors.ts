import type { FieldError } from '../../contract/problem.js';
import { plainText } from './plain-text.js';

/** More than a person mends at a time. What is wrong beyond them is said next time. */
export const mostErrors = 50;
const longestPointer = 500;

/** To the innermost thing that has a short name: what was sent may have keys as long as the body. */
function shortPointer(pointer: string): string {
  if (pointer.length <= longestPointer) return pointer;
  return pointer.slice(0, Math.max(1, pointer.lastIndexOf('/', longestPointer)));
}

/** As they are answered: an answer is never much longer than what was asked. */
export const answeredErrors = (errors: readonly FieldError[]): FieldError[] =>
  errors.slice(0, mostErrors).map(({ pointer, code, detail }) => ({
    pointer: shortPointer(pointer),
    code,
    ...(detail === undefined ? {} : { detail: plainText(detail) }),
  }));
