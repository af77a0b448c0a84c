import type { RunLogLine } from '../../../contract/run.js';
import type { Queries } from '../../platform/database/queries.js';

/** One line, which stands for itself. */
export async function addLogLine(
  queries: Queries,
  run: string,
  line: Pick<RunLogLine, 'level' | 'text'>,
  at: Date,
): Promise<void> {
  await queries
    .insertInto('run_log')
    .values({ run, at, ...line })
    .execute();
}

export async function runLog(queries: Queries, run: string): Promise<RunLogLine[]> {
  const rows = await queries.selectFrom('run_log').selectAll().where('run', '=', run).orderBy('id', 'desc').limit(1000).execute();
  return rows.reverse().map((row) => ({ at: row.at.toISOString(), level: row.level, text: row.text }));
}
