import { createHash } from 'node:crypto';
import { Hub } from '../../../contract/hub.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { viewHub } from '../../hub/views/hub-view.js';

/** RFC 9110, 13.1.2: compared weakly, as a list or `*`. */
const matches = (header: string | null, tag: string): boolean =>
  (header ?? '').split(',').some((entry) => ['*', tag, `W/${tag}`].includes(entry.trim()));

export const hubRoutes = [
  route({
    method: 'get',
    path: '/v1/hub',
    operationId: 'readHub',
    summary: 'The widgets and connections that the session may see',
    audience: 'session',
    responses: {
      200: { description: 'The hub, with an `ETag`', content: Hub },
      304: { description: 'Nothing has changed since the `ETag` in `If-None-Match`', content: null },
    },
    problems: ['not_permitted'],
    async handler({ request, services, session }) {
      const response = answer(Hub, await viewHub(services.database.queries, services, session));
      const body = await response.text();
      const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
      const headers = { etag: tag, 'cache-control': 'private, no-cache' };
      if (matches(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers });
      return new Response(body, { headers: { 'content-type': 'application/json', ...headers } });
    },
  }),
];
