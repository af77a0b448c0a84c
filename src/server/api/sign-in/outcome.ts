import * as z from 'zod/mini';
import { route } from '../../http/route.js';
import { answerOutcome } from '../../hub/authorizations/answer-outcome.js';
import { pageHeaders } from '../../pages/render-page.js';

/** What came of a sign-in, for the browser that holds its cookie: waits up to 25 s. */
export const outcome = route({
  method: 'post',
  path: '/oauth/outcome/{reference}',
  operationId: 'readOutcome',
  summary: 'What came of a sign-in',
  audience: 'own_page',
  params: z.object({ reference: z.string().check(z.maxLength(64)) }),
  body: z.strictObject({}),
  responses: { 200: { description: 'The outcome, or that there is none yet', content: 'application/json' } },
  handler: async ({ services, params, request }) =>
    Response.json(await answerOutcome(services, params.reference, request), { headers: pageHeaders }),
});
