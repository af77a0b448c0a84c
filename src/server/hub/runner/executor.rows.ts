import { sql } from 'kysely';
import type { Queries, Transaction } from '../../platform/database/queries.js';

/** A process that has not been heard of for this long is dead, in seconds. */
const deadAfter = 5;

/** "I am alive." The database's clock is the one that counts. */
export async function putBeat(queries: Queries, executor: string): Promise<void> {
  await beat(queries, executor).execute();
}

export const beat = (queries: Queries, executor: string) =>
  queries
    .insertInto('executors')
    .values({ id: executor, beat: sql`now()` })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ beat: sql`now()` }));

export const deadExecutors = (queries: Queries) =>
  queries.selectFrom('executors').select('id').where('beat', '<', sql<Date>`now() - make_interval(secs => ${deadAfter})`);

/** "I am going": others take the runs at once. */
export async function putLeave(queries: Queries, executor: string): Promise<void> {
  await queries.updateTable('executors').set({ beat: sql`now() - interval '1 hour'` }).where('id', '=', executor).execute();
}

/** Of several processes that ask, each gets others. */
export async function takeDead(transaction: Transaction): Promise<string[]> {
  const dead = await transaction
    .deleteFrom('executors')
    .where('id', 'in', deadExecutors(transaction).forUpdate().skipLocked())
    .returning('id')
    .execute();
  return dead.map(({ id }) => id);
}
