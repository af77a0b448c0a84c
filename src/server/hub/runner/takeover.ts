import type { Database } from '../../platform/database/open-database.js';
import type { Transaction } from '../../platform/database/queries.js';
import { outsideTransactions } from '../../platform/database/transactions.js';
import type { Log } from '../../platform/log.js';
import type { Engine } from './engine.js';
import { type Beat, hasLeft, takeDead } from './executor.rows.js';
import { begunBy, noteDeath } from './workflow.rows.js';

/** A run that ended so many processes, and got no further meanwhile, is to end no other one. */
const mostDeaths = 3;

interface Left {
  readonly deadly: readonly string[];
  readonly others: readonly string[];
}

async function judge(transaction: Transaction, dead: Beat): Promise<Left> {
  const runs = await begunBy(transaction, dead.id);
  const noted = hasLeft(dead) || runs.length === 0 ? [] : await noteDeath(transaction, dead.id, runs);
  const deadly = noted.filter(({ deaths }) => deaths >= mostDeaths).map(({ id }) => id);
  return { deadly, others: runs.filter((id) => !deadly.includes(id)) };
}

/** What is given up here, the upkeep ends as interrupted. */
async function carryOn(
  engine: Pick<Engine, 'abandon' | 'resume'>,
  dead: Beat,
  { deadly, others }: Left,
  log: Log,
): Promise<void> {
  for (const run of deadly) log.error('A run has ended its process again and again, and is given up', { run });
  if (deadly.length > 0) await engine.abandon(deadly);
  if (others.length === 0) return;
  await engine.resume(others);
  log.info('Carrying on the runs of a process that is gone', { executor: dead.id, runs: others.length });
}

/**
 * Carries on the runs of a dead process; of several processes that try, one does. Where that fails, the next try finds them again. A run
 * that has ended too many is given up.
 */
export async function takeOver(
  database: Pick<Database, 'kind' | 'transaction'>,
  engine: Pick<Engine, 'abandon' | 'resume'>,
  dead: Beat,
  log: Log,
): Promise<void> {
  if (database.kind === 'embedded') {
    // The engine's queries would wait for the transaction. Nobody else tries.
    await carryOn(engine, dead, await database.transaction((transaction) => judge(transaction, dead)), log);
    await database.transaction((transaction) => takeDead(transaction, dead));
    return;
  }
  await database.transaction(async (transaction) => {
    if (!(await takeDead(transaction, dead))) return;
    const left = await judge(transaction, dead);
    await outsideTransactions(() => carryOn(engine, dead, left, log));
  });
}
