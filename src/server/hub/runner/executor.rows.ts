import { sql } from 'kysely';
import type { Queries, Transaction } from '../../platform/database/queries.js';

/** What another process has said of itself last. */
export interface Beat {
  readonly id: string;
  /** As text: to be compared with the one before, by nobody's clock. */
  readonly beat: string;
}

const leftText = '-infinity';
const left = sql<Date>`'-infinity'::timestamptz`;

export const hasLeft = ({ beat }: Beat): boolean => beat === leftText;

/** "I am alive." Answers the others. */
export async function putBeat(queries: Queries, executor: string): Promise<Beat[]> {
  const { rows } = await sql<Beat>`with mine as (${beat(queries, executor)}) ${others(executor)}`.execute(queries);
  return rows;
}

const instant = sql<Date>`clock_timestamp()`;

/** What `putBeat` does, for a statement that does more. */
export const beat = (queries: Queries, executor: string) =>
  queries
    .insertInto('executors')
    .values({ id: executor, beat: instant })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ beat: instant }));

/** What it answers. */
export const others = (executor: string) => sql<Beat>`select id, beat::text as beat from executors where id <> ${executor}`;

/** "I am going": others take over at once. */
export async function putLeave(queries: Queries, executor: string): Promise<void> {
  await queries.updateTable('executors').set({ beat: left }).where('id', '=', executor).execute();
}

/** Takes a process that is dead out of the list. False where it has been heard of since, or somebody else was faster. */
export async function takeDead(transaction: Transaction, { id, beat }: Beat): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom('executors')
    .where('id', '=', id)
    .where(sql<boolean>`beat = ${beat}::timestamptz`)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
