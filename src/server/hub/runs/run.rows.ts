import { type Selectable, sql, type Updateable } from 'kysely';
import type { JsonValue } from '../../../contract/names.js';
import type { Run, RunLogLine, RunStatus, RunStep } from '../../../contract/run.js';
import type { Scope } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import type { RunsTable } from '../../platform/database/schema.js';
import { newId } from '../../platform/identifiers.js';
import type { NewRun } from '../services/run-queue.js';

export type RunRow = Selectable<RunsTable>;

const active: readonly RunStatus[] = ['queued', 'running'];

/** Stores a queued run, unless one of the same (connection, action) is active: then that one is answered. */
export async function insertRun(
  queries: Queries,
  run: NewRun & { readonly flowVersion: string | undefined },
  now: Date,
): Promise<{ readonly id: string; readonly replayed: boolean }> {
  const inserted = await queries
    .insertInto('runs')
    .values({
      id: newId('run'),
      environment: run.scope.environment,
      tenant: run.scope.tenant,
      connection: run.connection,
      widget: run.widget,
      action: run.action.key,
      action_name: run.action.name,
      action_type: run.action.type,
      flow: run.anyway === true ? null : (run.action.flow ?? null),
      flow_version: run.flowVersion ?? null,
      payload: run.action.payload === undefined ? null : JSON.stringify(run.action.payload),
      configuration: JSON.stringify(run.configuration),
      status: 'queued',
      cancelling: false,
      steps: '[]',
      started_by: run.startedBy ?? null,
      scheduled: run.scheduled ?? false,
      removes: run.removes ?? false,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['connection', 'action']).where('status', 'in', active).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted !== undefined) return { id: inserted.id, replayed: false };
  const current = await activeRunsOf(queries, [run.connection]);
  const same = current.find((row) => row.action === run.action.key);
  // The active run ended between the two statements: the next try inserts.
  return same === undefined ? insertRun(queries, run, now) : { id: same.id, replayed: true };
}

