import type { FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { Vault } from '../../platform/vault/vault.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import type { StoredConfiguration } from '../connections/connection-state.rows.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import { sealPasswords, valuesContext } from './sealed-values.js';

/** Saved values by configuration flow, their passwords sealed: a run reads them as they were at its start (src/README.md §3). */
export async function carriedValues(
  vault: Vault,
  row: ConnectionRow,
  configurations: readonly StoredConfiguration[],
  widget: DeployedWidget,
): Promise<Record<string, JsonValue>> {
  const sealed = configurations.map(async ({ flow, values }) => {
    const seal = (value: JsonValue) => vault.seal(value, valuesContext(row, row.id, flow));
    return [flow, await sealPasswords(widget.form(flow)?.fields ?? [], values as FormValues, seal)] as const;
  });
  return Object.fromEntries(await Promise.all(sealed));
}
