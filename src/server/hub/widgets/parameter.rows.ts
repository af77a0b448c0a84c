import type { Selectable } from 'kysely';
import type { JsonValue } from '../../../contract/names.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { EnvironmentValuesTable, SecretsTable } from '../../platform/database/schema.js';

/** Where a parameter stands: of which widget's dependency, in which environment. */
export interface ParameterPlace {
  readonly environment: string;
  readonly owner: string;
  readonly place: string;
  readonly name: string;
}

export type SecretRow = Selectable<SecretsTable>;
type ValueRow = Selectable<EnvironmentValuesTable>;

export function secretRows(queries: Queries, owner: string): Promise<SecretRow[]> {
  return queries
    .selectFrom('secrets')
    .selectAll()
    .where('owner', '=', owner)
    .orderBy('environment')
    .orderBy('place')
    .orderBy('name')
    .execute();
}

export function valueRows(queries: Queries, owner: string): Promise<ValueRow[]> {
  return queries.selectFrom('environment_values').selectAll().where('owner', '=', owner).execute();
}

export async function putSecret(
  transaction: Transaction,
  { environment, owner, place, name }: ParameterPlace,
  { sealed, by }: { readonly sealed: string; readonly by: string | undefined },
  at: Date,
): Promise<void> {
  const row = { sealed, updated_at: at, updated_by: by ?? null };
  await transaction
    .insertInto('secrets')
    .values({ environment, owner, place, name, ...row })
    .onConflict((conflict) => conflict.columns(['environment', 'owner', 'place', 'name']).doUpdateSet(row))
    .execute();
}

export async function putValue(
  transaction: Transaction,
  { environment, owner, place, name }: ParameterPlace,
  { value, by }: { readonly value: JsonValue; readonly by: string | undefined },
  at: Date,
): Promise<void> {
  const row = { value: JSON.stringify(value), updated_at: at, updated_by: by ?? null };
  await transaction
    .insertInto('environment_values')
    .values({ environment, owner, place, name, ...row })
    .onConflict((conflict) => conflict.columns(['environment', 'owner', 'place', 'name']).doUpdateSet(row))
    .execute();
}

/** False where there was none. */
export async function deleteSecret(
  transaction: Transaction,
  { environment, owner, place, name }: ParameterPlace,
): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom('secrets')
    .where('environment', '=', environment)
    .where('owner', '=', owner)
    .where('place', '=', place)
    .where('name', '=', name)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteValue(transaction: Transaction, { environment, owner, place, name }: ParameterPlace): Promise<void> {
  await transaction
    .deleteFrom('environment_values')
    .where('environment', '=', environment)
    .where('owner', '=', owner)
    .where('place', '=', place)
    .where('name', '=', name)
    .execute();
}

/** Every one, of all widgets: for the upkeep of what is stored. */
export function everySecret(queries: Queries): Promise<SecretRow[]> {
  return queries.selectFrom('secrets').selectAll().execute();
}

/** The same content, sealed anew. False: it was changed meanwhile. */
export async function replaceSecret(
  queries: Queries,
  { environment, owner, place, name, sealed: before }: SecretRow,
  sealed: string,
): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('secrets')
    .set({ sealed })
    .where('environment', '=', environment)
    .where('owner', '=', owner)
    .where('place', '=', place)
    .where('name', '=', name)
    .where('sealed', '=', before)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
