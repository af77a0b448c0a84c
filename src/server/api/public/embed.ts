import { EmbedQuery } from '../../../contract/embed.js';
import { route } from '../../http/route.js';
import { pageWords } from '../../pages/page-words.js';
import { renderEmbedPage } from '../../pages/render-page.js';
import { ProblemError } from '../../platform/problem-error.js';

/**
 * The hub in a frame, for applications that can paste no script. Off until the operator lists who may frame it
 * (authorizations/README.md §12).
 */
export const embedRoutes = [
  route({
    method: 'get',
    path: '/embed',
    operationId: 'showEmbed',
    summary: 'The hub as a page to be framed',
    audience: 'public',
    query: EmbedQuery,
    responses: { 200: { description: 'The page', content: 'text/html' } },
    problems: ['not_found', 'invalid_request'],
    async handler({ services, query, request }) {
      if (services.options.embedOrigins.length === 0) {
        throw new ProblemError('not_found', { hint: 'embedOrigins lists no origin whose pages may frame the hub' });
      }
      return renderEmbedPage(services.options, query, pageWords(query.locale, request.headers.get('accept-language')));
    },
  }),
];
