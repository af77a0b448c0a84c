import type { MetricValue } from '../../../contract/connection.js';
import type { MetricDefinition } from '../../../contract/widget.js';
import type { Queries } from '../../platform/database/queries.js';
import type { RunLine, StoredConnection } from '../connections/connection-state.rows.js';
import { type DailyCount, type DailyRuns, dailyCounts, dailyRuns } from './figure.rows.js';

const DAY = 86_400_000;

/** Figures by connection, source and day (`2026-01-31`, UTC). */
export interface Figures {
  readonly daily: ReadonlyMap<string, number>;
  readonly today: Date;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const address = (connection: string, source: string, day: string): string => `${connection}\n${source}\n${day}`;

/** From when figures are needed; `undefined` where nothing counts. */
export function figuresSince(metrics: readonly MetricDefinition[], now: Date): Date | undefined {
  if (metrics.length === 0) return undefined;
  const longest = Math.max(...metrics.map((metric) => metric.window));
  return new Date(`${dayOf(new Date(now.getTime() - (longest - 1) * DAY))}T00:00:00Z`);
}

/** What was read, by its address. */
export function figuresOf(counts: readonly DailyCount[], runs: readonly DailyRuns[], today: Date): Figures {
  const daily = new Map<string, number>();
  for (const { connection, counter, day, amount } of counts) daily.set(address(connection, counter, day), amount);
  for (const { connection, day, all, failed } of runs) {
    daily.set(address(connection, 'runs', day), Number(all));
    daily.set(address(connection, 'failures', day), Number(failed));
  }
  return { daily, today };
}

/** Everything that the metrics of one connection are made of. */
export async function readFigures(
  queries: Queries,
  connection: StoredConnection | undefined,
  metrics: readonly MetricDefinition[],
  now: Date,
): Promise<Figures> {
  const since = figuresSince(metrics, now);
  if (connection === undefined || since === undefined) return figuresOf([], [], now);
  const ids = [connection.row.id];
  return figuresOf(await dailyCounts(queries, ids, since).execute(), await dailyRuns(queries, ids, since).execute(), now);
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

function lastRunValue(key: string, run: RunLine | undefined, format: MetricDefinition['format']): MetricValue {
  const text = format === 'status' ? run?.status : run?.finished_at?.toISOString();
  return { key, value: null, ...(text === undefined ? {} : { text }) };
}

/** The metrics of one connection (seed: "Add metrics"): averages and maxima are those of days on which something was counted. */
export function metricValues(
  metrics: readonly MetricDefinition[],
  stored: StoredConnection | undefined,
  figures: Figures,
): MetricValue[] {
  return metrics.map(({ key, source, aggregate, window, format }) => {
    if (source === 'lastRun') return lastRunValue(key, stored?.lastRun, format);
    const days = Array.from({ length: window }, (_day, index) =>
      dayOf(new Date(figures.today.getTime() - (window - 1 - index) * DAY)),
    );
    const amounts = days.map((day) => figures.daily.get(address(stored?.row.id ?? '', source, day)));
    return { key, value: aggregated(aggregate, amounts), series: amounts.map((amount) => amount ?? 0) };
  });
}
