import { sql } from 'kysely';
import type { JsonValue } from '../../../contract/names.js';
import type { Queries } from '../../platform/database/queries.js';
import { activeStatuses, type RunRow } from './run.rows.js';

/** What queued and running ones carry, of all tenants, in the order of ids: for the upkeep of what is stored. */
export function carriedAfter(
  queries: Queries,
  after: string,
  limit: number,
): Promise<(Pick<RunRow, 'id' | 'environment' | 'tenant' | 'connection' | 'configuration'> & { readonly text: string })[]> {
  return queries
    .selectFrom('runs')
    .select(['id', 'environment', 'tenant', 'connection', 'configuration'])
    .select(sql<string>`configuration::text`.as('text'))
    .where('status', 'in', activeStatuses)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** The same content, sealed anew. False: the run was over meanwhile. */
export async function replaceCarried(
  queries: Queries,
  { id, text }: { readonly id: string; readonly text: string },
  configuration: Readonly<Record<string, JsonValue>>,
): Promise<boolean> {
  const changed = await queries
    .updateTable('runs')
    .set({ configuration: JSON.stringify(configuration) })
    .where('id', '=', id)
    .where(sql<boolean>`configuration::text = ${text}`)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}
