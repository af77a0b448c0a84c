import { type QueryCreator, sql } from 'kysely';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { Schema } from '../../platform/database/schema.js';

export interface Schedule {
  /** The action that is run again and again. */
  readonly action: string;
  readonly minutes: number;
}

/** Keeps, changes or forgets the schedule that saved values ask for, as a part of a statement. */
export function keepSchedule(
  query: QueryCreator<Schema>,
  { connection, flow }: { readonly connection: string; readonly flow: string },
  schedule: Schedule | undefined,
  now: Date,
) {
  if (schedule === undefined) {
    return query.deleteFrom('schedules').where('connection', '=', connection).where('flow', '=', flow).returning('flow');
  }
  const { action, minutes } = schedule;
  const row = { action, minutes, next_at: new Date(now.getTime() + minutes * 60_000) };
  return query
    .insertInto('schedules')
    .values({ connection, flow, ...row })
    .onConflict((conflict) => conflict.columns(['connection', 'flow']).doUpdateSet(row))
    .returning('flow');
}

export async function deleteSchedules(transaction: Transaction, connection: string): Promise<void> {
  await transaction.deleteFrom('schedules').where('connection', '=', connection).execute();
}

export interface DueSchedule {
  readonly connection: string;
  readonly flow: string;
  readonly action: string;
}

/** Those that are due. */
export const withDueTick = (queries: Queries, now: Date) =>
  queries.selectFrom('schedules').select(['connection', 'flow', 'action']).where('next_at', '<=', now);

/** Those that are due, longest first. */
export function dueSchedules(queries: Queries, now: Date, limit: number): Promise<DueSchedule[]> {
  return withDueTick(queries, now).orderBy('next_at').limit(limit).execute();
}

/** Sets the next tick of one that is due still. False where another process was faster. */
export async function takeTick(transaction: Transaction, { connection, flow }: DueSchedule, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('schedules')
    .set({ next_at: sql`${now}::timestamptz + make_interval(mins => minutes)` })
    .where('connection', '=', connection)
    .where('flow', '=', flow)
    .where('next_at', '<=', now)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Looks again later at one that is due still. */
export async function putOffTick(
  transaction: Transaction,
  { connection, flow }: DueSchedule,
  now: Date,
  milliseconds: number,
): Promise<void> {
  await transaction
    .updateTable('schedules')
    .set({ next_at: new Date(now.getTime() + milliseconds) })
    .where('connection', '=', connection)
    .where('flow', '=', flow)
    .where('next_at', '<=', now)
    .execute();
}
