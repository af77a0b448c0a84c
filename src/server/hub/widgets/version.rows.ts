import { type Selectable, sql } from 'kysely';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { WidgetVersionsTable } from '../../platform/database/schema.js';

export type VersionRow = Selectable<WidgetVersionsTable>;

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

/** Newest first: the last 200, and every one that an environment shows. */
export function versionRows(queries: Queries, widget: string): Promise<VersionRow[]> {
  return queries
    .selectFrom('widget_versions')
    .selectAll()
    .where('widget', '=', widget)
    .where((is) =>
      is.or([
        is(
          'version',
          'in',
          is.selectFrom('widget_versions').select('version').where('widget', '=', widget).orderBy('version', 'desc').limit(200),
        ),
        is('version', 'in', is.selectFrom('environment_widgets').select('version').where('widget', '=', widget)),
      ]),
    )
    .orderBy('version', 'desc')
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
