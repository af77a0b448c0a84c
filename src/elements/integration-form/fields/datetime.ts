import type { TemplateResult } from 'lit';
import { field } from '../field-frame.js';
import { type FieldView, textValue } from '../field-view.js';
import { line } from './line.js';

const two = (part: number): string => String(part).padStart(2, '0');

/** An instant as the clock on the person's wall says it, for a `datetime-local` control. */
export function toWallClock(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.valueOf())) return '';
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The instant in UTC: flows run elsewhere, where a wall clock means another moment. */
export function toInstant(wallClock: string): string {
  const date = new Date(wallClock);
  return Number.isNaN(date.valueOf()) ? wallClock : date.toISOString();
}

export const datetime = (view: FieldView): TemplateResult =>
  field(
    view,
    line(view, {
      type: 'datetime-local',
      classes: 'input--fit numeric',
      value: toWallClock(textValue(view.value)),
      read: toInstant,
    }),
  );
