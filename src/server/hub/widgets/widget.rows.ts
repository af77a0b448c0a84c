import { type Selectable, sql } from 'kysely';
import type { JsonValue } from '../../../contract/names.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { DeploymentsTable, WidgetsTable, WidgetVersionsTable } from '../../platform/database/schema.js';
import type { Switches } from '../definitions/content.js';
import { definitionsChannel } from '../definitions/definitions.js';
import { announced, storedEvents } from '../events/event.rows.js';

export type WidgetRow = Omit<Selectable<WidgetsTable>, 'definition'>;
export type DeploymentRow = Omit<Selectable<DeploymentsTable>, 'definition' | 'digest'>;
export type VersionRow = Selectable<WidgetVersionsTable>;

const columns = [
  'key',
  'position',
  'source',
  'draft',
  'draft_digest',
  'draft_revision',
  'updated_at',
  'updated_by',
  'orphaned',
  'disabled',
  'tenants_on',
  'tenants',
  'switches_revision',
  'code_switches',
] as const;

/** In the hub's order. */
export function widgetRows(queries: Queries): Promise<WidgetRow[]> {
  return queries.selectFrom('widgets').select(columns).orderBy('position').orderBy('key').execute();
}

export function findWidget(queries: Queries, key: string): Promise<WidgetRow | undefined> {
  return queries.selectFrom('widgets').select(columns).where('key', '=', key).executeTakeFirst();
}

/** Held until the transaction ends: of two that change it, the second sees what the first has done. */
export function lockWidget(transaction: Transaction, key: string): Promise<WidgetRow | undefined> {
  return transaction.selectFrom('widgets').select(columns).where('key', '=', key).forUpdate().executeTakeFirst();
}

/** As servers of the version before read it: the content with its switches. */
const asBefore = (content: JsonValue, { disabled, tenants }: Switches): string =>
  JSON.stringify({
    ...(content as object),
    ...(disabled ? { disabled } : {}),
    ...(tenants === undefined ? {} : { tenants }),
  });

export interface Draft {
  readonly key: string;
  readonly position: number;
  readonly source: WidgetRow['source'];
  readonly content: JsonValue;
  readonly digest: string;
  readonly by: string | undefined;
}

const switchColumns = ({ disabled, tenants }: Switches) => ({
  disabled,
  tenants_on: tenants !== undefined,
  tenants: JSON.stringify(tenants ?? []),
});

export const switchesIn = ({ disabled, tenants_on: isListed, tenants }: WidgetRow): Switches => ({
  disabled,
  tenants: isListed ? [...tenants] : undefined,
});

export async function insertWidget(transaction: Transaction, draft: Draft, switches: Switches, at: Date): Promise<void> {
  await transaction
    .insertInto('widgets')
    .values({
      key: draft.key,
      position: draft.position,
      definition: asBefore(draft.content, switches),
      source: draft.source,
      draft: JSON.stringify(draft.content),
      draft_digest: draft.digest,
      updated_at: at,
      updated_by: draft.by ?? null,
      ...switchColumns(switches),
      code_switches: draft.source === 'code' ? JSON.stringify(switches) : null,
    })
    .execute();
}

/** What an author has written in the place of what was there: a revision more. */
export async function putDraft(transaction: Transaction, draft: Draft, switches: Switches, at: Date): Promise<void> {
  await transaction
    .updateTable('widgets')
    .set({
      definition: asBefore(draft.content, switches),
      draft: JSON.stringify(draft.content),
      draft_digest: draft.digest,
      draft_revision: sql`draft_revision + 1`,
      updated_at: at,
      updated_by: draft.by ?? null,
    })
    .where('key', '=', draft.key)
    .execute();
}

export async function putPosition(transaction: Transaction, key: string, position: number): Promise<void> {
  await transaction.updateTable('widgets').set({ position, orphaned: false }).where('key', '=', key).execute();
}

