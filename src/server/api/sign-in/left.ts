import * as z from 'zod/mini';
import { RandomId } from '../../../contract/names.js';
import { LeftRequest } from '../../../contract/sign-in-page.js';
import { route } from '../../http/route.js';
import { noteLeaving } from '../../hub/authorizations/page-loads.js';
import { pageHeaders } from '../../pages/render-page.js';

/** A load of the start page has gone, and not to the provider. A beacon: nobody reads the answer. */
export const left = route({
  method: 'post',
  path: '/oauth/left/{id}',
  operationId: 'leaveStart',
  summary: 'The start page was closed',
  audience: 'own_page',
  beacon: true,
  params: z.object({ id: RandomId }),
  body: LeftRequest,
  responses: { 204: { description: 'Noted', content: null } },
  async handler({ services, params, body }) {
    await noteLeaving(services, params.id, body.view);
    return new Response(null, { status: 204, headers: pageHeaders });
  },
});
