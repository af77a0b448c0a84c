import * as z from 'zod/mini';
import { RandomId } from '../../../contract/names.js';
import { ViewRequest } from '../../../contract/sign-in-page.js';
import { route } from '../../http/route.js';
import { answerView } from '../../hub/authorizations/page-loads.js';
import { pageHeaders } from '../../pages/render-page.js';

/** The start page is here and asks what to do, for up to 30 s. */
export const viewStart = route({
  method: 'post',
  path: '/oauth/start/{id}/view',
  operationId: 'viewStart',
  summary: 'What the start page does next',
  audience: 'own_page',
  params: z.object({ id: RandomId }),
  body: ViewRequest,
  responses: { 200: { description: 'The next step', content: 'application/json' } },
  handler: async ({ services, params, body, request }) =>
    Response.json(await answerView(services, params.id, body, request), { headers: pageHeaders }),
});
