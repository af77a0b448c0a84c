import { sql } from 'kysely';
import type { Queries } from '../../src/server/platform/database/queries.js';

/** How many sessions of a PostgreSQL database wait for a lock that another one holds. */
export async function waitingForLocks(queries: Queries): Promise<number> {
  const { rows } = await sql`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(queries);
  return rows.length;
}