/** Queued and running ones of some connections, oldest first. */
export async function activeRunsOf(queries: Queries, connections: readonly string[]): Promise<RunRow[]> {
  if (connections.length === 0) return [];
  return queries
    .selectFrom('runs')
    .selectAll()
    .where('connection', 'in', connections)
    .where('status', 'in', active)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** The newest finished run of each of some connections. */
export async function lastRunsOf(queries: Queries, connections: readonly string[]): Promise<RunRow[]> {
  if (connections.length === 0) return [];
  return queries
    .selectFrom('runs')
    .distinctOn('connection')
    .selectAll()
    .where('connection', 'in', connections)
    .where('status', 'not in', active)
    .orderBy('connection')
    .orderBy('created_at', 'desc')
    .execute();
}

/** A run of the scope, with the key of its connection. */
export async function findRun(
  queries: Queries,
  scope: Scope,
  id: string,
): Promise<(RunRow & { readonly connection_key: string }) | undefined> {
  return queries
    .selectFrom('runs')
    .innerJoin('connections', 'connections.id', 'runs.connection')
    .selectAll('runs')
    .select('connections.key as connection_key')
    .where('runs.environment', '=', scope.environment)
    .where('runs.tenant', '=', scope.tenant)
    .where('runs.id', '=', id)
    .executeTakeFirst();
}

/** For the runner, which knows a run by its id only. */
export function runById(queries: Queries, id: string): Promise<RunRow | undefined> {
  return queries.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function runLog(queries: Queries, run: string): Promise<RunLogLine[]> {
  const rows = await queries.selectFrom('run_log').selectAll().where('run', '=', run).orderBy('id', 'desc').limit(1000).execute();
  return rows.reverse().map((row) => ({ at: row.at.toISOString(), level: row.level, text: row.text }));
}

/** The connection of a Deactivation that is under way goes with it. False when that was over. */
export async function markRemoving(queries: Queries, id: string): Promise<boolean> {
  const marked = await queries
    .updateTable('runs')
    .set({ removes: true })
    .where('id', '=', id)
    .where('status', 'in', active)
    .returning('id')
    .executeTakeFirst();
  return marked !== undefined;
}

/** What queued and running ones carry, of all tenants, in the order of ids: for the upkeep of what is stored. */
export function carriedAfter(
  queries: Queries,
  after: string,
  limit: number,
): Promise<(Pick<RunRow, 'id' | 'environment' | 'tenant' | 'connection' | 'configuration'> & { readonly text: string })[]> {
  return queries
    .selectFrom('runs')
    .select(['id', 'environment', 'tenant', 'connection', 'configuration'])
    .select(sql<string>`configuration::text`.as('text'))
    .where('status', 'in', active)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** The same content, sealed anew. False: the run was over meanwhile. */
export async function replaceCarried(
  queries: Queries,
  { id, text }: { readonly id: string; readonly text: string },
  configuration: Readonly<Record<string, JsonValue>>,
): Promise<boolean> {
  const changed = await queries
    .updateTable('runs')
    .set({ configuration: JSON.stringify(configuration) })
    .where('id', '=', id)
    .where(sql<boolean>`configuration::text = ${text}`)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** Asks a run to stop. Answers its row, or `undefined` when it was over. */
export function markCancelling(queries: Queries, id: string): Promise<RunRow | undefined> {
  return queries
    .updateTable('runs')
    .set({ cancelling: true })
    .where('id', '=', id)
    .where('status', 'in', active)
    .returningAll()
    .executeTakeFirst();
}

/** Ends a run, and forgets the configuration that it carried. Answers its row, or `undefined` when it was over. */
export function endActive(
  queries: Queries,
  id: string,
  ending: Pick<Updateable<RunsTable>, 'status' | 'finished_at' | 'message' | 'message_header' | 'error_code' | 'error_message'>,
): Promise<RunRow | undefined> {
  return queries
    .updateTable('runs')
    .set({ ...ending, configuration: '{}' })
    .where('id', '=', id)
    .where('status', 'in', active)
    .returningAll()
    .executeTakeFirst();
}

/** Counts once under a name. In a transaction: as `lockConnection` asks, the connection is held first. Nothing is counted of a removed one. */
export async function addToCounter(
  queries: Queries,
  count: {
    readonly run: string;
    readonly name: string;
    readonly connection: string;
    readonly counter: string;
    readonly amount: number;
  },
  now: Date,
): Promise<void> {
  const held = await queries
    .selectFrom('connections')
    .select('id')
    .where('id', '=', count.connection)
    .forKeyShare()
    .executeTakeFirst();
  if (held === undefined) return;
  const first = await queries
    .insertInto('counted')
    .values({ run: count.run, name: count.name })
    .onConflict((conflict) => conflict.doNothing())
    .returning('run')
    .executeTakeFirst();
  if (first === undefined) return;
  const hour = new Date(now);
  hour.setUTCMinutes(0, 0, 0);
  await queries
    .insertInto('counters')
    .values({ connection: count.connection, counter: count.counter, hour, amount: count.amount })
    .onConflict((conflict) =>
      conflict.columns(['connection', 'counter', 'hour']).doUpdateSet({ amount: sql`counters.amount + excluded.amount` }),
    )
    .execute();
}

/** A column of floating point numbers holds `NaN` and infinities too. */
const isFiniteNumber = (figure: number | null): figure is number => figure !== null && Number.isFinite(figure);

/** The run as the hub reads it. */
export function toRun(row: RunRow, connection: string): Run {
  return {
    id: row.id,
    widget: row.widget,
    connection,
    action: row.action,
    actionName: row.action_name,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    ...(row.cancelling && active.includes(row.status) ? { cancelling: true } : {}),
    ...(!isFiniteNumber(row.progress_done)
      ? {}
      : {
          progress: {
            done: row.progress_done,
            ...(isFiniteNumber(row.progress_total) ? { total: row.progress_total } : {}),
            ...(row.progress_text === null ? {} : { text: row.progress_text }),
          },
        }),
    ...(row.message_header === null ? {} : { userMessageHeader: row.message_header }),
    ...(row.message === null ? {} : { userMessage: row.message }),
    ...(row.error_code === null
      ? {}
      : { error: { code: row.error_code, ...(row.error_message === null ? {} : { message: row.error_message }) } }),
    ...(row.started_by === null ? {} : { startedBy: row.started_by }),
    ...(row.scheduled ? { scheduled: true } : {}),
    ...(row.started_at === null ? {} : { startedAt: row.started_at.toISOString() }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
  };
}

export const stepsOf = (row: RunRow): RunStep[] => row.steps as unknown as RunStep[];

export const configurationOf = (row: RunRow): Readonly<Record<string, JsonValue>> =>
  row.configuration as Readonly<Record<string, JsonValue>>;
