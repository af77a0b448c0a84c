import { startDue } from '../actions/start-due.js';
import { sweepAuthorizations } from '../authorizations/sweep.js';
import { checkDue } from '../credentials/idle-check.js';
import type { Runner } from '../runner/runner.js';
import type { Services } from '../services/services.js';
import type { Job } from './every.js';
import { forgetOld } from './retention.js';

const second = 1000;
const minute = 60 * second;

/** Everything that a server does without being asked. */
export const jobsOf = (services: Services, runner: Pick<Runner, 'jobs'>, stopping: AbortSignal): readonly Job[] => [
  ...runner.jobs().map((job) => ({ ...job, interval: second })),
  { name: 'start what is due', interval: second, work: () => startDue(services) },
  { name: 'end sign-ins that nobody ended', interval: 5 * second, work: () => sweepAuthorizations(services) },
  ...(services.options.credentialCheck > 0
    ? [{ name: 'look at credentials that nobody used', interval: minute, work: () => checkDue(services, stopping) }]
    : []),
  { name: 'forget what is old', interval: 10 * minute, work: () => forgetOld(services) },
];
