import type { Selectable } from 'kysely';
import type { FormValues } from '../../contract/form.js';
import type { Queries } from '../services.js';
import type { ConfigurationsTable } from './schema.js';

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
