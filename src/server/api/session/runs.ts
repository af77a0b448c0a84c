import * as z from 'zod/mini';
import { Id } from '../../../contract/names.js';
import { Run, RunDetails } from '../../../contract/run.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { findRun } from '../../hub/runs/run.rows.js';
import { runLog } from '../../hub/runs/run-log.rows.js';
import { stepsOf, toRun } from '../../hub/runs/run-view.js';
import type { Services } from '../../hub/services/services.js';
import { visibleWidget } from '../../hub/widgets/visible-widgets.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';

const RunParams = z.object({ run: Id });

/** A run of the session's tenant, of a widget that the session may see. @throws {ProblemError} `not_found` */
async function sessionRun(ports: Pick<Services, 'database' | 'definitions'>, session: Session, id: string) {
  const run = await findRun(ports.database.queries, session, id);
  if (run === undefined) throw new ProblemError('not_found');
  try {
    await visibleWidget(ports.database.queries, ports, session, run.widget);
  } catch (cause) {
    // The same answer as for a run that is not there.
    if (cause instanceof ProblemError && cause.code === 'widget_not_found') throw new ProblemError('not_found', { cause });
    throw cause;
  }
  return run;
}

export const runRoutes = [
  route({
    method: 'get',
    path: '/v1/runs/{run}',
    operationId: 'readRun',
    summary: 'A run with its steps and its log',
    audience: 'session',
    params: RunParams,
    responses: { 200: { description: 'The run', content: RunDetails } },
    problems: ['not_found'],
    async handler({ services, session, params }) {
      const run = await sessionRun(services, session, params.run);
      const log = await runLog(services.database.queries, run.id);
      return answer(RunDetails, { ...toRun(run, run.connection_key), steps: stepsOf(run), log });
    },
  }),
  route({
    method: 'delete',
    path: '/v1/runs/{run}',
    operationId: 'cancelRun',
    summary: 'Ask a run to stop',
    audience: 'session',
    params: RunParams,
    responses: { 200: { description: 'The run, which stops soon', content: Run } },
    problems: ['not_found', 'already_over'],
    async handler({ services, session, params }) {
      const run = await sessionRun(services, session, params.run);
      if (!(await services.runs.cancel(run.id))) throw new ProblemError('already_over');
      const after = await findRun(services.database.queries, session, run.id);
      return answer(Run, toRun(after ?? run, run.connection_key));
    },
  }),
];
