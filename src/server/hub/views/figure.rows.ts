import { sql } from 'kysely';
import type { Queries } from '../../platform/database/queries.js';

/** What flows have counted, by connection, counter and day. */
export function dailyCounts(queries: Queries, connections: readonly string[], since: Date) {
  return queries
    .selectFrom('counters')
    .select(['connection', 'counter'])
    .select(sql<string>`to_char(hour at time zone 'UTC', 'YYYY-MM-DD')`.as('day'))
    .select((expression) => expression.fn.sum<number>('amount').as('amount'))
    .where('connection', 'in', connections)
    .where('hour', '>=', since)
    .where(sql<boolean>`amount not in ('NaN', 'Infinity', '-Infinity')`)
    .groupBy(['connection', 'counter', 'day'])
    .execute();
}

/** How many runs there were, by connection and day. */
export function dailyRuns(queries: Queries, connections: readonly string[], since: Date) {
  return queries
    .selectFrom('runs')
    .select('connection')
    .select(sql<string>`to_char(created_at at time zone 'UTC', 'YYYY-MM-DD')`.as('day'))
    .select((expression) => expression.fn.countAll<string>().as('all'))
    .select((expression) => expression.fn.countAll<string>().filterWhere('status', '=', 'failed').as('failed'))
    .where('connection', 'in', connections)
    .where('created_at', '>=', since)
    .groupBy(['connection', 'day'])
    .execute();
}
