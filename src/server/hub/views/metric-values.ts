import { sql } from 'kysely';
import type { MetricValue } from '../../../contract/connection.js';
import type { MetricDefinition } from '../../../contract/widget.js';
import type { Queries } from '../../platform/database/queries.js';
import { lastRunsOf, type RunRow } from '../runs/run.rows.js';

const DAY = 86_400_000;

/** Figures by connection, source and day (`2026-01-31`, UTC). */
export interface Figures {
  readonly daily: ReadonlyMap<string, number>;
  readonly lastRuns: ReadonlyMap<string, RunRow>;
  readonly today: Date;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const address = (connection: string, source: string, day: string): string => `${connection}\n${source}\n${day}`;

/** Everything that the metrics of some connections are made of, in three queries however many they are. */
export async function readFigures(
  queries: Queries,
  connections: readonly string[],
  metrics: readonly MetricDefinition[],
  now: Date,
): Promise<Figures> {
  const lastRuns = new Map((await lastRunsOf(queries, connections)).map((run) => [run.connection, run]));
  const daily = new Map<string, number>();
  if (connections.length === 0 || metrics.length === 0) return { daily, lastRuns, today: now };
  const longest = Math.max(...metrics.map((metric) => metric.window));
  const since = new Date(`${dayOf(new Date(now.getTime() - (longest - 1) * DAY))}T00:00:00Z`);
  const [counters, runs] = await Promise.all([readCounters(queries, connections, since), readRuns(queries, connections, since)]);
  for (const { connection, counter, day, amount } of counters) daily.set(address(connection, counter, day), amount);
  for (const { connection, day, all, failed } of runs) {
    daily.set(address(connection, 'runs', day), Number(all));
    daily.set(address(connection, 'failures', day), Number(failed));
  }
  return { daily, lastRuns, today: now };
}

function readCounters(queries: Queries, connections: readonly string[], since: Date) {
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

function readRuns(queries: Queries, connections: readonly string[], since: Date) {
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

function aggregated(aggregate: MetricDefinition['aggregate'], figures: readonly (number | undefined)[]): number | null {
  const known = figures.filter((figure) => figure !== undefined);
  const last = known.at(-1);
  if (last === undefined) return aggregate === 'sum' ? 0 : null;
  if (aggregate === 'last') return last;
  if (aggregate === 'maximum') return Math.max(...known);
  const sum = known.reduce((total, figure) => total + figure, 0);
  const value = aggregate === 'sum' ? sum : sum / known.length;
  return Number.isFinite(value) ? value : null;
}

function lastRunValue(key: string, run: RunRow | undefined, format: MetricDefinition['format']): MetricValue {
  const text = format === 'status' ? run?.status : run?.finished_at?.toISOString();
  return { key, value: null, ...(text === undefined ? {} : { text }) };
}

/** The metrics of one connection (seed: "Add metrics"): averages and maxima are those of days on which something was counted. */
export function metricValues(
  metrics: readonly MetricDefinition[],
  connection: string | undefined,
  figures: Figures,
): MetricValue[] {
  return metrics.map(({ key, source, aggregate, window, format }) => {
    const run = connection === undefined ? undefined : figures.lastRuns.get(connection);
    if (source === 'lastRun') return lastRunValue(key, run, format);
    const days = Array.from({ length: window }, (_day, index) =>
      dayOf(new Date(figures.today.getTime() - (window - 1 - index) * DAY)),
    );
    const amounts = days.map((day) => figures.daily.get(address(connection ?? '', source, day)));
    return { key, value: aggregated(aggregate, amounts), series: amounts.map((amount) => amount ?? 0) };
  });
}