/** Answers the revision that they are then. */
export async function putSwitches(
  transaction: Transaction,
  { key, draft }: Pick<WidgetRow, 'key' | 'draft'>,
  {
    disabled,
    tenantsOn,
    tenants,
  }: { readonly disabled: boolean; readonly tenantsOn: boolean; readonly tenants: readonly string[] },
): Promise<number> {
  const { switches_revision: revision } = await transaction
    .updateTable('widgets')
    .set({
      definition: asBefore(draft, { disabled, tenants: tenantsOn ? tenants : undefined }),
      disabled,
      tenants_on: tenantsOn,
      tenants: JSON.stringify(tenants),
      switches_revision: sql`switches_revision + 1`,
    })
    .where('key', '=', key)
    .returning('switches_revision')
    .executeTakeFirstOrThrow();
  return revision;
}

export async function putCodeSwitches(transaction: Transaction, key: string, said: Switches): Promise<void> {
  await transaction
    .updateTable('widgets')
    .set({ code_switches: JSON.stringify(said) })
    .where('key', '=', key)
    .execute();
}

/** Code defines it no more: it is kept while an environment shows it. */
export async function dropWidget(transaction: Transaction, key: string): Promise<void> {
  const shown = await transaction.selectFrom('environment_widgets').select('widget').where('widget', '=', key).executeTakeFirst();
  if (shown === undefined) {
    await transaction.deleteFrom('widgets').where('key', '=', key).execute();
    await transaction.deleteFrom('secrets').where('owner', '=', key).execute();
    await transaction.deleteFrom('environment_values').where('owner', '=', key).execute();
  } else await transaction.updateTable('widgets').set({ orphaned: true }).where('key', '=', key).execute();
}

/** Every environment that there is, `DRAFT` included. */
export async function environmentNames(queries: Queries): Promise<string[]> {
  const rows = await queries.selectFrom('environments').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

/**
 * Makes an environment where it is new, and holds it until the transaction ends: one change of what it shows after the other. Its pages
 * and every process are told.
 */
export async function changeEnvironment(transaction: Transaction, environment: string, at: Date): Promise<void> {
  await transaction
    .insertInto('environments')
    .values({ name: environment, created_at: at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ revision: sql`environments.revision + 1` }))
    .execute();
  // Without the widget: tenants hear of it that must not see it.
  const told = storedEvents({ environment, tenant: null }, [{ type: 'hub.changed' }], at);
  await sql`with told as (${told} returning id) ${announced}`.execute(transaction);
  await sql`select pg_notify(${definitionsChannel}, ${environment})`.execute(transaction);
}

/** The number of a content: the one that it has, or the next. */
export async function numberVersion(
  transaction: Transaction,
  version: { readonly widget: string; readonly text: string; readonly digest: string; readonly by: string | undefined },
  at: Date,
): Promise<number> {
  const { widget, digest } = version;
  const found = await transaction
    .selectFrom('widget_versions')
    .select('version')
    .where('widget', '=', widget)
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (found !== undefined) return found.version;
  const { version: number } = await transaction
    .insertInto('widget_versions')
    .values({
      widget,
      version: sql<number>`(select coalesce(max(version), 0) + 1 from widget_versions where widget = ${widget})`,
      digest,
      content: version.text,
      created_at: at,
      created_by: version.by ?? null,
    })
    .returning('version')
    .executeTakeFirstOrThrow();
  return number;
}

/** Newest first. */
export function versionRows(queries: Queries, widget: string): Promise<VersionRow[]> {
  return queries
    .selectFrom('widget_versions')
    .selectAll()
    .where('widget', '=', widget)
    .orderBy('version', 'desc')
    .limit(200)
    .execute();
}

export function findVersion(queries: Queries, widget: string, version: number): Promise<VersionRow | undefined> {
  return queries
    .selectFrom('widget_versions')
    .selectAll()
    .where('widget', '=', widget)
    .where('version', '=', version)
    .executeTakeFirst();
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

/** Newest first, at most 200. */
export function deploymentRows(
  queries: Queries,
  filter: { readonly widget?: string | undefined; readonly environment?: string | undefined },
): Promise<DeploymentRow[]> {
  let query = queries
    .selectFrom('deployments')
    .select(['id', 'environment', 'widget', 'version', 'kind', 'note', 'deployed_at', 'deployed_by'])
    .orderBy('id', 'desc')
    .limit(200);
  if (filter.widget !== undefined) query = query.where('widget', '=', filter.widget);
  if (filter.environment !== undefined) query = query.where('environment', '=', filter.environment);
  return query.execute();
}
