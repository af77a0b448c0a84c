import { type Selectable, sql, type Updateable } from 'kysely';
import type { ActionDefinition } from '../../../contract/action.js';
import type { HubEvent } from '../../../contract/event.js';
import type { JsonValue } from '../../../contract/names.js';
import type { RunProgress, RunStatus, RunStep } from '../../../contract/run.js';
import type { Scope } from '../../platform/access.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { RunsTable } from '../../platform/database/schema.js';
import { newId } from '../../platform/identifiers.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import { announced, storedEvents } from '../events/event.rows.js';

export type RunRow = Selectable<RunsTable>;

/** With the key of its connection. */
export type KeyedRun = RunRow & { readonly connection_key: string };

/** Of a run that is not over. */
export const activeStatuses: readonly RunStatus[] = ['queued', 'running'];

export interface NewRun {
  readonly scope: Scope;
  readonly widget: string;
  /** The connection's row id. */
  readonly connection: string;
  readonly action: ActionDefinition;
  /** The flow's, as it is deployed. */
  readonly flowVersion: string | undefined;
  /** The widget's; `undefined`: its draft. */
  readonly version: number | undefined;
  /** Saved values by configuration flow, as they are now. */
  readonly configuration: Readonly<Record<string, JsonValue>>;
  readonly startedBy: string | undefined;
  /** Started by the connection's schedule. */
  readonly scheduled?: boolean;
  /** Deactivation without its flow ("Disconnect anyway"). */
  readonly anyway?: boolean;
  /** Deactivation after which the connection itself goes. */
  readonly removes?: boolean;
}

/** Stores a queued run, unless one of the same (connection, action) is active: then that one is answered. */
export async function insertRun(
  transaction: Transaction,
  run: NewRun,
  at: Date,
): Promise<{ readonly run: RunRow; readonly replayed: boolean }> {
  const flow = run.anyway === true ? undefined : run.action.flow;
  const inserted = await transaction
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
      flow: flow ?? null,
      flow_version: flow === undefined ? null : (run.flowVersion ?? null),
      version: run.version ?? null,
      payload: run.action.payload === undefined ? null : JSON.stringify(run.action.payload),
      configuration: JSON.stringify(run.configuration),
      status: 'queued',
      cancelling: false,
      steps: '[]',
      started_by: run.startedBy ?? null,
      scheduled: run.scheduled ?? false,
      removes: run.removes ?? false,
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(['connection', 'action']).where('status', 'in', activeStatuses).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted !== undefined) return { run: inserted, replayed: false };
  const current = await activeRunsOf(transaction, run.connection);
  const same = current.find((row) => row.action === run.action.key);
  // The active run ended between the two statements: the next try inserts.
  return same === undefined ? insertRun(transaction, run, at) : { run: same, replayed: true };
}

