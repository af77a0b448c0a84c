import { type Selectable, sql } from 'kysely';
import type { HubEvent } from '../../../contract/event.js';
import type { HistoryEntry, historyOutcomes } from '../../../contract/history.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { HistoryTable } from '../../platform/database/schema.js';
import type { OpaqueIds } from '../../platform/vault/opaque-ids.js';
import { type ConnectionRow, connectionChanged, countChange, publishConnection } from '../connections/connection.rows.js';
import { announced, storedEvents } from '../events/event.rows.js';

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

/** What became of a connection: a line of its history, and what is told of it. */
export interface Change {
  /** A run's line is rewritten when the run ends. */
  readonly line?: NewHistoryEntry;
  /** Told beside `connection.changed`. */
  readonly events?: readonly HubEvent[];
}

/** Writes a line of a connection's history, counts the change, and tells every page of the tenant: one statement. */
export async function recordChange(
  transaction: Transaction,
  row: ConnectionRow,
  { line, events = [] }: Change,
  at: Date,
): Promise<void> {
  if (line === undefined) return publishConnection(transaction, row, at, events);
  const added = { type: 'history.added', widget: row.widget, connection: row.key } as const;
  const told = storedEvents(row, [added, ...events, connectionChanged(row)], at);
  await sql`
    with line as (
      insert into history (environment, tenant, widget, connection, at, kind, action, who, outcome, message, duration, scheduled, run)
      values (
        ${row.environment}, ${row.tenant}, ${row.widget}, ${row.id}, ${at}, ${line.kind}, ${line.action ?? null}, ${line.who ?? null},
        ${line.outcome}, ${line.message ?? null}, ${line.duration ?? null}, ${line.scheduled ?? false}, ${line.run ?? null}
      )
      on conflict (run) do update
      set kind = excluded.kind, outcome = excluded.outcome, message = excluded.message, duration = excluded.duration
    ), shown as (${countChange(row)}), told as (${told} returning id) ${announced}`.execute(transaction);
}

const toEntry = (row: Selectable<HistoryTable>, connection: string, ids: Pick<OpaqueIds, 'of'>): HistoryEntry => ({
  id: ids.of(row.id),
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
  /** Number of the last entry of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function readHistory(
  queries: Queries,
  connection: ConnectionRow,
  { outcome, before, limit }: HistorySelection,
  ids: Pick<OpaqueIds, 'of'>,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly more: boolean }> {
  const all = linesOf(queries, connection, outcome);
  const page = before === undefined ? all : all.where('id', '<', before);
  const rows = await page
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return { entries: rows.slice(0, limit).map((row) => toEntry(row, connection.key, ids)), more: rows.length > limit };
}

/** How many lines there are, on all pages together. */
export async function countHistory(
  queries: Queries,
  connection: ConnectionRow,
  outcome: HistorySelection['outcome'],
): Promise<number> {
  const counted = linesOf(queries, connection, outcome).select((is) => is.fn.countAll<string>().as('total'));
  return Number((await counted.executeTakeFirstOrThrow()).total);
}

function linesOf(queries: Queries, { id }: ConnectionRow, outcome: HistorySelection['outcome']) {
  const all = queries.selectFrom('history').where('connection', '=', id);
  return outcome === undefined ? all : all.where('outcome', '=', outcome);
}
