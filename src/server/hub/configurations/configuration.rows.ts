import { type Selectable, sql } from 'kysely';
import type { FormValues } from '../../../contract/form.js';
import type { Queries } from '../../platform/database/queries.js';
import type { ConfigurationsTable, ConnectionsTable } from '../../platform/database/schema.js';

export type ConfigurationRow = Selectable<ConfigurationsTable>;

export function findConfiguration(queries: Queries, connection: string, flow: string): Promise<ConfigurationRow | undefined> {
  return queries
    .selectFrom('configurations')
    .selectAll()
    .where('connection', '=', connection)
    .where('flow', '=', flow)
    .executeTakeFirst();
}

export async function putConfiguration(
  queries: Queries,
  configuration: {
    readonly connection: string;
    readonly flow: string;
    readonly values: FormValues;
    readonly version: string;
    readonly savedAt: Date;
    readonly savedBy: string | undefined;
  },
): Promise<void> {
  const row = {
    values: JSON.stringify(configuration.values),
    version: configuration.version,
    saved_at: configuration.savedAt,
    saved_by: configuration.savedBy ?? null,
  };
  await queries
    .insertInto('configurations')
    .values({ connection: configuration.connection, flow: configuration.flow, ...row })
    .onConflict((conflict) => conflict.columns(['connection', 'flow']).doUpdateSet(row))
    .execute();
}

/** Saved values with the place they belong to. */
type SavedRow = Pick<ConfigurationRow, 'connection' | 'flow' | 'values'> &
  Pick<Selectable<ConnectionsTable>, 'environment' | 'tenant'> & {
    /** The values as they are stored. */
    readonly text: string;
  };

/** Every one, of all tenants, in the order of connections and flows: for the upkeep of what is stored. */
export function configurationsAfter(
  queries: Queries,
  after: Pick<SavedRow, 'connection' | 'flow'> | undefined,
  limit: number,
): Promise<SavedRow[]> {
  return queries
    .selectFrom('configurations')
    .innerJoin('connections', 'connections.id', 'configurations.connection')
    .select(['configurations.connection', 'configurations.flow', 'configurations.values'])
    .select(['connections.environment', 'connections.tenant'])
    .select(sql<string>`${sql.ref('configurations.values')}::text`.as('text'))
    .where(sql<boolean>`(configurations.connection, configurations.flow) > (${after?.connection ?? ''}, ${after?.flow ?? ''})`)
    .orderBy('configurations.connection')
    .orderBy('configurations.flow')
    .limit(limit)
    .execute();
}

/** The same values, sealed anew. False: they were saved meanwhile. */
export async function replaceValues(
  queries: Queries,
  { connection, flow, text }: Pick<SavedRow, 'connection' | 'flow' | 'text'>,
  values: FormValues,
): Promise<boolean> {
  const changed = await queries
    .updateTable('configurations')
    .set({ values: JSON.stringify(values) })
    .where('connection', '=', connection)
    .where('flow', '=', flow)
    .where(sql<boolean>`${sql.ref('values')}::text = ${text}`)
    .returning('flow')
    .executeTakeFirst();
  return changed !== undefined;
}
