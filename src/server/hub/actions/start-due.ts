import { isDatabaseAway } from '../../platform/database/database-away.js';
import type { Transaction } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type DueSchedule, dueSchedules, putOffTick, takeTick } from '../configurations/schedule.rows.js';
import { type ConnectionRow, lockConnection } from '../connections/connection.rows.js';
import type { Services } from '../services/services.js';
import { visibleWidgetIn } from '../widgets/visible-widgets.js';
import { handOver } from './hand-over.js';
import { queueAction, type StartedRun } from './start-action.js';

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'runs' | 'log' | 'now'>;

/** Schedules that are looked at in one turn. */
const most = 100;
/** Milliseconds until one that could not be started is looked at again: meanwhile it stands before no other. */
const secondLook = 60_000;

/**
 * Queues what a schedule asks for, where the widget still offers it: a tenant taken off the widget's list, a disabled widget or an
 * expired sign-in pause the schedule (src/README.md §6).
 */
async function queueScheduled(
  transaction: Transaction,
  ports: Ports,
  connection: ConnectionRow,
  key: string,
): Promise<StartedRun | undefined> {
  const widget = await visibleWidgetIn(transaction, ports, connection, connection.widget);
  const action = widget?.definition.actions.find((candidate) => candidate.key === key);
  if (widget === undefined || action === undefined) return undefined;
  try {
    return await queueAction(transaction, ports, connection, widget, action, { startedBy: undefined, scheduled: true });
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause;
    ports.log.info('A scheduled run was not started', { connection: connection.id, action: key, code: cause.code });
    return undefined;
  }
}

/** The tick and its run are one: neither is lost without the other. */
async function startOne(ports: Ports, due: DueSchedule): Promise<void> {
  const { database, now } = ports;
  const queued = await database.transaction(async (transaction) => {
    // Before the schedule, as whoever saves one does.
    const connection = await lockConnection(transaction, due.connection);
    if (connection === undefined || !(await takeTick(transaction, due, now()))) return undefined;
    return { connection, started: await queueScheduled(transaction, ports, connection, due.action) };
  });
  if (queued?.started?.replayed === false) await handOver(ports, queued.connection, queued.started.run.id);
}

async function putOff({ database, now, log }: Ports, due: DueSchedule): Promise<void> {
  try {
    await database.transaction((transaction) => putOffTick(transaction, due, now(), secondLook));
  } catch (cause) {
    log.error('A scheduled run could not be put off', { connection: due.connection, action: due.action, cause });
  }
}

/** Starts what is due. Of several processes that try, one does; what was missed while nobody ran is started once. */
export async function startDue(ports: Ports): Promise<void> {
  for (const due of await dueSchedules(ports.database.queries, ports.now(), most)) {
    try {
      await startOne(ports, due);
    } catch (cause) {
      ports.log.error('A scheduled run could not be started', { connection: due.connection, action: due.action, cause });
      if (!isDatabaseAway(cause)) await putOff(ports, due);
    }
  }
}
