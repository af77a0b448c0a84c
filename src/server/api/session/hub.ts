import { createHash } from 'node:crypto';
import { Hub } from '../../../contract/hub.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import type { Services } from '../../hub/services/services.js';
import { isUnchanged } from '../../hub/views/hub-state.rows.js';
import { viewHub } from '../../hub/views/hub-view.js';
import { type KnownHub, KnownHubs } from '../../hub/views/known-hubs.js';
import { visibleWidgets } from '../../hub/widgets/visible-widgets.js';
import type { Session } from '../../platform/access.js';

/** RFC 9110, 13.1.2: compared weakly, as a list or `*`. */
const matches = (header: string | null, tag: string): boolean =>
  (header ?? '').split(',').some((entry) => ['*', tag, `W/${tag}`].includes(entry.trim()));

async function readHub(known: KnownHubs, services: Services, session: Session): Promise<KnownHub> {
  const { queries } = services.database;
  const now = services.now();
  const widgets = await visibleWidgets(queries, services, session);
  const before = known.of(session, widgets, now);
  if (before !== undefined && (await isUnchanged(queries, session, before.version))) return before;
  const { version, hub } = await viewHub(queries, services, session, widgets);
  const body = await answer(Hub, hub).text();
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const made = { version, body, tag };
  known.keep(session, widgets, now, made);
  return made;
}

/** @param known of this server */
export const hubRoutes = (known = new KnownHubs()) => [
  route({
    method: 'get',
    path: '/v1/hub',
    operationId: 'readHub',
    summary: 'The widgets and connections that the session may see',
    audience: 'session',
    light: true,
    responses: {
      200: { description: 'The hub, with an `ETag`', content: Hub },
      304: { description: 'Nothing has changed since the `ETag` in `If-None-Match`', content: null },
    },
    problems: ['not_permitted'],
    async handler({ request, services, session }) {
      const { body, tag } = await readHub(known, services, session);
      const headers = { etag: tag, 'cache-control': 'private, no-cache' };
      if (matches(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers });
      return new Response(body, { headers: { 'content-type': 'application/json', ...headers } });
    },
  }),
];
