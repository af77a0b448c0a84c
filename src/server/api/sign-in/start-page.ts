import * as z from 'zod/mini';
import { RandomId } from '../../../contract/names.js';
import { route } from '../../http/route.js';
import { findDrawn } from '../../hub/authorizations/page-loads.js';
import { screensOf, strangerScreens } from '../../hub/authorizations/screens.js';
import { renderPage } from '../../pages/render-page.js';
import { basePath } from '../../platform/own-url.js';
import { answerPage, notFoundPage, ownWords } from './answer-page.js';

/** Shown at once, before the registration has arrived (authorizations/README.md §1). */
export const startPage = route({
  method: 'get',
  path: '/oauth/start/{id}',
  operationId: 'showStartPage',
  summary: 'The first page of a sign-in window',
  audience: 'own_page',
  params: z.object({ id: z.string() }),
  responses: {
    200: { description: 'The page', content: 'text/html' },
    404: { description: 'No such page', content: 'text/html' },
  },
  handler: (input) =>
    answerPage(input, async () => {
      const { request, services, params } = input;
      if (!RandomId.safeParse(params.id).success) return notFoundPage(input);
      const row = await findDrawn(services, params.id);
      const known = row && (await screensOf(services, row, request));
      const words = known?.words ?? ownWords(request);
      const stranger = strangerScreens(words);
      const data = {
        id: params.id,
        base: basePath(services.options),
        slow: known?.slow() ?? stranger.slow,
        unreachable: known?.unreachable() ?? stranger.unreachable,
      };
      return renderPage({ words, screen: known?.opening() ?? stranger.opening }, { script: 'start', data });
    }),
});
