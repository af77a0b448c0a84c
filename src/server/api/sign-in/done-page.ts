import * as z from 'zod/mini';
import { route } from '../../http/route.js';
import { closesItself, findBound, isWindowOver } from '../../hub/authorizations/answer-outcome.js';
import { screensOf } from '../../hub/authorizations/screens.js';
import { renderPage } from '../../pages/render-page.js';
import { basePath } from '../../platform/own-url.js';
import { answerPage, notFoundPage } from './answer-page.js';

/** Says "Finishing", and then what came of it. */
export const donePage = route({
  method: 'get',
  path: '/oauth/done/{reference}',
  operationId: 'showDonePage',
  summary: 'The last page of a sign-in window',
  audience: 'own_page',
  params: z.object({ reference: z.string().check(z.maxLength(64)) }),
  responses: {
    200: { description: 'The page', content: 'text/html' },
    404: { description: 'Not for this browser', content: 'text/html' },
  },
  handler: (input) =>
    answerPage(input, async () => {
      const { request, services, params } = input;
      const row = await findBound(services, params.reference, request);
      if (row === undefined) return notFoundPage(input);
      const screens = await screensOf(services, row, request);
      const isOver = isWindowOver(row);
      const data = {
        reference: row.reference,
        base: basePath(services.options),
        isOver,
        closes: closesItself(row),
        unreachable: screens.unreachable(),
      };
      return renderPage(
        { words: screens.words, screen: isOver ? await screens.outcome() : screens.finishing() },
        { script: 'done', data },
      );
    }),
});
