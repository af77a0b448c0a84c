import type { Selectable } from 'kysely';
import type { HistoryEntry, historyOutcomes } from '../../../contract/history.js';
import type { Queries } from '../../platform/database/queries.js';
import type { HistoryTable } from '../../platform/database/schema.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import type { Services } from '../services/services.js';

type Kind = HistoryEntry['kind'];
type Outcome = (typeof historyOutcomes)[number];

export interface NewHistoryEntry {
  readonly kind: Kind;
  readonly outcome: Outcome;
  readonly action?: string | undefined;
  readonly who?: string | undefined;
  readonly message?: string | undefined;
  /** Milliseconds. */
  readonly duration?: number | undefined;
  readonly run?: string | undefined;
  readonly scheduled?: boolean;
}

/** Writes a line of a connection's history; a run's line is rewritten when the run ends. */
export async function addHistory(
  services: Services,
  row: ConnectionRow,
  entry: NewHistoryEntry,
  queries: Queries = services.database.kysely,
): Promise<void> {
  const outcome = { kind: entry.kind, outcome: entry.outcome, message: entry.message ?? null, duration: entry.duration ?? null };
  await queries
    .insertInto('history')
    .values({
      environment: row.environment,
      tenant: row.tenant,
      widget: row.widget,
      connection: row.id,
      at: services.now(),
      action: entry.action ?? null,
      who: entry.who ?? null,
      run: entry.run ?? null,
      scheduled: entry.scheduled ?? false,
      ...outcome,
    })
    .onConflict((conflict) => conflict.column('run').doUpdateSet(outcome))
    .execute();
  await services.outbox.publish(row, { type: 'history.added', widget: row.widget, connection: row.key }, queries);
}

const toEntry = (row: Selectable<HistoryTable>, connection: string): HistoryEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  kind: row.kind as Kind,
  outcome: row.outcome as Outcome,
  connection,
  ...(row.action === null ? {} : { action: row.action }),
  ...(row.who === null ? {} : { who: row.who }),
  ...(row.message === null ? {} : { message: row.message }),
  ...(row.duration === null ? {} : { duration: row.duration }),
  ...(row.run === null ? {} : { run: row.run }),
  ...(row.scheduled ? { scheduled: true } : {}),
});

export interface HistorySelection {
  readonly outcome?: Outcome | undefined;
  /** Id of the last entry of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function readHistory(
  queries: Queries,
  connection: ConnectionRow,
  selection: HistorySelection,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly total: number; readonly more: boolean }> {
  let all = queries.selectFrom('history').where('connection', '=', connection.id);
  if (selection.outcome !== undefined) all = all.where('outcome', '=', selection.outcome);
  const { total } = await all.select((expression) => expression.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const page = selection.before === undefined ? all : all.where('id', '<', selection.before);
  const rows = await page
    .selectAll()
    .orderBy('id', 'desc')
    .limit(selection.limit + 1)
    .execute();
  return {
    entries: rows.slice(0, selection.limit).map((row) => toEntry(row, connection.key)),
    total: Number(total),
    more: rows.length > selection.limit,
  };
}
