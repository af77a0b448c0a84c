import type { DBOS as DurableEngine } from '@dbos-inc/dbos-sdk';
import { sql } from 'kysely';
import type { Services } from '../services/services.js';

/** A process that has not been heard of for this long is dead, in seconds. */
const deadAfter = 5;

/** "I am alive." The database's clock is the one that counts. */
export async function beat(services: Services, executor: string): Promise<void> {
  await services.database.kysely
    .insertInto('executors')
    .values({ id: executor, beat: sql`now()` })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ beat: sql`now()` }))
    .execute();
}

/** "I am going": others take the runs at once. */
export async function leave(services: Services, executor: string): Promise<void> {
  await services.database.kysely
    .updateTable('executors')
    .set({ beat: sql`now() - interval '1 hour'` })
    .where('id', '=', executor)
    .execute();
}

/** Carries on the runs of dead processes; of several processes that try, one does. */
export async function takeOver(services: Services, engine: typeof DurableEngine, queueName: string): Promise<void> {
  await services.database.kysely.transaction().execute(async (transaction) => {
    const dead = await transaction
      .deleteFrom('executors')
      .where('id', 'in', (query) =>
        query
          .selectFrom('executors')
          .select('id')
          .where('beat', '<', sql<Date>`now() - make_interval(secs => ${deadAfter})`)
          .forUpdate()
          .skipLocked(),
      )
      .returning('id')
      .execute();
    for (const { id } of dead) {
      const left = await engine.listWorkflows({ status: 'PENDING', executorId: id });
      if (left.length === 0) continue;
      await engine.resumeWorkflows(
        left.map((run) => run.workflowID),
        { queueName },
      );
      services.log.info('Carrying on the runs of a process that is gone', { executor: id, runs: left.length });
    }
  });
}
