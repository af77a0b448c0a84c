import { expect } from '@open-wc/testing';
import { watchEvents } from '../../src/browser/event-stream.js';
import type { Surroundings } from '../../src/browser/request.js';
import type { StreamSlots } from '../../src/browser/stream-slots.js';
import type { HubEvent } from '../../src/contract/event.js';
import type { StreamState } from '../../src/core/backend.js';
import { IntegrationError } from '../../src/core/errors.js';
import { createFakeClock, settled } from '../support/fake-clock.js';
import { createFakeFetch, never, problem } from '../support/fake-fetch.js';
import { until } from '../support/until.js';

/** A stream that a test writes to, as the backend would. */
function aStream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(started) {
      controller = started;
    },
  });
  const encoder = new TextEncoder();
  return {
    response: () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    write: (text: string) => controller?.enqueue(encoder.encode(text)),
    end: () => controller?.close(),
    cut: () => controller?.error(new TypeError('network error')),
  };
}

function stage(options: { readonly remaining?: number; readonly token?: () => Promise<string> } = {}) {
  const clock = createFakeClock();
  const network = createFakeFetch();
  const streams: ReturnType<typeof aStream>[] = [];
  network.answer(() => {
    const stream = aStream();
    streams.push(stream);
    return stream.response();
  });
  const refused: string[] = [];
  const around: Surroundings = {
    backend: new URL('https://backend.test/'),
    environment: 'LIVE',
    fetch: network.fetch,
    clock,
    random: () => 1,
    session: {
      token: options.token ?? (async () => 'token'),
      refuse: (token) => refused.push(token),
      remaining: () => options.remaining ?? Number.POSITIVE_INFINITY,
    },
  };
  const events: HubEvent[] = [];
  const states: StreamState[] = [];
  const page: { visible: boolean; change(): void } = { visible: true, change: () => undefined };
  const place: { held: number; claims: number; lose(): void; free(): void } = {
    held: 0,
    claims: 0,
    lose: () => undefined,
    free: () => undefined,
  };
  const slots: StreamSlots = {
    claim(onLost) {
      place.held += 1;
      place.claims += 1;
      place.lose = onLost;
      return {
        release: () => {
          place.held -= 1;
        },
      };
    },
    onFree(listener) {
      place.free = listener;
    },
  };
  const abort = new AbortController();
  const ended = watchEvents(
    {
      around,
      slots,
      listener: { onEvent: (event) => events.push(event), onState: (state) => states.push(state) },
      visibility: {
        isVisible: () => page.visible,
        onChange(listener) {
          page.change = listener;
        },
      },
    },
    abort.signal,
  );
  return { ...network, clock, streams, events, states, page, place, refused, abort, ended };
}

const event = (id: string, connection: string) =>
  `id: ${id}\nevent: connection.changed\ndata: {"type":"connection.changed","widget":"orchard","connection":"${connection}"}\n\n`;
const changed = (connection: string): HubEvent => ({ type: 'connection.changed', widget: 'orchard', connection });

