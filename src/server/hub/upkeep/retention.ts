import type { Services } from '../services/services.js';
import {
  forgetAnswers,
  forgetCounters,
  forgetEvents,
  forgetHistory,
  forgetLogs,
  forgetRates,
  forgetRuns,
  forgetSignIns,
  forgetSteps,
} from './retention.rows.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long things are kept, in milliseconds (src/README.md §9). */
const kept = { outbox: HOUR, idempotency: DAY, authorizations: DAY, history: 90 * DAY, steps: 30 * DAY };

/** Forgets what is older than it is kept. Several servers may do it at the same time. */
export async function forgetOld({
  database: { queries },
  runs,
  now,
}: Pick<Services, 'database' | 'runs' | 'now'>): Promise<void> {
  const before = (age: number): Date => new Date(now().getTime() - age);
  await forgetEvents(queries, before(kept.outbox));
  await forgetAnswers(queries, before(kept.idempotency));
  await forgetSignIns(queries, before(kept.authorizations));
  await forgetHistory(queries, before(kept.history));
  await forgetCounters(queries, before(kept.history + DAY));
  await forgetLogs(queries, before(kept.steps));
  await forgetSteps(queries, before(kept.steps));
  await forgetRuns(queries, before(kept.history + DAY));
  await forgetRates(queries, before(HOUR));
  await runs.forget(before(kept.steps));
}
