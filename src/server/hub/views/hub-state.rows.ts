import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { type AnsweredState, type StoredConnection, statesOf, storedState } from '../connections/connection-state.rows.js';
import { type DailyCount, type DailyRuns, dailyCounts, dailyRuns } from './figure.rows.js';

/**
 * How many events a tenant was told after one of them: whatever its hub shows changes together with an event. Counted, since an event
 * with a smaller id may come after a greater one.
 */
export interface HubVersion {
  readonly after: string;
  readonly count: string;
}

export interface HubState {
  readonly version: HubVersion;
  readonly connections: readonly StoredConnection[];
  readonly counts: readonly DailyCount[];
  readonly runs: readonly DailyRuns[];
}

/** Ids between the oldest event that is counted and the newest: more than are given out while one transaction is under way. */
const counted = 10_000;

const toldAfter = ({ environment, tenant }: Scope, start: RawBuilder<unknown>) => sql`(
  (select count(*) from outbox where environment = ${environment} and tenant = ${tenant} and id > ${start}) +
  (select count(*) from outbox where environment = ${environment} and tenant is null and id > ${start}))`;

/** Whether nothing has changed since a version: a statement that is planned in no time, which the whole one is not. */
export async function isUnchanged(queries: Queries, scope: Scope, { after, count }: HubVersion): Promise<boolean> {
  const { rows } = await sql<{ count: string }>`select ${toldAfter(scope, sql`${after}::bigint`)}::text as count`.execute(
    queries,
  );
  return rows[0]?.count === count;
}

/** Everything stored that a tenant's hub shows, in one statement, however many its connections: no change is seen by halves. */
export async function hubState(
  queries: Queries,
  scope: Scope,
  {
    widgets,
    now,
    since,
  }: {
    readonly widgets: readonly string[];
    readonly now: Date;
    /** From when figures are needed. */
    readonly since: Date | undefined;
  },
): Promise<HubState> {
  const { environment, tenant } = scope;
  const ids = sql<string>`(
    select id from connections
    where environment = ${environment} and tenant = ${tenant} and widget in (${sql.join(widgets)}))`;
  const all = (statement: unknown) => sql`(select coalesce(json_agg(to_json(one)), '[]') from (${statement}) as one)`;
  const states = widgets.length === 0 ? sql`'[]'::json` : all(statesOf(queries, scope, widgets, now));
  const figures = (read: typeof dailyCounts | typeof dailyRuns) =>
    widgets.length === 0 || since === undefined ? sql`'[]'::json` : all(read(queries, ids, since));
  const { rows } = await sql<HubVersion & { connections: AnsweredState[]; counts: DailyCount[]; runs: DailyRuns[] }>`
    with start as (select coalesce(max(id), 0) - ${counted} as id from outbox)
    select (select id from start)::text as after, ${toldAfter(scope, sql`(select id from start)`)}::text as count,
      ${states} as connections, ${figures(dailyCounts)} as counts, ${figures(dailyRuns)} as runs`.execute(queries);
  const [row] = rows;
  if (row === undefined) throw new Error('The state of a hub has no answer');
  const { after, count, connections, counts, runs } = row;
  return { version: { after, count }, connections: connections.map(storedState), counts, runs };
}
