import type * as z from 'zod/mini';
import type { JsonValue } from '../../contract/names.js';
import type { FieldError, FieldErrorCode } from '../../contract/problem.js';
import { pointerTo } from '../../contract/rules/pointer-step.js';
import { mostErrors } from '../platform/answered-errors.js';

type Issue = z.core.$ZodIssue;

function isMissing(input: JsonValue, path: readonly PropertyKey[]): boolean {
  let value: unknown = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return true;
    value = Reflect.get(value, step);
  }
  return value === undefined;
}

function codeOf(issue: Issue, input: JsonValue): FieldErrorCode {
  const isNumber = 'origin' in issue && issue.origin !== 'string' && issue.origin !== 'array';
  switch (issue.code) {
    case 'too_small':
      return isNumber ? 'too_small' : 'too_short';
    case 'too_big':
      return isNumber ? 'too_large' : 'too_long';
    case 'not_multiple_of':
      return 'not_a_step';
    case 'invalid_value':
      return isMissing(input, issue.path) ? 'required' : 'not_an_option';
    case 'invalid_format':
      return issue.format === 'regex' ? 'pattern' : 'invalid';
    default:
      return isMissing(input, issue.path) ? 'required' : 'invalid';
  }
}

/** What a schema found, as pointers and codes: no words of its own, nothing of what was sent but the names of keys. */
export function fieldErrors(issues: readonly Issue[], input: JsonValue): FieldError[] {
  return issues
    .slice(0, mostErrors)
    .flatMap((issue): FieldError[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.slice(0, mostErrors).map((key) => ({ pointer: pointerTo([...issue.path, key]), code: 'unknown_field' }))
        : [{ pointer: pointerTo(issue.path), code: codeOf(issue, input) }],
    )
    .slice(0, mostErrors);
}
