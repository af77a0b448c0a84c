import type { FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { Queries } from '../../platform/database/queries.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import type { Services } from '../services/services.js';
import { sealPasswords, valuesContext } from './sealed-values.js';
/** Saved values by configuration flow, their passwords sealed: a run reads them as they were at its start (spec §3). */
export async function carriedValues(
  { catalogue, vault }: Services,
  queries: Queries,
  row: ConnectionRow,
): Promise<Record<string, JsonValue>> {
  const rows = await queries.selectFrom('configurations').select(['flow', 'values']).where('connection', '=', row.id).execute();
  const sealed = rows.map(async ({ flow, values }) => {
    const fields = catalogue.configurationFlow(flow)?.steps.flatMap((step) => step.fields) ?? [];
    const seal = (value: JsonValue) => vault.seal(value, valuesContext(row, row.id, flow));
    return [flow, await sealPasswords(fields, values as FormValues, seal)] as const;
  });
  return Object.fromEntries(await Promise.all(sealed));
}
