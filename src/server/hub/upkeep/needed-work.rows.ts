import { sql } from 'kysely';
import type { Queries } from '../../platform/database/queries.js';
import { holdingTokens, type Overdue, overdue } from '../authorizations/authorization.rows.js';
import { withDueTick } from '../configurations/schedule.rows.js';
import { beat, deadExecutors } from '../runner/executor.rows.js';
import { interrupted } from '../runner/interrupted.rows.js';
import { queuedBefore } from '../runs/run.rows.js';

/** What there is to do. */
export interface NeededWork {
  /** Told with the look itself. */
  readonly beat: boolean;
  readonly dead: boolean;
  readonly interrupted: boolean;
  readonly waiting: boolean;
  readonly schedules: boolean;
  readonly signIns: boolean;
}

/**
 * Looks for all of it in one statement, in which an executor says that it lives: a server that nobody asks for anything asks the
 * database once a second, not once a job.
 */
export async function neededWork(
  queries: Queries,
  at: { readonly executor: string | undefined; readonly queuedBefore: Date; readonly overdue: Overdue },
): Promise<NeededWork> {
  const alive = at.executor === undefined ? sql`` : sql`with alive as (${beat(queries, at.executor)})`;
  const { rows } = await sql<NeededWork>`${alive}
    select false as beat,
      ${at.executor !== undefined}::boolean and exists (${deadExecutors(queries)}) as dead,
      exists (${interrupted}) as interrupted,
      exists (${queuedBefore(queries, at.queuedBefore)}) as waiting,
      exists (${withDueTick(queries, at.overdue.now)}) as schedules,
      exists (${overdue(queries, at.overdue)}) or exists (${holdingTokens(queries)}) as "signIns"`.execute(queries);
  const [found] = rows;
  if (found === undefined) throw new Error('A look for work has no answer');
  return found;
}
