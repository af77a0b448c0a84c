import { type Selectable, sql } from 'kysely';
import type { JsonValue } from '../../../contract/names.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { WidgetsTable } from '../../platform/database/schema.js';
import type { Switches } from '../definitions/content.js';
import { everyEnvironment } from '../definitions/definitions.js';

export type WidgetRow = Omit<Selectable<WidgetsTable>, 'definition'>;

const columns = [
  'key',
  'position',
  'source',
  'draft',
  'draft_digest',
  'draft_code',
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

/** All of them, held in the order of their keys: of two that change several, the second waits and neither for the other. */
export function lockWidgets(transaction: Transaction): Promise<WidgetRow[]> {
  return transaction.selectFrom('widgets').select(columns).orderBy(sql`key collate "C"`).forUpdate().execute();
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
  /** Of the version that it makes with the forms and flows of the code which it is from. */
  readonly code: string | undefined;
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
      draft_code: draft.code ?? null,
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
      draft_code: draft.code ?? null,
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

/**
 * Code defines it no more. It is kept where it was deployed, or where somebody has set a secret: this may be the code of a server that is
 * about to go, and what was set comes back from nowhere.
 */
export async function dropWidget(transaction: Transaction, key: string): Promise<void> {
  const version = await transaction.selectFrom('widget_versions').select('version').where('widget', '=', key).executeTakeFirst();
  const secret = await transaction
    .selectFrom('secrets')
    .select('name')
    .where('owner', '=', key)
    .where('environment', '!=', everyEnvironment)
    .executeTakeFirst();
  if (version === undefined && secret === undefined) {
    await transaction.deleteFrom('widgets').where('key', '=', key).execute();
    await transaction.deleteFrom('secrets').where('owner', '=', key).execute();
    await transaction.deleteFrom('environment_values').where('owner', '=', key).execute();
  } else await transaction.updateTable('widgets').set({ orphaned: true }).where('key', '=', key).execute();
}