describe('watchEvents', () => {
  it('tells that everything is to be read, then what changes', async () => {
    const { streams, events, states, requests, abort } = stage();
    await until(() => streams[0]);
    streams[0]?.write(`retry: 2000\nid: 1\n\n${event('2', 'a')}: \n\n${event('3', 'b')}`);
    await until(() => events.length === 3);
    expect(events).to.deep.equal([{ type: 'reset' }, changed('a'), changed('b')]);
    expect(states).to.deep.equal(['live']);
    expect(requests[0]?.headers.get('authorization')).to.equal('Bearer token');
    expect(requests[0]?.url.href).to.equal('https://backend.test/v1/events');
    abort.abort();
  });

  it('resumes after the last id when it is cut, and says nothing of it', async () => {
    const { streams, events, states, requests, clock, abort } = stage();
    await until(() => streams[0]);
    streams[0]?.write(`id: 1\n\n${event('2', 'a')}`);
    await until(() => events.length === 2);
    streams[0]?.cut();
    await settled();
    await clock.advance(2000);
    await until(() => streams[1]);
    streams[1]?.write(event('3', 'b'));
    await until(() => events.length === 3);
    expect(requests[1]?.headers.get('last-event-id')).to.equal('2');
    expect(events[2]).to.deep.equal(changed('b'));
    expect(states).to.deep.equal(['live']);
    abort.abort();
  });

  it('tells of nothing twice that is repeated when it resumes, but of what comes without an id each time', async () => {
    const { streams, events, clock, abort } = stage();
    const reset = 'event: reset\ndata: {"type":"reset"}\n\n';
    await until(() => streams[0]);
    streams[0]?.write(`id: 1\n\n${event('3', 'a')}${event('4', 'b')}${reset}`);
    await until(() => events.length === 4);
    streams[0]?.cut();
    await settled();
    await clock.advance(2000);
    await until(() => streams[1]);
    streams[1]?.write(`${event('2', 'late')}${event('3', 'a')}${event('4', 'b')}${reset}${event('5', 'c')}`);
    await until(() => events.at(-1)?.connection === 'c');
    expect(events.slice(4)).to.deep.equal([changed('late'), { type: 'reset' }, changed('c')]);
    abort.abort();
  });

  it('says that it is paused when it cannot come back soon, and live when it is', async () => {
    const { streams, states, clock, answer, abort, requests } = stage();
    await until(() => streams[0]);
    const again = aStream();
    answer(new TypeError('offline'), new TypeError('offline'), () => again.response());
    streams[0]?.cut();
    await settled();
    await clock.advance(2999);
    expect(states).to.deep.equal(['live']);
    await clock.advance(4000);
    expect(states).to.deep.equal(['live', 'paused']);
    await clock.advance(30_000);
    await until(() => requests.length === 4);
    await until(() => states.length === 3);
    expect(states[2]).to.equal('live');
    abort.abort();
  });

  it('keeps its place while it tries again, so that no other tab is woken into the same fault', async () => {
    const { streams, clock, answer, place, abort, requests } = stage();
    await until(() => streams[0]);
    answer(new TypeError('offline'));
    streams[0]?.cut();
    await settled();
    await clock.advance(10_000);
    expect(requests.length).to.be.greaterThan(2);
    expect([place.claims, place.held]).to.deep.equal([1, 1]);
    abort.abort();
  });

  it('gives up on a connection that is never answered', async () => {
    const { streams, clock, answer, requests, abort } = stage();
    await until(() => streams[0]);
    answer(never);
    streams[0]?.end();
    await settled();
    await clock.advance(1000);
    await until(() => requests.length === 2);
    await clock.advance(45_000);
    await clock.advance(5000);
    await until(() => requests.length === 3);
    abort.abort();
  });

  it('survives being cut every two seconds without missing an event', async () => {
    const { streams, events, states, clock, requests, abort } = stage();
    for (let count = 0; count < 5; count += 1) {
      await until(() => streams[count]);
      streams[count]?.write(event(String(count), String(count)));
      await until(() => events.length === count + 2);
      streams[count]?.cut();
      await settled();
      await clock.advance(2000);
    }
    expect(events.slice(1)).to.deep.equal(['0', '1', '2', '3', '4'].map(changed));
    expect(requests.map(({ headers }) => headers.get('last-event-id')).slice(0, 5)).to.deep.equal([null, '0', '1', '2', '3']);
    expect(states).to.deep.equal(['live']);
    abort.abort();
  });

  it('takes a stream that is silent for 45 s as dead; a heartbeat keeps it alive', async () => {
    const { streams, clock, abort } = stage();
    await until(() => streams[0]);
    await clock.advance(44_000);
    streams[0]?.write(': \n\n');
    await settled();
    await clock.advance(44_000);
    expect(streams.length).to.equal(1);
    await clock.advance(3000);
    await until(() => streams.length === 2);
    abort.abort();
  });

  it('ends with its token and comes back with a fresh one', async () => {
    let given = 0;
    const { streams, clock, requests, abort } = stage({ remaining: 60_000, token: async () => `token-${++given}` });
    for (let beat = 0; beat < 3; beat += 1) {
      await until(() => streams[0]);
      streams[0]?.write(': \n\n');
      await settled();
      await clock.advance(20_000);
    }
    await clock.advance(2000);
    await until(() => streams.length === 2);
    expect(requests.map(({ headers }) => headers.get('authorization'))).to.deep.equal(['Bearer token-1', 'Bearer token-2']);
    abort.abort();
  });

  it('renews a token that is refused', async () => {
    const { streams, clock, answer, requests, refused, abort } = stage();
    const stream = aStream();
    await until(() => streams[0]);
    answer(problem(401, 'token_expired'), () => stream.response());
    streams[0]?.end();
    await settled();
    await clock.advance(1000);
    await until(() => refused.length === 1);
    await clock.advance(4000);
    await until(() => requests.length === 3);
    expect(refused).to.deep.equal(['token']);
    abort.abort();
  });

  it('does not ask again for what asking will not mend, until somebody comes back', async () => {
    const { streams, clock, states, page, answer, requests, abort } = stage({
      token: async () => Promise.reject(new IntegrationError('wrong_tenant')),
    });
    await settled();
    await clock.advance(600_000);
    expect(requests.length).to.equal(0);
    expect(states).to.deep.equal(['paused']);
    answer(new TypeError('offline'));
    page.change();
    await settled();
    expect(streams.length).to.equal(0);
    abort.abort();
  });

  it('holds no stream while the page is hidden, and resumes when it is shown', async () => {
    const { streams, states, page, place, requests, events, clock, abort } = stage();
    await until(() => streams[0]);
    streams[0]?.write(event('7', 'a'));
    await until(() => events.length === 2);
    page.visible = false;
    page.change();
    await until(() => states.at(-1) === 'asleep');
    expect(requests[0]?.signal?.aborted).to.equal(true);
    expect(place.held).to.equal(0);
    await clock.advance(600_000);
    expect(requests.length).to.equal(1);
    page.visible = true;
    page.change();
    await until(() => streams.length === 2);
    expect(requests[1]?.headers.get('last-event-id')).to.equal('7');
    await until(() => states.at(-1) === 'live');
    abort.abort();
  });

  it('gives its stream up to newer tabs, and takes it back when one is free or the page is looked at', async () => {
    const { streams, states, page, place, abort } = stage();
    await until(() => streams[0]);
    place.lose();
    await until(() => states.at(-1) === 'polled');
    place.free();
    await until(() => streams.length === 2);
    await until(() => states.at(-1) === 'live');
    place.lose();
    await until(() => states.at(-1) === 'polled');
    page.change();
    await until(() => streams.length === 3);
    abort.abort();
  });

  it('passes over what it cannot read', async () => {
    const { streams, events, abort } = stage();
    await until(() => streams[0]);
    streams[0]?.write(
      `data: nonsense\n\nevent: x\ndata: 5\n\nevent: connection.changed\ndata: {"widget":7}\n\n${event('1', 'a')}`,
    );
    await until(() => events.some(({ connection }) => connection === 'a'));
    expect(events.at(-1)).to.deep.equal(changed('a'));
    abort.abort();
  });

  it('ends when it is told to: no stream, no place, no timer', async () => {
    const { streams, requests, place, clock, abort, ended } = stage();
    await until(() => streams[0]);
    abort.abort();
    await ended;
    expect(requests[0]?.signal?.aborted).to.equal(true);
    expect(place.held).to.equal(0);
    await clock.advance(600_000);
    expect(requests.length).to.equal(1);
  });
});
