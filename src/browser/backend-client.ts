import type { Hub } from '../contract/hub.js';
import type { Widget } from '../contract/widget.js';
import type { Backend } from '../core/backend.js';
import { type Clock, systemClock } from '../core/clock.js';
import { chunkLost, IntegrationError } from '../core/errors.js';
import { ask, connectionPath, parse } from './answer.js';
import type { LaterCalls } from './backend-calls.js';
import type { EventStreamOptions } from './event-stream.js';
import { connectionAnswer, hubAnswer, widgetAnswer } from './first-answers.js';
import { alwaysVisible, type PageVisibility } from './page-visibility.js';
import { type Surroundings, send } from './request.js';
import { createSession, type GetToken } from './session.js';

export interface BackendClientOptions {
  /** May have a path. */
  readonly backend: URL;
  /** Default `LIVE`. */
  readonly environment?: string;
  readonly tenant: string;
  readonly getToken: GetToken;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** 0 to 1, for the jitter. Default `Math.random`. */
  readonly random?: () => number;
  /** Default: visible always. */
  readonly visibility?: PageVisibility;
}

/** The backend over `fetch`, as one session sees it. */
export function createBackendClient(options: BackendClientOptions): Backend {
  const { backend, environment = 'LIVE', tenant, getToken, clock = systemClock, random = Math.random } = options;
  const around: Surroundings = {
    backend: new URL(backend.href.endsWith('/') ? backend.href : `${backend.href}/`),
    environment,
    clock,
    random,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    session: createSession({ getToken, tenant, environment, clock }),
  };
  let loaded: Promise<LaterCalls> | undefined;
  /** A chunk of its own; asked for again when it could not be had. */
  const later = async <Value>(call: (calls: LaterCalls) => Promise<Value>): Promise<Value> => {
    loaded ??= import('./backend-calls.js').then(({ createLaterCalls }) => createLaterCalls(around));
    try {
      await loaded;
    } catch (cause) {
      loaded = undefined;
      throw chunkLost(cause);
    }
    return call(await loaded);
  };

  /** Nothing of the backend has been seen yet: the page may be one that it refuses. */
  const explain = async (cause: unknown, signal: AbortSignal): Promise<IntegrationError> => {
    const failure = IntegrationError.from(cause);
    if (etag !== undefined || failure.code !== 'network_error') return failure;
    return import('./refused-origin.js').then(
      ({ explainFailure }) => explainFailure(around, failure, signal),
      () => failure,
    );
  };

  let tellRead: () => void = () => undefined;
  const firstRead = new Promise<void>((resolve) => {
    tellRead = resolve;
  });
  let etag: string | undefined;
  const warned = new Set<string>();
  /** A widget that cannot be read is left out: it must not blank the hub (src/README.md §8). */
  const readWidget = (body: unknown): Widget[] => {
    try {
      return [parse(widgetAnswer, body)];
    } catch (cause) {
      const key = typeof body === 'object' && body !== null ? String(Reflect.get(body, 'key')) : typeof body;
      if (!warned.has(key))
        console.warn(`integration-hub: the widget "${key}" is left out. ${IntegrationError.from(cause).hint}`);
      warned.add(key);
      return [];
    }
  };

  const first: Pick<Backend, 'readHub' | 'readConnection' | 'watch'> = {
    async readHub(signal): Promise<Hub | undefined> {
      const headers = etag === undefined ? {} : { 'if-none-match': etag };
      const answer = await send(around, { path: 'v1/hub', headers }, signal)
        .catch(async (cause: unknown) => {
          throw await explain(cause, signal);
        })
        .finally(tellRead);
      if (answer.status === 304) return undefined;
      const { widgets, ...details } = parse(hubAnswer, answer.body);
      if (details.tenant.id !== tenant) throw new IntegrationError('wrong_tenant');
      etag = answer.headers.get('etag') ?? undefined;
      return { ...details, widgets: widgets.flatMap(readWidget) };
    },
    readConnection: (address, signal) => ask(around, connectionAnswer, { path: connectionPath(address) }, signal),
    watch(listener, signal) {
      void firstRead.then(painted).then(() => {
        if (!signal.aborted) watchSoon({ around, listener, visibility: options.visibility ?? alwaysVisible }, signal);
      });
    },
  };
  // Every other call is one of the chunk's: their names alone would weigh on the first load.
  return new Proxy(first as Backend, {
    get: (known, name: keyof LaterCalls | 'then') =>
      // Whoever waits for a backend has it.
      name === 'then'
        ? undefined
        : (known[name] ??
          ((...args: never[]) => later((calls) => (calls[name] as (...args: never[]) => Promise<unknown>)(...args)))),
  });
}

/** Once what is drawn now has been painted; at once where nothing is painted. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof requestAnimationFrame === 'function') requestAnimationFrame(() => setTimeout(resolve));
    else resolve();
  });

/**
 * The stream is a chunk of its own, which the first cards do not wait for: what changed between their reading and its opening is
 * read again. Where the chunk cannot be had, the hub asks now and then.
 */
function watchSoon({ listener, ...options }: EventStreamOptions, signal: AbortSignal): void {
  let isNew = true;
  const catchingUp: EventStreamOptions['listener'] = {
    onEvent: (event) => listener.onEvent(event),
    onState(state) {
      listener.onState(state);
      if (state === 'live' && isNew) listener.onEvent({ type: 'reset' });
      if (state === 'live') isNew = false;
    },
  };
  import('./event-stream.js').then(
    ({ watchEvents }) => watchEvents({ ...options, listener: catchingUp }, signal),
    () => listener.onState('paused'),
  );
}
