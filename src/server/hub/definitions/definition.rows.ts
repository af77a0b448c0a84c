import { sql } from 'kysely';
import type { JsonValue } from '../../../contract/names.js';
import type { Queries } from '../../platform/database/queries.js';
import { readTenants } from './stored-content.js';

/** Which version of a widget an environment shows, or that it is a draft, with the switches of now. */
export interface Pointer {
  readonly widget: string;
  /** Null: the draft. */
  readonly version: number | null;
  /** What tells one content of the widget from another. */
  readonly digest: string;
  readonly disabled: boolean;
  readonly tenants_on: boolean;
  readonly tenants: readonly string[];
}

/** `undefined`: nothing was ever deployed there. */
export async function environmentRevision(queries: Queries, environment: string): Promise<string | undefined> {
  const row = await queries.selectFrom('environments').select('revision').where('name', '=', environment).executeTakeFirst();
  return row?.revision;
}

const readPointer = <Row extends { readonly tenants: unknown }>(row: Row) => ({ ...row, tenants: readTenants(row.tenants) });

/** In the hub's order. Where nothing says to whom a widget is shown, it is to nobody. */
export async function deployedPointers(queries: Queries, environment: string): Promise<Pointer[]> {
  const rows = await queries
    .selectFrom('environment_widgets as shown')
    .innerJoin('widget_versions as version', (join) =>
      join.onRef('version.widget', '=', 'shown.widget').onRef('version.version', '=', 'shown.version'),
    )
    .leftJoin('widgets', 'widgets.key', 'shown.widget')
    .select(['shown.widget', 'shown.version', 'version.digest'])
    .select(sql<boolean>`coalesce(widgets.disabled, false)`.as('disabled'))
    .select(sql<boolean>`coalesce(widgets.tenants_on, true)`.as('tenants_on'))
    .select('widgets.tenants')
    .where('shown.environment', '=', environment)
    .orderBy(sql`coalesce(widgets.position, 1000000000)`)
    .orderBy('shown.widget')
    .execute();
  return rows.map(readPointer);
}

/** The same of what authors work on: what code has dropped is not there. */
export async function draftPointers(queries: Queries): Promise<Pointer[]> {
  const rows = await queries
    .selectFrom('widgets')
    .select(['key as widget', 'draft_digest as digest', 'disabled', 'tenants_on', 'tenants'])
    .select(sql<null>`null`.as('version'))
    .where('orphaned', '=', false)
    .orderBy('position')
    .orderBy('key')
    .execute();
  return rows.map(readPointer);
}

export interface StoredContent {
  readonly widget: string;
  readonly version: number | null;
  readonly digest: string;
  readonly content: JsonValue;
}

export function versionContents(
  queries: Queries,
  versions: readonly (readonly [widget: string, version: number])[],
): Promise<StoredContent[]> {
  return queries
    .selectFrom('widget_versions')
    .select(['widget', 'version', 'digest', 'content'])
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('widget', 'version'),
        'in',
        versions.map(([widget, version]) => tuple(widget, version)),
      ),
    )
    .execute();
}

export function draftContents(queries: Queries, widgets: readonly string[]): Promise<StoredContent[]> {
  return queries
    .selectFrom('widgets')
    .select(['key as widget', 'draft_digest as digest', 'draft as content'])
    .select(sql<null>`null`.as('version'))
    .where('key', 'in', widgets)
    .execute();
}

/** Newest first. */
export async function versionsOf(queries: Queries, widget: string, limit: number): Promise<number[]> {
  const rows = await queries
    .selectFrom('widget_versions')
    .select('version')
    .where('widget', '=', widget)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ version }) => version);
}

/** What stands beside the contents of an environment: that of every environment first, so that its own takes the place. */
export interface StoredParameter {
  readonly owner: string;
  readonly place: string;
  readonly name: string;
}

const ownLast = sql`case when environment = '*' then 0 else 1 end`;

export function secretsOf(
  queries: Queries,
  environment: string,
): Promise<(StoredParameter & { readonly sealed: string; readonly environment: string })[]> {
  return queries
    .selectFrom('secrets')
    .select(['environment', 'owner', 'place', 'name', 'sealed'])
    .where('environment', 'in', [environment, '*'])
    .orderBy(ownLast)
    .execute();
}

export function valuesOf(queries: Queries, environment: string): Promise<(StoredParameter & { readonly value: JsonValue })[]> {
  return queries
    .selectFrom('environment_values')
    .select(['owner', 'place', 'name', 'value'])
    .where('environment', 'in', [environment, '*'])
    .orderBy(ownLast)
    .execute();
}
