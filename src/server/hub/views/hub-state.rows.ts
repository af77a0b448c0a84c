import { sql } from 'kysely';
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
  /** `undefined`: nothing has changed since the version that is known. */
  readonly stored:
    | { readonly connections: StoredConnection[]; readonly counts: DailyCount[]; readonly runs: DailyRuns[] }
    | undefined;
}

/** Ids between the oldest event that is counted and the newest: more than are given out while one transaction is under way. */
const counted = 10_000;

/** Everything stored that a tenant's hub shows, in one statement, however many its connections: no change is seen by halves. */
export async function hubState(
  queries: Queries,
  scope: Scope,
  {
    widgets,
    now,
    since,
    known,
  }: {
    readonly widgets: readonly string[];
    readonly now: Date;
    /** From when figures are needed. */
    readonly since: Date | undefined;
    readonly known: HubVersion | undefined;
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
  const after = known === undefined ? sql`(select coalesce(max(id), 0) - ${counted} from outbox)` : sql`${known.after}::bigint`;
  const told = (whom: unknown) =>
    sql`(select count(*) from outbox where environment = ${environment} and tenant ${whom} and id > (select id from start))`;
  const { rows } = await sql<{
    after: string;
    count: string;
    stored: { connections: AnsweredState[]; counts: DailyCount[]; runs: DailyRuns[] } | null;
  }>`
    with start as (select ${after} as id), version as (select ${told(sql`= ${tenant}`)} + ${told(sql`is null`)} as count)
    select (select id from start)::text as after, version.count::text as count,
      case when version.count is distinct from ${known?.count ?? null}::bigint then
        json_build_object('connections', ${states}, 'counts', ${figures(dailyCounts)}, 'runs', ${figures(dailyRuns)})
      end as stored
    from version`.execute(queries);
  const [row] = rows;
  if (row === undefined) throw new Error('The state of a hub has no answer');
  const { stored } = row;
  return {
    version: { after: row.after, count: row.count },
    stored: stored === null ? undefined : { ...stored, connections: stored.connections.map(storedState) },
  };
}
