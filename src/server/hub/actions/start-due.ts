import { sql } from 'kysely';
import { connectionById } from '../connections/connection.rows.js';
import type { Services } from '../services/services.js';
import { startScheduled } from './start-action.js';

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
