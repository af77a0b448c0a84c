import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { HubEvent } from '../../../contract/event.js';
import type { Scope } from '../../platform/access.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { OutboxTable } from '../../platform/database/schema.js';

export type EventRow = Selectable<OutboxTable>;

/** Ids only: a notification holds 8,000 bytes. */
export const eventChannel = 'integration_hub_events';

/** Whom an event is for. `tenant: null`: every tenant of the environment. */
export interface Audience {
  readonly environment: string;
  readonly tenant: string | null;
}

/** The insertion of events, as a part of a statement that names it `told`: its end, `returning id`, is the statement's own. */
export const storedEvents = (
  { environment, tenant }: Audience,
  events: readonly HubEvent[],
  at: Date,
): RawBuilder<unknown> => sql`
  insert into outbox (environment, tenant, event, at)
  select ${environment}::text, ${tenant}::text, event, ${at}::timestamptz from json_array_elements(${JSON.stringify(events)}::json) as event`;

/** Notifies every process of a row of `told`, once the transaction has committed. */
export const notifying = sql`pg_notify(${eventChannel}, id::text)`;

/** The end of a statement that does nothing but store and tell. */
export const announced = sql`select ${notifying} from told`;

/** Stores events and, once the transaction has committed, notifies every process. */
export async function publish(
  transaction: Transaction,
  audience: Audience,
  events: readonly HubEvent[],
  at: Date,
): Promise<void> {
  await sql`with told as (${storedEvents(audience, events, at)} returning id) ${announced}`.execute(transaction);
}

export function eventsById(queries: Queries, ids: readonly string[]): Promise<EventRow[]> {
  return queries.selectFrom('outbox').selectAll().where('id', 'in', ids).orderBy('id').execute();
}

/** Of every environment and tenant, oldest first. */
export function eventsSince(queries: Queries, from: Date): Promise<EventRow[]> {
  return queries.selectFrom('outbox').selectAll().where('at', '>', from).orderBy('id').execute();
}

/** When an event was stored, while it is kept. */
export async function eventTime(queries: Queries, id: string): Promise<Date | undefined> {
  return (await queries.selectFrom('outbox').select('at').where('id', '=', id).executeTakeFirst())?.at;
}

/** Events of a tenant beside one: with a greater id, or stored after `from`. */
export function eventsAfter(
  queries: Queries,
  scope: Scope,
  { id, from, limit }: { readonly id: string; readonly from: Date; readonly limit: number },
): Promise<EventRow[]> {
  return queries
    .selectFrom('outbox')
    .selectAll()
    .where('environment', '=', scope.environment)
    .where((row) => row.or([row('tenant', '=', scope.tenant), row('tenant', 'is', null)]))
    .where((row) => row.or([row('id', '>', id), row('at', '>', from)]))
    .where('id', '!=', id)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function latestEvent(queries: Queries): Promise<string | undefined> {
  const row = await queries
    .selectFrom('outbox')
    .select((expression) => expression.fn.max('id').as('id'))
    .executeTakeFirst();
  return row?.id ?? undefined;
}
