import { sql } from 'kysely';
import type { FormValues } from '../../../contract/form.js';
import { connectionById } from '../connections/connection.rows.js';
import type { ConfigurationFlow } from '../definitions/define.js';
import type { Services } from '../services/services.js';
import type { Queries } from '../../platform/database/queries.js';
import { startScheduled } from './start-action.js';

/** Keeps, changes or forgets the schedule that saved values ask for. */
export async function keepSchedule(
  queries: Queries,
  connection: string,
  flow: ConfigurationFlow,
  values: FormValues,
  now: Date,
): Promise<void> {
  const schedule = flow.schedule?.(values);
  if (schedule === undefined) {
    await queries.deleteFrom('schedules').where('connection', '=', connection).where('flow', '=', flow.key).execute();
    return;
  }
  const row = {
    action: schedule.action,
    minutes: schedule.minutes,
    next_at: new Date(now.getTime() + schedule.minutes * 60_000),
  };
  await queries
    .insertInto('schedules')
    .values({ connection, flow: flow.key, ...row })
    .onConflict((conflict) => conflict.columns(['connection', 'flow']).doUpdateSet(row))
    .execute();
}

/** Starts what is due. Of several processes that try, one does; what was missed while nobody ran is started once. */
export async function startDue(services: Services): Promise<void> {
  const now = services.now();
  const due = await services.database.kysely.transaction().execute((transaction) =>
    transaction
      .updateTable('schedules')
      .set({ next_at: sql`${now}::timestamptz + make_interval(mins => minutes)` })
      .where(sql<boolean>`(connection, flow) in (
        select connection, flow from schedules where next_at <= ${now} order by next_at limit 100 for update skip locked
      )`)
      .returning(['connection', 'action'])
      .execute(),
  );
  for (const { connection: id, action } of due) {
    const owner = await services.database.kysely
      .selectFrom('connections')
      .select(['environment', 'tenant'])
      .where('id', '=', id)
      .executeTakeFirst();
    const connection = owner === undefined ? undefined : await connectionById(services.database.kysely, owner, id);
    if (connection !== undefined) await startScheduled(services, connection, action);
  }
}
