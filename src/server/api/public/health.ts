import * as z from 'zod/mini';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { ProblemError } from '../../platform/problem-error.js';

const Health = z.object({ status: z.literal('ok') });
const headers = { 'cache-control': 'no-store' };

/** How long the database may take to answer before the server calls itself not ready, in milliseconds. */
const PATIENCE = 3000;

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new ProblemError('unavailable', { detail: 'The database takes too long', retryAfter: 2 })),
      PATIENCE,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const healthRoutes = [
  route({
    method: 'get',
    path: '/healthz',
    operationId: 'healthz',
    summary: 'Whether the process lives',
    audience: 'public',
    always: true,
    responses: { 200: { description: 'It does', content: Health } },
    // A page that is refused everything else learns from it that the backend is up.
    handler: async () => answer(Health, { status: 'ok' }, { headers: { ...headers, 'access-control-allow-origin': '*' } }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    operationId: 'readyz',
    summary: 'Whether the server takes requests: started, not draining, its database answers and has room to write',
    audience: 'public',
    always: true,
    responses: { 200: { description: 'It does', content: Health } },
    problems: ['unavailable'],
    async handler({ services }) {
      await within(services.database.ready());
      return answer(Health, { status: 'ok' }, { headers });
    },
  }),
];
