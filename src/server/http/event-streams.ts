import { onceFor } from '../../contract/rules/once-for.js';
import type { StoredEvent } from '../hub/services/outbox.js';
import type { Session } from '../platform/access.js';

const RETRY = 2000;
const HEARTBEAT = 15_000;
const LONGEST_TIMER = 2 ** 31 - 1;
/** Bytes that a page may leave unread before it is cut off: it comes back with its `Last-Event-ID`. */
const MOST_UNREAD = 256 * 1024;

export interface EventStream {
  readonly response: Response;
  /** The first lines. `latest` is where a page that has seen nothing yet resumes. */
  start(latest: string | undefined): void;
  send(event: StoredEvent): void;
  onEnd(listener: () => void): void;
  end(): void;
}

/** The open streams of this process. */
export interface EventStreams {
  /** `undefined` where the session has as many as it may have. */
  open(session: Session, now: Date, signal: AbortSignal): EventStream | undefined;
  /** Ends all of them: pages connect again, to another server. */
  close(): void;
}

export function createEventStreams(options: { readonly perSession: number; readonly heartbeat?: number }): EventStreams {
  const { perSession, heartbeat = HEARTBEAT } = options;
  const counts = new Map<string, number>();
  const open = new Set<EventStream>();
  return {
    open(session, now, signal) {
      // Tokens that name nobody are different people's.
      const who = session.subject === undefined ? { token: session.token } : session.subject;
      const owner = JSON.stringify([session.environment, session.tenant, who]);
      const count = counts.get(owner) ?? 0;
      if (count >= perSession) return undefined;
      counts.set(owner, count + 1);
      const stream = createStream({ heartbeat, life: session.expiresAt.getTime() - now.getTime(), signal });
      open.add(stream);
      stream.onEnd(() => {
        open.delete(stream);
        const left = (counts.get(owner) ?? 1) - 1;
        if (left === 0) counts.delete(owner);
        else counts.set(owner, left);
      });
      return stream;
    },
    close() {
      for (const stream of [...open]) stream.end();
    },
  };
}

interface StreamOptions {
  readonly heartbeat: number;
  /** Milliseconds until the token expires. */
  readonly life: number;
  readonly signal: AbortSignal;
}

const encoder = new TextEncoder();
const beat = encoder.encode(': \n\n');

/** One event goes to thousands of streams. */
const linesOf = onceFor(({ id, event }: StoredEvent) =>
  encoder.encode(`${id === '' ? '' : `id: ${id}\n`}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
);

function createStream({ heartbeat, life, signal }: StreamOptions): EventStream {
  const listeners: (() => void)[] = [];
  let ended = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  const finish = (close: boolean): void => {
    if (ended) return;
    ended = true;
    clearInterval(beating);
    clearTimeout(expiring);
    signal.removeEventListener('abort', end);
    if (close) controller?.close();
    for (const listener of listeners) listener();
  };
  function end(): void {
    finish(true);
  }
  const write = (bytes: Uint8Array): void => {
    if (ended) return;
    controller?.enqueue(bytes);
    if ((controller?.desiredSize ?? 0) < 0) end();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
      },
      cancel: () => finish(false),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MOST_UNREAD }),
  );
  const beating = setInterval(() => write(beat), heartbeat);
  const expiring = setTimeout(end, Math.min(Math.max(life, 0), LONGEST_TIMER));
  signal.addEventListener('abort', end);
  if (signal.aborted) end();

  return {
    response: new Response(body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        // Proxies that hold answers back until they are whole.
        'x-accel-buffering': 'no',
      },
    }),
    start: (latest) => write(encoder.encode(`retry: ${RETRY}\n${latest === undefined ? '' : `id: ${latest}\n`}\n`)),
    send: (event) => write(linesOf(event)),
    onEnd(listener) {
      if (ended) listener();
      else listeners.push(listener);
    },
    end,
  };
}
