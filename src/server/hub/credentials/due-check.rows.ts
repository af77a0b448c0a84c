import { sql } from 'kysely';
import type { Queries } from '../../platform/database/queries.js';
import type { CredentialAddress } from '../services/credentials.js';

export interface DueCheck extends CredentialAddress {
  readonly id: string;
  readonly environment: string;
  readonly widget: string;
}

/**
 * Credentials of active connections, in environments where their widget is deployed, that nobody has proved for a while: each a little
 * earlier or later than the others. Taking one puts its next check off, so that of several processes one takes it; a process that
 * dies with it costs that credential one turn.
 *
 * @param seconds between two checks of one credential
 */
export async function takeDueChecks(
  queries: Queries,
  { now, seconds, limit }: { readonly now: Date; readonly seconds: number; readonly limit: number },
): Promise<DueCheck[]> {
  const at = sql`${now}::timestamptz`;
  const due = sql<boolean>`credentials.id in (
    select candidate.id from credentials candidate
    join connections on connections.id = candidate.connection
    where candidate.status = 'valid' and connections.active
    and candidate.updated_at <= ${at} - make_interval(secs => ${seconds / 2})
    and candidate.updated_at <= ${at} - make_interval(secs => ${seconds / 2}) * (1 + mod(abs(hashtext(candidate.id)), 1000) / 1000.0)
    and (candidate.check_at is null or candidate.check_at <= ${at})
    and exists (
      select from environment_widgets shown
      where shown.environment = connections.environment and shown.widget = connections.widget
    )
    order by coalesce(candidate.check_at, candidate.updated_at)
    limit ${limit} for update of candidate skip locked
  )`;
  return queries
    .updateTable('credentials')
    .from('connections')
    .whereRef('connections.id', '=', 'credentials.connection')
    .where(due)
    .set({ check_at: sql<Date>`${at} + make_interval(secs => ${seconds}) * (0.9 + random() * 0.2)` })
    .returning([
      'credentials.id',
      'credentials.connection',
      'credentials.dependency',
      'connections.environment',
      'connections.widget',
    ])
    .execute();
}

/** Not looked at after all: again from then on. */
export async function putOffChecks(queries: Queries, ids: readonly string[], until: Date): Promise<void> {
  if (ids.length === 0) return;
  await queries.updateTable('credentials').set({ check_at: until }).where('id', 'in', ids).execute();
}
