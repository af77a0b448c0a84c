import { sql } from 'kysely';
import type { Queries } from '../../platform/database/queries.js';
import { holdingTokens, type Overdue, overdue } from '../authorizations/authorization.rows.js';
import { withDueTick } from '../configurations/schedule.rows.js';
import { type Beat, beat, others } from '../runner/executor.rows.js';
import { interrupted } from '../runner/interrupted.rows.js';
import { begun } from '../runner/workflow.rows.js';
import { queuedBefore } from '../runs/run.rows.js';

/** What there is to do. */
export interface NeededWork {
  /** Told with the look itself. */
  readonly beat: boolean;
  readonly begun: boolean;
  readonly interrupted: boolean;
  readonly waiting: boolean;
  readonly schedules: boolean;
  readonly signIns: boolean;
}

/** What of it, and who else has told that they live. */
export interface Look extends NeededWork {
  readonly others: readonly Beat[];
}

/**
 * Looks for all of it in one statement, in which an executor says that it lives: a server that nobody asks for anything asks the
 * database once a second, not once a job.
 */
export async function neededWork(
  queries: Queries,
  at: { readonly executor: string | undefined; readonly queuedBefore: Date; readonly overdue: Overdue },
): Promise<Look> {
  const { executor } = at;
  const alive = executor === undefined ? sql`` : sql`with alive as (${beat(queries, executor)})`;
  const ofMany =
    executor === undefined
      ? sql`'[]'::json as others, false as begun`
      : sql`(select coalesce(json_agg(other), '[]') from (${others(executor)}) as other) as others, exists (${begun(executor)}) as begun`;
  const { rows } = await sql<Look>`${alive}
    select false as beat,
      ${ofMany},
      exists (${interrupted}) as interrupted,
      exists (${queuedBefore(queries, at.queuedBefore)}) as waiting,
      exists (${withDueTick(queries, at.overdue.now)}) as schedules,
      exists (${overdue(queries, at.overdue)}) or exists (${holdingTokens(queries, at.overdue.claimedBefore)}) as "signIns"`.execute(
    queries,
  );
  const [found] = rows;
  if (found === undefined) throw new Error('A look for work has no answer');
  return found;
}
