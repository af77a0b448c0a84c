import { sql } from 'kysely';
import type { Transaction } from '../../platform/database/queries.js';

/** Counts once under a name. As `lockConnection` asks, the connection is held first. Nothing is counted of a removed one. */
export async function addToCounter(
  transaction: Transaction,
  count: {
    readonly run: string;
    readonly name: string;
    readonly connection: string;
    readonly counter: string;
    readonly amount: number;
  },
  now: Date,
): Promise<void> {
  const held = await transaction
    .selectFrom('connections')
    .select('id')
    .where('id', '=', count.connection)
    .forKeyShare()
    .executeTakeFirst();
  if (held === undefined) return;
  const first = await transaction
    .insertInto('counted')
    .values({ run: count.run, name: count.name })
    .onConflict((conflict) => conflict.doNothing())
    .returning('run')
    .executeTakeFirst();
  if (first === undefined) return;
  const hour = new Date(now);
  hour.setUTCMinutes(0, 0, 0);
  await transaction
    .insertInto('counters')
    .values({ connection: count.connection, counter: count.counter, hour, amount: count.amount })
    .onConflict((conflict) =>
      conflict.columns(['connection', 'counter', 'hour']).doUpdateSet({ amount: sql`counters.amount + excluded.amount` }),
    )
    .execute();
}
