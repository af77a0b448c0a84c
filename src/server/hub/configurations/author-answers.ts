import * as z from 'zod/mini';
import { OptionsPage } from '../../../contract/form.js';
import { FieldError } from '../../../contract/problem.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { Schedule } from './schedule.rows.js';

/** Ten years. */
const mostMinutes = 10 * 366 * 24 * 60;

const Refusals = z.nullish(z.array(FieldError));
const Asked = z.nullish(z.object({ action: z.string().check(z.regex(/^[^\0]*$/)), minutes: z.number() }));

/*
 * What the functions of a form answer. Authors may write plain JavaScript, and put into an answer what a service said or a person typed:
 * what is none is the flow's failure, with its fields in the log. Each throws a `ZodError` about it.
 */

/** A check that answers nothing has found nothing. */
export const refusalsOf = (answer: unknown): readonly FieldError[] => Refusals.parse(answer) ?? [];

export const optionsOf = (answer: unknown): OptionsPage => OptionsPage.parse(answer);

/**
 * A part of a minute is a whole one.
 *
 * @throws {ProblemError} `validation_failed` for a time that is none: a person may have typed it
 */
export function scheduleOf(answer: unknown): Schedule | undefined {
  const asked = Asked.parse(answer);
  if (asked == null) return undefined;
  const minutes = Math.ceil(asked.minutes);
  if (minutes >= 1 && minutes <= mostMinutes) return { action: asked.action, minutes };
  throw new ProblemError('validation_failed', {
    errors: [{ pointer: '#/values', code: 'invalid' }],
    hint: `The schedule of the form asks for every ${asked.minutes} minutes`,
  });
}
