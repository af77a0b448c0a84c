import type { Condition, Field, FormValues } from '../form.js';
import type { JsonValue } from '../names.js';

/** A select stores `{ label, value }`: conditions compare its value. */
export function plainValue(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && 'value' in value)
    return value['value' as keyof typeof value];
  return value;
}

function holds(condition: Condition, values: FormValues): boolean {
  const value = plainValue(Object.hasOwn(values, condition.field) ? values[condition.field] : undefined);
  const isSet = value !== undefined && value !== null && value !== '' && value !== false;
  const matches = condition.values === undefined ? isSet : condition.values.some((wanted) => wanted === value);
  return condition.not === true ? !matches : matches;
}

/** Whether a field is shown: not hidden, and every one of its conditions holds (src/README.md §5). */
export function isVisible(field: Pick<Field, 'hidden' | 'visibleWhen'>, values: FormValues): boolean {
  return field.hidden !== true && (field.visibleWhen ?? []).every((condition) => holds(condition, values));
}
