import type { EventStreams } from '../../http/event-streams.js';
import { route } from '../../http/route.js';
import type { StoredEvent } from '../../hub/services/outbox.js';
import type { Services } from '../../hub/services/services.js';
import { shownEvent } from '../../hub/views/shown-events.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';

export const eventRoutes = (streams: EventStreams) => [
  route({
    method: 'get',
    path: '/v1/events',
    operationId: 'watch',
    summary: 'What changes, as it changes: ids only, the page reads again',
    audience: 'session',
    light: true,
    responses: { 200: { description: 'Server-sent events, resumed after `Last-Event-ID`', content: 'text/event-stream' } },
    problems: ['rate_limited'],
    handler: ({ request, services, session }) => openStream(streams, request, services, session),
  }),
];

async function openStream(streams: EventStreams, request: Request, services: Services, session: Session): Promise<Response> {
  const { outbox } = services;
  const stream = streams.open(session, services.now(), request.signal);
  if (stream === undefined) throw new ProblemError('rate_limited', { detail: 'Too many streams of one session', retryAfter: 10 });
  let sending = Promise.resolve();
  let ended = false;
  stream.onEnd(() => {
    ended = true;
  });
  const tell = async (stored: StoredEvent): Promise<void> => {
    const told = ended ? undefined : await shownEvent(services, session, stored.event);
    if (told !== undefined) stream.send(told === stored.event ? stored : { id: stored.id, event: told });
  };
  /** One after the other. What cannot be told now is told after `Last-Event-ID`. */
  const send = (event: StoredEvent): void => {
    sending = sending
      .then(() => tell(event))
      .catch((cause: unknown) => {
        if (!ended) services.log.warn('An event could not be told', { cause });
        stream.end();
      });
  };
  // Subscribed first, so that nothing falls between what is replayed and what is live.
  const early: StoredEvent[] = [];
  let deliver = (event: StoredEvent): void => void early.push(event);
  stream.onEnd(outbox.subscribe(session, (event) => deliver(event)));
  try {
    const after = request.headers.get('last-event-id');
    const missed = after === null ? [] : await outbox.since(session, after);
    const latest = await outbox.latest(session);
    stream.start(latest);
    if (missed === undefined) send({ id: latest ?? '', event: { type: 'reset' } });
    const seen = new Set<string>();
    for (const event of [...(missed ?? []), ...early]) {
      if (!seen.has(event.id)) send(event);
      seen.add(event.id);
    }
    // What was replayed may be announced once more.
    deliver = (event) => {
      if (event.id === '' || !seen.delete(event.id)) send(event);
    };
  } catch (cause) {
    stream.end();
    throw cause;
  }
  return stream.response;
}
