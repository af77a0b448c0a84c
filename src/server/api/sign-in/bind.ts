import * as z from 'zod/mini';
import { RandomId } from '../../../contract/names.js';
import { Binding, BindRequest } from '../../../contract/sign-in-page.js';
import { route } from '../../http/route.js';
import { bindByProof } from '../../hub/authorizations/bind-window.js';
import { answerBond } from './answer-page.js';

/** Binds an authorization to this browser, before it leaves for the provider (authorizations/README.md §2). */
export const bind = route({
  method: 'post',
  path: '/oauth/bind/{id}',
  operationId: 'bindAuthorization',
  summary: 'Bind a sign-in to this browser',
  audience: 'own_page',
  params: z.object({ id: RandomId }),
  body: BindRequest,
  responses: { 200: { description: 'Bound; the cookie is set', content: Binding } },
  problems: ['already_bound', 'already_over', 'not_permitted'],
  handler: async ({ services, params, body, request }) => answerBond(await bindByProof(services, params.id, body.proof, request)),
});
