import { environmentHeader, requestHeader } from '../contract/protocol.js';
import type { Clock } from '../core/clock.js';
import { chunkLost, IntegrationError } from '../core/errors.js';
import { jsonText } from '../core/json-text.js';
import { backOff } from './back-off.js';
import { randomText } from './random.js';
import type { Session } from './session.js';
import { version } from './version.js';

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Relative to the backend's address, segments encoded. */
  readonly path: string;
  readonly body?: unknown;
  /** Starts something: an `Idempotency-Key` makes it safe to send again. */
  readonly starts?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often it is sent at most. Default 4. */
  readonly tries?: number;
  /** Milliseconds until an attempt is given up. Default 15,000. */
  readonly patience?: number;
}

export interface Surroundings {
  /** With a trailing slash. */
  readonly backend: URL;
  readonly environment: string;
  readonly session: Session;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const attempts = 4;
/** A wait that nobody sits through: the error is told instead. */
const longestWait = 20_000;

export async function headersOf({ environment, session }: Surroundings, signal: AbortSignal) {
  const token = await session.token(signal);
  return { token, headers: { authorization: `Bearer ${token}`, [requestHeader]: version, [environmentHeader]: environment } };
}

/** Without a prototype: whatever the page has added to that of objects is not part of it. */
const bare = <Options extends object>(options: Options): Options => Object.assign(Object.create(null) as Options, options);

/** What every request has in common. */
export const requestInit = (init: RequestInit): RequestInit =>
  bare({
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    ...init,
  });

/** Waits, unless the signal is aborted first. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clock.clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** An abort signal that also fires, with its own reason, when an attempt takes too long. */
function attemptSignal(clock: Clock, patience: number, signal: AbortSignal) {
  const abort = new AbortController();
  const stop = () => abort.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer = clock.setTimeout(() => abort.abort(new IntegrationError('timed_out')), patience);
  return {
    signal: abort.signal,
    end() {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}

/** What came instead of an answer, and whether the same call may be answered later. */
export interface Failed {
  readonly error: IntegrationError;
  readonly again: boolean;
  readonly wait?: number | undefined;
  readonly refused?: string;
}

async function attempt(
  around: Surroundings,
  call: Call,
  key: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly answer: Answer } | Failed> {
  const { token, headers } = await headersOf(around, signal);
  const limit = attemptSignal(around.clock, call.patience ?? 15_000, signal);
  try {
    const response = await around.fetch(
      new URL(call.path, around.backend),
      requestInit({
        method: call.method ?? 'GET',
        headers: {
          accept: 'application/json',
          ...headers,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: jsonText(call.body) }),
        signal: limit.signal,
      }),
    );
    if (response.ok || response.status === 304) {
      // Not `json()`: what it throws for text that is not JSON differs from browser to browser.
      const text = response.status === 304 ? '' : await response.text();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      return { answer: { status: response.status, headers: response.headers, body } };
    }
    // How to read a failure is a chunk of its own. A refused token is renewed without.
    const failure: Failed = await import('./problem.js').then(
      ({ failureOf }) => failureOf(response, around.clock.now()),
      (cause: unknown) => ({ error: chunkLost(cause), again: true }),
    );
    return response.status === 401 ? { error: failure.error, again: true, refused: token } : failure;
  } catch (cause) {
    signal.throwIfAborted();
    if (limit.signal.aborted) return { error: IntegrationError.from(limit.signal.reason), again: true };
    if (cause instanceof SyntaxError)
      return { error: new IntegrationError('invalid_answer', { cause, hint: 'The answer is not JSON.' }), again: false };
    const hint = `${around.backend.origin} could not be reached.`;
    return { error: new IntegrationError('network_error', { cause, hint }), again: true };
  } finally {
    limit.end();
  }
}

/**
 * Sends a call with the session's token. What may be sent twice is tried again after passing faults; a refused token is renewed once.
 *
 * @throws {IntegrationError} what the backend's problem says, or `network_error`, `timed_out`, `invalid_answer`, `token_unavailable` …
 */
export async function send(around: Surroundings, asked: Call, signal: AbortSignal): Promise<Answer> {
  const call: Call = bare(asked);
  const key = call.starts === true ? randomText(16) : undefined;
  const repeatable = call.method !== 'POST' || key !== undefined;
  let renewed = false;
  for (let count = 0; ; count += 1) {
    const outcome = await attempt(around, call, key, signal);
    if ('answer' in outcome) return outcome.answer;
    const { error, again, wait, refused } = outcome;
    if (refused !== undefined) {
      if (renewed) throw error;
      renewed = true;
      around.session.refuse(refused, error);
      continue;
    }
    const delay = wait ?? backOff(count, around.random);
    if (!again || !repeatable || count + 1 >= (call.tries ?? attempts) || delay > longestWait) throw error;
    await pause(around.clock, delay, signal);
  }
}
