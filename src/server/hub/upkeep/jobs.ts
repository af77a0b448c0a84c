import { startDue } from '../actions/start-due.js';
import { overdueAt, sweepAuthorizations } from '../authorizations/sweep.js';
import { checkDue } from '../credentials/idle-check.js';
import { handOverGrace, type Runner } from '../runner/runner.js';
import type { Services } from '../services/services.js';
import { type Job, type NeededJob, whereNeeded } from './every.js';
import { type NeededWork, neededWork } from './needed-work.rows.js';
import { forgetOld } from './retention.js';

const second = 1000;
const minute = 60 * second;

/** Everything that a server does without being asked. */
export function jobsOf(services: Services, runner: Pick<Runner, 'jobs' | 'look'>, stopping: AbortSignal): readonly Job[] {
  const { database, now, options } = services;
  const look = (): Promise<NeededWork> =>
    runner.look((executor) =>
      neededWork(database.queries, {
        executor,
        queuedBefore: new Date(now().getTime() - handOverGrace),
        overdue: overdueAt(now()),
      }),
    );
  const own = runner.jobs();
  const needed: readonly NeededJob<keyof NeededWork>[] = [
    ...own.flatMap(({ name, need, work }) => (need === undefined ? [] : [{ name, need, work }])),
    { name: 'start what is due', need: 'schedules', work: () => startDue(services) },
    { name: 'end sign-ins that nobody ended', need: 'signIns', work: () => sweepAuthorizations(services) },
  ];
  return [
    { name: 'look for what is to be done', interval: second, work: whereNeeded(services, look, needed) },
    ...own.filter(({ need }) => need === undefined).map((job) => ({ ...job, interval: second })),
    ...(options.credentialCheck > 0
      ? [{ name: 'look at credentials that nobody used', interval: minute, work: () => checkDue(services, stopping) }]
      : []),
    { name: 'forget what is old', interval: 10 * minute, work: () => forgetOld(services) },
  ];
}
