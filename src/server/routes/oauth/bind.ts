import * as z from 'zod/mini';
import { RandomId } from '../../../contract/names.js';
import { BindRequest } from '../../../contract/sign-in-page.js';
import { bindByProof } from '../../oauth/bind.js';
import { pageHeaders } from '../../pages.js';
import { route } from '../route.js';

/** Binds an authorization to this browser, before it leaves for the provider (handoff.md 2). */
export const bind = route({
  method: 'post',
  path: '/oauth/bind/{id}',
  operationId: 'bindAuthorization',
  summary: 'Bind a sign-in to this browser',
  audience: 'own_page',
  params: z.object({ id: RandomId }),
  body: BindRequest,
  responses: { 200: { description: 'Bound; the cookie is set', content: 'application/json' } },
  problems: ['already_bound', 'already_over', 'not_permitted'],
  async handler({ services, params, body, request }) {
    const headers = new Headers(pageHeaders);
    for (const line of await bindByProof(services, params.id, body.proof, request)) headers.append('set-cookie', line);
    return Response.json({}, { headers });
  },
});
