import type { Services } from '../services/services.js';
import { widgetIn } from '../widgets/visible-widgets.js';
import { type DueCheck, putOffChecks, takeDueChecks } from './due-check.rows.js';

/** Credentials a turn: with a turn a minute, 144,000 a day and process. */
const atMost = 100;
/** Connectors that are asked at the same time, each one credential after the other. */
const atOnce = 4;
/** Answers in a row that say nothing, after which a connector is left alone for a while. */
const patience = 3;
const outage = 15 * 60_000;
const hour = 3600;

type Ports = Pick<Services, 'database' | 'definitions' | 'credentials' | 'options' | 'log' | 'now'>;

/**
 * Looks at credentials that nobody used for `credentialCheck` hours, so that people learn of one that died before they need it. A
 * service that is out of order changes nothing.
 */
export async function checkDue(ports: Ports, signal?: AbortSignal): Promise<void> {
  const { database, options, now } = ports;
  const seconds = options.credentialCheck * hour;
  const due = await takeDueChecks(database.queries, { now: now(), seconds, limit: atMost });
  const queues = await byConnector(ports, due);
  const worker = async (): Promise<void> => {
    for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) await checkQueue(ports, queue, signal);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function byConnector(ports: Ports, due: readonly DueCheck[]): Promise<DueCheck[][]> {
  const queues = new Map<string, DueCheck[]>();
  for (const check of due) {
    const widget = await widgetIn(ports.database.queries, ports, check.environment, check.widget);
    const connector = widget?.dependency(check.dependency)?.connector;
    // What its widget no longer needs is nobody's loss.
    if (connector !== undefined) queues.set(connector, [...(queues.get(connector) ?? []), check]);
  }
  return [...queues.values()];
}

async function checkQueue(ports: Ports, queue: readonly DueCheck[], signal: AbortSignal | undefined): Promise<void> {
  const { credentials, database, now, log } = ports;
  const unanswered: DueCheck[] = [];
  let inARow = 0;
  for (const [index, check] of queue.entries()) {
    if (signal?.aborted === true || inARow === patience) {
      const rest = [...unanswered, ...queue.slice(index)].map(({ id }) => id);
      await putOffChecks(database.queries, rest, new Date(now().getTime() + (inARow === patience ? outage : 0)));
      return;
    }
    const result = await credentials.check(check);
    if (result === 'dead') log.info('A credential died while nobody used it', { connection: check.connection, id: check.id });
    if (result === 'unknown') unanswered.push(check);
    inARow = result === 'unknown' ? inARow + 1 : 0;
  }
  await putOffChecks(
    database.queries,
    unanswered.map(({ id }) => id),
    new Date(now().getTime() + outage),
  );
}
