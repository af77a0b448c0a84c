import type { Database } from '../../platform/database/open-database.js';
import { outsideTransactions } from '../../platform/database/transactions.js';
import type { Log } from '../../platform/log.js';
import type { Engine } from './engine.js';
import { takeDead } from './executor.rows.js';

/** Carries on the runs of dead processes; of several processes that try, one does. Where that fails, the next try finds them again. */
export async function takeOver(
  database: Pick<Database, 'transaction'>,
  engine: Pick<Engine, 'leftBy' | 'resume'>,
  log: Log,
): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const executor of await takeDead(transaction)) {
      // The engine has clients of its own.
      const left = await outsideTransactions(() => engine.leftBy(executor));
      if (left.length === 0) continue;
      await outsideTransactions(() => engine.resume(left));
      log.info('Carrying on the runs of a process that is gone', { executor, runs: left.length });
    }
  });
}
