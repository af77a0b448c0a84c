import * as z from 'zod/mini';
import { RandomId } from '../../../contract/names.js';
import { Binding } from '../../../contract/sign-in-page.js';
import { route } from '../../http/route.js';
import { isOpen } from '../../hub/authorizations/authorization.rows.js';
import { bindByContinue, providerAddress } from '../../hub/authorizations/bind-window.js';
import { holdsCookie } from '../../hub/authorizations/binding-cookie.js';
import { findDrawn } from '../../hub/authorizations/page-loads.js';
import { screensOf } from '../../hub/authorizations/screens.js';
import { answerBond, answerPage, notFoundPage, seeOther, stillPage } from './answer-page.js';

/** On to the provider, for the browser that holds the cookie. */
export const continueSignIn = route({
  method: 'get',
  path: '/oauth/continue/{id}',
  operationId: 'continueSignIn',
  summary: 'Leave for the provider',
  audience: 'own_page',
  params: z.object({ id: z.string() }),
  responses: {
    303: { description: 'To the provider', content: null },
    200: { description: 'What came of the sign-in', content: 'text/html' },
    403: { description: 'Not bound to this browser', content: 'text/html' },
    404: { description: 'No such sign-in', content: 'text/html' },
  },
  handler: (input) =>
    answerPage(input, async () => {
      const { request, services, params } = input;
      const row = RandomId.safeParse(params.id).success ? await findDrawn(services, params.id) : undefined;
      if (row === undefined) return notFoundPage(input);
      const address = await providerAddress(services, row, request);
      if (address !== undefined) return seeOther(address.href);
      const screens = await screensOf(services, row, request);
      if (!holdsCookie(services.options.publicUrl, row, request)) {
        return stillPage(services, screens.words, screens.cookiesBlocked(), { status: 403 });
      }
      const screen = isOpen(row) ? screens.elsewhere() : await screens.outcome();
      return stillPage(services, screens.words, screen, { closes: row.error === 'superseded' });
    }),
});

/** The person says that this sign-in is theirs, where the window has no opener that could (authorizations/README.md §3). */
export const confirmSignIn = route({
  method: 'post',
  path: '/oauth/continue/{id}',
  operationId: 'confirmSignIn',
  summary: 'Bind a sign-in to this browser until it returns',
  audience: 'own_page',
  params: z.object({ id: RandomId }),
  body: z.strictObject({}),
  responses: { 200: { description: 'Bound; the cookie is set', content: Binding } },
  problems: ['already_bound', 'already_over', 'not_permitted'],
  handler: async ({ services, params, request }) => answerBond(await bindByContinue(services, params.id, request)),
});
