import type { Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { FieldError, FieldErrorCode } from '../../../contract/problem.js';
import { ownValue } from '../../../contract/rules/json-object.js';
import { pointerTo } from '../../../contract/rules/pointer-step.js';
import { isSecretSet } from '../../../contract/rules/secret-set.js';
import { unknownFields, validateForm } from '../../../contract/rules/validate-form.js';
import { presentValues, scopeOf } from '../../../contract/rules/visible-when.js';
import { rememberSecrets } from '../../platform/known-secrets.js';
import { ProblemError } from '../../platform/problem-error.js';
import { VaultError } from '../../platform/vault/vault.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import type { Form } from '../definitions/deployed-widget.js';
import { secretValues } from '../definitions/secret-values.js';
import type { Services } from '../services/services.js';
import { keepInRows } from './kept-secrets.js';
import { openSealed, valuesContext } from './sealed-values.js';

/**
 * What is stored of what was sent: a kept secret is put in its place; what a person cannot enter (hidden or disabled) stays as it was or
 * is what the form's author wrote; what is not there by the rule that browsers draw by (`presentValues`) is dropped.
 */
function settled(
  fields: readonly Field[],
  sent: FormValues,
  stored: FormValues,
): { readonly values: FormValues; readonly lost: readonly string[] } {
  const filled: Record<string, JsonValue> = { ...sent };
  const lost: string[] = [];
  for (const field of fields) {
    const fixed = field.hidden === true || field.disabled === true;
    const value = fixed
      ? (ownValue(stored, field.key) ?? field.default)
      : isSecretSet(sent[field.key]) && field.type === 'password'
        ? ownValue(stored, field.key)
        : ownValue(sent, field.key);
    if (field.type === 'group' && Array.isArray(value) && !fixed) {
      const kept = keepInRows(field.fields ?? [], value, ownValue(stored, field.key), pointerTo(['values', field.key]));
      filled[field.key] = kept.value;
      lost.push(...kept.lost);
    } else if (value === undefined) delete filled[field.key];
    else filled[field.key] = value;
  }
  const shown = fields.filter(scopeOf(fields, filled).isThere).map(({ key }) => key);
  return {
    values: presentValues(fields, filled),
    lost: lost.filter((pointer) => shown.some((key) => pointer.startsWith(`${pointerTo(['values', key])}/`))),
  };
}

/** Whose values they are, and what they are asked for by. */
export interface FormOf {
  readonly connection: ConnectionRow;
  readonly form: Form;
}

/** Values with their passwords as they were typed, and the keys of those that cannot be opened. */
export async function opened(
  { vault, log }: Pick<Services, 'vault' | 'log'>,
  { connection, form }: FormOf,
  values: FormValues,
): Promise<{ readonly values: FormValues; readonly unreadable: readonly string[] }> {
  const flow = form.content.key;
  const context = valuesContext(connection, connection.id, flow);
  const plain: [string, JsonValue][] = [];
  const unreadable: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    try {
      plain.push([key, await openSealed(vault, value, context)]);
    } catch (cause) {
      if (!(cause instanceof VaultError)) throw cause;
      log.error('A sealed value cannot be opened', { id: connection.id, flow, reason: cause.code });
      unreadable.push(key);
    }
  }
  return { values: Object.fromEntries(plain), unreadable };
}

export const errorsAt = (keys: readonly string[], code: FieldErrorCode): readonly FieldError[] =>
  keys.map((key) => ({ pointer: pointerTo(['values', key]), code }));

/**
 * What would be stored of what was sent, as the flow reads it.
 *
 * @param stored what is saved of the same form
 * @throws {ProblemError} `validation_failed`
 */
export async function entered(
  ports: Pick<Services, 'vault' | 'log'>,
  of: FormOf,
  sent: FormValues,
  stored: FormValues,
): Promise<FormValues> {
  const { fields } = of.form;
  const { lost, ...kept } = settled(fields, sent, stored);
  const { values, unreadable } = await opened(ports, of, kept.values);
  rememberSecrets(secretValues(fields, values), of.connection);
  const again = [...errorsAt(unreadable, 'required'), ...lost.map((pointer): FieldError => ({ pointer, code: 'required' }))];
  const wrong = validateForm(fields, values).filter(({ pointer }) => again.every((error) => error.pointer !== pointer));
  const errors = [...unknownFields(fields, sent), ...wrong, ...again];
  if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
  return values;
}
