import { type Selectable, sql } from 'kysely';
import type { FormValues } from '../../../contract/form.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { ConfigurationsTable, ConnectionsTable } from '../../platform/database/schema.js';
import { keepSchedule, type Schedule } from './schedule.rows.js';

export type ConfigurationRow = Selectable<ConfigurationsTable>;

export function findConfiguration(queries: Queries, connection: string, flow: string): Promise<ConfigurationRow | undefined> {
  return queries
    .selectFrom('configurations')
    .selectAll()
    .where('connection', '=', connection)
    .where('flow', '=', flow)
    .executeTakeFirst();
}

export interface NewConfiguration {
  readonly connection: string;
  readonly flow: string;
  /** Passwords sealed. */
  readonly values: FormValues;
  /** Of the form that was filled in. */
  readonly version: string;
  readonly form: string;
  readonly savedBy: string | undefined;
}

/** Stores what was saved, and with it the schedule that it asks for. */
export async function putConfiguration(
  transaction: Transaction,
  { connection, flow, values, version, form, savedBy }: NewConfiguration,
  schedule: Schedule | undefined,
  at: Date,
): Promise<void> {
  const row = { values: JSON.stringify(values), version, form, saved_at: at, saved_by: savedBy ?? null };
  await transaction
    .with('kept', (query) => keepSchedule(query, { connection, flow }, schedule, at))
    .insertInto('configurations')
    .values({ connection, flow, ...row })
    .onConflict((conflict) => conflict.columns(['connection', 'flow']).doUpdateSet(row))
    .execute();
}

export async function deleteConfigurations(transaction: Transaction, connection: string): Promise<void> {
  await transaction.deleteFrom('configurations').where('connection', '=', connection).execute();
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
