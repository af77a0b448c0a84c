import { HubEvent } from '../contract/event.js';
import type { StreamListener, StreamState } from '../core/backend.js';
import { IntegrationError, isPassing } from '../core/errors.js';
import { backOff } from './back-off.js';
import type { PageVisibility } from './page-visibility.js';
import { problemOf } from './problem.js';
import { headersOf, requestInit, type Surroundings } from './request.js';
import { createEventParser, type ServerSentEvent } from './server-sent-events.js';
import { createStreamSlots, type StreamSlot, type StreamSlots } from './stream-slots.js';

export interface EventStreamOptions {
  readonly around: Surroundings;
  readonly listener: StreamListener;
  /** Default: those that the tabs of this browser share. */
  readonly slots?: StreamSlots;
  readonly visibility: PageVisibility;
}

/** Milliseconds without a byte after which a stream is taken as dead. The backend says something every 15 s. */
const silence = 45_000;
/** A gap that is not worth a word: streams end with their tokens, and proxies cut them. */
const unnoticed = 3000;

/** How many events are remembered: a stream that resumes repeats the last ones, which may come in another order than their ids. */
const remembered = 1000;

/** An `event:` line or the data may name the type. */
function readEvent({ event, data }: ServerSentEvent): HubEvent | undefined {
  try {
    const body: unknown = JSON.parse(data);
    const parsed = HubEvent.safeParse({ type: event, ...(typeof body === 'object' ? body : {}) });
    return parsed.success ? parsed.data : undefined;
  } catch {
    // A line of a newer backend: what it is about is read by the next poll or return.
    return undefined;
  }
}

/** Reads events until the signal is aborted: in one connection while the page is visible and has a place, again and again. */
export async function watchEvents(options: EventStreamOptions, signal: AbortSignal): Promise<void> {
  const { around, listener, visibility } = options;
  const slots = options.slots ?? createStreamSlots(around.backend.origin, signal);
  const { clock, random } = around;
  const known = new Set<string>();
  let lastId = '';
  let failures = 0;
  let lost = false;
  let wake: () => void = () => undefined;
  let current: AbortController | undefined;
  let told: StreamState | undefined;
  let late: unknown;

  const tell = (state: StreamState) => {
    clock.clearTimeout(late);
    late = undefined;
    if (told === state || signal.aborted) return;
    told = state;
    listener.onState(state);
  };
  const tellPausedSoon = () => {
    if (told === 'live') late ??= clock.setTimeout(() => tell('paused'), unnoticed);
    else if (late === undefined) tell('paused');
  };
  /** Something changed that the loop waits for. */
  const onChange = () => {
    if (!visibility.isVisible()) current?.abort();
    else lost = false;
    wake();
  };
  visibility.onChange(onChange, signal);
  slots.onFree(() => {
    if (!lost) return;
    lost = false;
    wake();
  });
  signal.addEventListener('abort', () => {
    clock.clearTimeout(late);
    current?.abort();
    wake();
  });

  const rest = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = Number.isFinite(milliseconds) ? clock.setTimeout(resolve, milliseconds) : undefined;
      wake = () => {
        clock.clearTimeout(timer);
        resolve();
      };
      if (signal.aborted) wake();
    });

  const read = async (connection: AbortController): Promise<void> => {
    let watchdog: unknown;
    let end: unknown;
    const expectMore = () => {
      clock.clearTimeout(watchdog);
      watchdog = clock.setTimeout(() => connection.abort(new IntegrationError('timed_out')), silence);
    };
    try {
      expectMore();
      const { token, headers } = await headersOf(around, connection.signal);
      const resume = lastId === '' ? {} : { 'last-event-id': lastId };
      const response = await around.fetch(
        new URL('v1/events', around.backend),
        requestInit({ headers: { accept: 'text/event-stream', ...headers, ...resume }, signal: connection.signal }),
      );
      if (response.status === 401) around.session.refuse(token);
      if (!response.ok || response.body === null) throw await problemOf(response);
      // What happened while nobody listened is not told: everything is read again.
      if (lastId === '') listener.onEvent({ type: 'reset' });
      tell('live');
      const remaining = around.session.remaining();
      if (Number.isFinite(remaining)) end = clock.setTimeout(() => connection.abort(), remaining);
      const reader = response.body.getReader();
      // Fails where the abort has ended the stream already.
      connection.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined), { once: true });
      await follow(reader, connection.signal, expectMore);
    } finally {
      clock.clearTimeout(watchdog);
      clock.clearTimeout(end);
    }
  };
  const remember = (id: string) => {
    known.add(id);
    const [oldest] = known;
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
  };
  const follow = async (
    reader: ReadableStreamDefaultReader<Uint8Array>,
    stopped: AbortSignal,
    onData: () => void,
  ): Promise<void> => {
    const decoder = new TextDecoder();
    const parser = createEventParser((message, id) => {
      if (known.has(id)) return;
      if (id !== '') remember(id);
      const event = readEvent(message);
      if (event !== undefined) listener.onEvent(event);
    });
    for (;;) {
      const { done, value } = await reader.read();
      stopped.throwIfAborted();
      if (done) return;
      onData();
      failures = 0;
      parser.push(decoder.decode(value, { stream: true }));
      lastId = parser.lastId() || lastId;
    }
  };

  // Kept between two attempts: a place that is given back wakes other tabs, which would all run into the same fault at once.
  let slot: StreamSlot | undefined;
  while (!signal.aborted) {
    if (!visibility.isVisible() || lost) {
      slot?.release();
      slot = undefined;
      tell(visibility.isVisible() ? 'polled' : 'asleep');
      await rest(Number.POSITIVE_INFINITY);
      continue;
    }
    const connection = new AbortController();
    current = connection;
    slot ??= slots.claim(() => {
      lost = true;
      current?.abort();
      wake();
    });
    const failure = await read(connection).then(
      () => undefined,
      (cause: unknown) => IntegrationError.from(connection.signal.aborted ? connection.signal.reason : cause),
    );
    if (signal.aborted || lost || !visibility.isVisible()) continue;
    tellPausedSoon();
    if (failure !== undefined) failures += 1;
    // What trying again cannot mend waits for somebody to come back to the page.
    await rest(
      failure === undefined || isPassing(failure) ? backOff(failures, random, { base: 1000 }) : Number.POSITIVE_INFINITY,
    );
  }
  slot?.release();
}
