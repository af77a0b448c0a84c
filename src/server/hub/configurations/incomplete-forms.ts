import type { Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { validateForm } from '../../../contract/rules/validate-form.js';
import { VaultError } from '../../platform/vault/vault.js';
import type { StoredConnection } from '../connections/connection-state.rows.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import type { Services } from '../services/services.js';
import { findLinked } from './form.js';
import { openSealed, valuesContext } from './sealed-values.js';

async function fits(vault: Services['vault'], fields: readonly Field[], values: JsonValue, context: string): Promise<boolean> {
  try {
    const errors = validateForm(fields, (await openSealed(vault, values, context)) as FormValues);
    return errors.every(({ code }) => code === 'unknown_field');
  } catch (cause) {
    // A password that cannot be opened is typed again.
    if (cause instanceof VaultError) return false;
    throw cause;
  }
}

/**
 * The flows whose saved values do not fit their linked form. A newer form never un-configures: the connection needs attention, and the
 * form is offered (src/README.md §2).
 */
export async function incompleteForms(
  { vault }: Pick<Services, 'vault'>,
  stored: Pick<StoredConnection, 'row' | 'configurations'> | undefined,
  widget: DeployedWidget,
): Promise<string[]> {
  if (stored === undefined) return [];
  const { row, configurations } = stored;
  const incomplete: string[] = [];
  for (const { flow, form: filledIn, values } of configurations) {
    const form = findLinked(widget, flow);
    if (form === undefined || form.digest === filledIn) continue;
    if (!(await fits(vault, form.fields, values, valuesContext(row, row.id, flow)))) incomplete.push(flow);
  }
  return incomplete;
}