/** Queued and running ones of a connection, oldest first. */
export function activeRunsOf(queries: Queries, connection: string): Promise<RunRow[]> {
  return queries
    .selectFrom('runs')
    .selectAll()
    .where('connection', '=', connection)
    .where('status', 'in', activeStatuses)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** The same, held until the transaction ends: those that have not begun find nothing to begin with. */
export function lockActiveRuns(transaction: Transaction, connection: string): Promise<RunRow[]> {
  return transaction
    .selectFrom('runs')
    .selectAll()
    .where('connection', '=', connection)
    .where('status', 'in', activeStatuses)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Queued ones that were stored before an instant: nobody has handed them over. */
export function waitingRuns(queries: Queries, before: Date): Promise<Pick<RunRow, 'id' | 'tenant'>[]> {
  return queuedBefore(queries, before).limit(50).execute();
}

export const queuedBefore = (queries: Queries, before: Date) =>
  queries.selectFrom('runs').select(['id', 'tenant']).where('status', '=', 'queued').where('created_at', '<', before);

/** How some runs stand. One that is not there was removed with its connection. */
export function runStates(
  queries: Queries,
  ids: readonly string[],
): Promise<Pick<RunRow, 'id' | 'cancelling' | 'finished_at'>[]> {
  return queries.selectFrom('runs').select(['id', 'cancelling', 'finished_at']).where('id', 'in', ids).execute();
}

const withKey = (queries: Queries) =>
  queries
    .selectFrom('runs')
    .innerJoin('connections', 'connections.id', 'runs.connection')
    .selectAll('runs')
    .select('connections.key as connection_key');

/** A run of the scope. */
export async function findRun(queries: Queries, scope: Scope, id: string): Promise<KeyedRun | undefined> {
  return withKey(queries)
    .where('runs.environment', '=', scope.environment)
    .where('runs.tenant', '=', scope.tenant)
    .where('runs.id', '=', id)
    .executeTakeFirst();
}

/** For the runner, which knows a run by its id only. */
export function runById(queries: Queries, id: string): Promise<KeyedRun | undefined> {
  return withKey(queries).where('runs.id', '=', id).executeTakeFirst();
}

/** Holds the connection of a run until the transaction ends, and answers it as it is then. */
export function lockConnectionOf(transaction: Transaction, id: string): Promise<ConnectionRow | undefined> {
  return transaction
    .selectFrom('connections')
    .innerJoin('runs', 'runs.connection', 'connections.id')
    .selectAll('connections')
    .where('runs.id', '=', id)
    .forUpdate('connections')
    .executeTakeFirst();
}

/** Marks a run as running. `undefined` when it was over before it began. */
export function markRunning(transaction: Transaction, id: string, at: Date): Promise<RunRow | undefined> {
  return transaction
    .updateTable('runs')
    .set({ status: 'running', started_at: at })
    .where('id', '=', id)
    .where('status', 'in', activeStatuses)
    .returningAll()
    .executeTakeFirst();
}

/** What a run tells of itself, stored and told in one statement; nothing when it was over. */
export async function putProgress(
  queries: Queries,
  { id, widget, environment, tenant }: RunRow,
  {
    steps,
    progress,
    connection,
  }: {
    readonly steps: readonly RunStep[];
    readonly progress: RunProgress | undefined;
    /** The key of the run's connection. */
    readonly connection: string;
  },
  at: Date,
): Promise<void> {
  const event: HubEvent = {
    type: 'run.changed',
    widget,
    connection,
    run: id,
    status: 'running',
    ...(progress === undefined ? {} : { progress }),
  };
  const update = queries
    .updateTable('runs')
    .set({
      steps: JSON.stringify(steps),
      ...(progress === undefined
        ? {}
        : { progress_done: progress.done, progress_total: progress.total ?? null, progress_text: progress.text ?? null }),
    })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .returning('id');
  await sql`with moved as (${update}),
    told as (${storedEvents({ environment, tenant }, [event], at)} where exists (select from moved) returning id)
    ${announced}`.execute(queries);
}

/** Processes are told of a run that is to stop by its id. */
export const cancelChannel = 'integration_hub_cancel';

/** Tells the process that carries on a run that it is to stop. */
export async function announceCancel(transaction: Transaction, id: string): Promise<void> {
  await sql`select pg_notify(${cancelChannel}, ${id})`.execute(transaction);
}

/** The connection of a Deactivation that is under way goes with it. False when that was over. */
export async function markRemoving(transaction: Transaction, id: string): Promise<boolean> {
  const marked = await transaction
    .updateTable('runs')
    .set({ removes: true })
    .where('id', '=', id)
    .where('status', 'in', activeStatuses)
    .returning('id')
    .executeTakeFirst();
  return marked !== undefined;
}

/** Asks a run to stop. Answers its row, or `undefined` when it was over. */
export function markCancelling(transaction: Transaction, id: string): Promise<RunRow | undefined> {
  return transaction
    .updateTable('runs')
    .set({ cancelling: true })
    .where('id', '=', id)
    .where('status', 'in', activeStatuses)
    .returningAll()
    .executeTakeFirst();
}

/** Ends a run, and forgets the configuration that it carried. Answers its row, or `undefined` when it was over. */
export function endActive(
  transaction: Transaction,
  id: string,
  ending: Pick<Updateable<RunsTable>, 'status' | 'finished_at' | 'message' | 'message_header' | 'error_code' | 'error_message'>,
): Promise<RunRow | undefined> {
  return transaction
    .updateTable('runs')
    .set({ ...ending, configuration: '{}' })
    .where('id', '=', id)
    .where('status', 'in', activeStatuses)
    .returningAll()
    .executeTakeFirst();
}
