import { type Expression, sql } from 'kysely';
import type { Queries } from '../../platform/database/queries.js';

/** As JSON has them too. */
export interface DailyCount {
  readonly connection: string;
  readonly counter: string;
  readonly day: string;
  readonly amount: number;
}

export interface DailyRuns {
  readonly connection: string;
  readonly day: string;
  readonly all: string | number;
  readonly failed: string | number;
}

/** Ids of connections, or what answers them. */
export type ConnectionIds = readonly string[] | Expression<string>;

/** What flows have counted, by connection, counter and day. */
export const dailyCounts = (queries: Queries, connections: ConnectionIds, since: Date) =>
  queries
    .selectFrom('counters')
    .select(['connection', 'counter'])
    .select(sql<string>`to_char(hour at time zone 'UTC', 'YYYY-MM-DD')`.as('day'))
    .select((expression) => expression.fn.sum<number>('amount').as('amount'))
    .where('connection', 'in', connections)
    .where('hour', '>=', since)
    .where(sql<boolean>`amount not in ('NaN', 'Infinity', '-Infinity')`)
    .groupBy(['connection', 'counter', 'day']);

/** How many runs there were, by connection and day. */
export const dailyRuns = (queries: Queries, connections: ConnectionIds, since: Date) =>
  queries
    .selectFrom('runs')
    .select('connection')
    .select(sql<string>`to_char(created_at at time zone 'UTC', 'YYYY-MM-DD')`.as('day'))
    .select((expression) => expression.fn.countAll<string>().as('all'))
    .select((expression) => expression.fn.countAll<string>().filterWhere('status', '=', 'failed').as('failed'))
    .where('connection', 'in', connections)
    .where('created_at', '>=', since)
    .groupBy(['connection', 'day']);
