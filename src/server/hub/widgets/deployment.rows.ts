import { type Selectable, sql } from 'kysely';
import type { JsonValue } from '../../../contract/names.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { DeploymentsTable } from '../../platform/database/schema.js';

export interface DeploymentRow extends Omit<Selectable<DeploymentsTable>, 'definition' | 'digest'> {
  /** False where the widget was removed, whatever word says so. */
  readonly deployed: boolean;
}

/** By environment, the version of a widget that it shows. */
export async function shownVersions(queries: Queries, widget: string): Promise<ReadonlyMap<string, number>> {
  const rows = await queries
    .selectFrom('environment_widgets')
    .select(['environment', 'version'])
    .where('widget', '=', widget)
    .orderBy('environment')
    .execute();
  return new Map(rows.map(({ environment, version }) => [environment, version]));
}

export async function pointTo(
  transaction: Transaction,
  {
    environment,
    widget,
    version,
    by,
  }: {
    readonly environment: string;
    readonly widget: string;
    readonly version: number;
    readonly by: string | undefined;
  },
  at: Date,
): Promise<void> {
  const row = { version, deployed_at: at, deployed_by: by ?? null };
  await transaction
    .insertInto('environment_widgets')
    .values({ environment, widget, ...row })
    .onConflict((conflict) => conflict.columns(['environment', 'widget']).doUpdateSet(row))
    .execute();
}

/** False where the environment did not show it. */
export async function pointToNone(transaction: Transaction, environment: string, widget: string): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom('environment_widgets')
    .where('environment', '=', environment)
    .where('widget', '=', widget)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export interface NewDeployment {
  readonly environment: string;
  readonly widget: string;
  readonly kind: NonNullable<DeploymentRow['kind']>;
  readonly version: number | undefined;
  readonly note: string | undefined;
  readonly by: string | undefined;
  /** Of the widget, for servers of the version before; `undefined` where it was removed. */
  readonly content: JsonValue | undefined;
  readonly digest: string;
}

export async function insertDeployment(
  transaction: Transaction,
  { environment, widget, kind, version, note, by, content, digest }: NewDeployment,
  at: Date,
): Promise<void> {
  await transaction
    .insertInto('deployments')
    .values({
      environment,
      widget,
      kind,
      version: version ?? null,
      note: note ?? null,
      definition: content === undefined ? null : JSON.stringify(content),
      digest,
      deployed_at: at,
      deployed_by: by ?? null,
    })
    .execute();
}

/** Whether an environment has shown a version of a widget before, however long ago. */
export async function hasShown(
  queries: Queries,
  { environment, widget, version }: { readonly environment: string; readonly widget: string; readonly version: number },
): Promise<boolean> {
  const row = await queries
    .selectFrom('deployments')
    .select('id')
    .where('environment', '=', environment)
    .where('widget', '=', widget)
    .where('version', '=', version)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What an environment has shown of a widget since the first day, oldest first: only where that became another version. */
export function shownSince(
  queries: Queries,
  { environment, widget }: { readonly environment: string; readonly widget: string },
): Promise<{ readonly version: number; readonly kind: DeploymentRow['kind'] }[]> {
  return queries
    .selectFrom((from) =>
      from
        .selectFrom('deployments')
        .select(['id', 'kind', sql<number>`version`.as('version')])
        .select(sql<number | null>`lag(version) over (order by id)`.as('last'))
        .where('environment', '=', environment)
        .where('widget', '=', widget)
        .where('version', 'is not', null)
        .as('shown'),
    )
    .select(['version', 'kind'])
    .where(sql<boolean>`version is distinct from last`)
    .orderBy('id')
    .execute();
}

/** The environments that show a widget no more: since when, why, and which version they showed last. */
export function leftEnvironments(
  queries: Queries,
  widget: string,
): Promise<(Pick<DeploymentRow, 'environment' | 'version' | 'note'> & { readonly at: Date })[]> {
  return queries
    .selectFrom((from) =>
      from
        .selectFrom('deployments')
        .distinctOn('environment')
        .select(['id', 'environment', 'note', 'deployed_at as at', sql<boolean>`definition is null`.as('is_gone')])
        .where('widget', '=', widget)
        .orderBy('environment')
        .orderBy('id', 'desc')
        .as('newest'),
    )
    .select(['environment', 'note', 'at'])
    .select((from) =>
      from
        .selectFrom('deployments')
        .select('version')
        .where('widget', '=', widget)
        .where('environment', '=', from.ref('newest.environment'))
        .where('version', 'is not', null)
        .orderBy('id', 'desc')
        .limit(1)
        .as('version'),
    )
    .where('is_gone', '=', true)
    .orderBy('environment')
    .execute();
}

/** Newest first, at most 200. */
export function deploymentRows(
  queries: Queries,
  filter: { readonly widget?: string | undefined; readonly environment?: string | undefined },
): Promise<DeploymentRow[]> {
  let query = queries
    .selectFrom('deployments')
    .select(['id', 'environment', 'widget', 'version', 'kind', 'note', 'deployed_at', 'deployed_by'])
    .select(sql<boolean>`definition is not null`.as('deployed'))
    .orderBy('id', 'desc')
    .limit(200);
  if (filter.widget !== undefined) query = query.where('widget', '=', filter.widget);
  if (filter.environment !== undefined) query = query.where('environment', '=', filter.environment);
  return query.execute();
}
