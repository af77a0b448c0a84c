import { environmentHeader } from '../contract/protocol.js';
import { unlessAborted } from './unless-aborted.js';

/** What the entry of the script asked for before the elements came, by address. */
export type EarlyAnswers = Map<string, EarlyAnswer>;

interface EarlyAnswer {
  /** `undefined` where it was not asked for after all. */
  readonly response: Promise<Response | undefined>;
  readonly at: number;
  /** Of a hub: whose it is. */
  readonly token?: Promise<unknown>;
  readonly environment?: string;
}

/** All copies of the library on a page share it: whichever draws the elements takes what was asked for. */
export const earlyKey: unique symbol = Symbol.for('integration-hub/1/early') as never;

/** Milliseconds after which an answer is no longer what the page was loaded with. */
const fresh = 30_000;

/** `fetch`, which answers a first question with what was asked early where it is the same one, and asks everything else. */
export const withEarlyAnswers =
  (ask: typeof fetch): typeof fetch =>
  (input, init = {}) => {
    const answers = Reflect.get(globalThis, earlyKey) as EarlyAnswers | undefined;
    const headers = new Headers(init.headers);
    const early = answers?.get(String(input));
    if (early === undefined || (init.method ?? 'GET') !== 'GET' || headers.has('if-none-match')) return ask(input, init);
    answers?.delete(String(input));
    if (Date.now() - early.at > fresh || (early.environment ?? null) !== headers.get(environmentHeader)) return ask(input, init);
    const answer = Promise.all([early.token, early.response]).then(([token, response]) =>
      response !== undefined && (token === undefined || headers.get('authorization') === `Bearer ${token}`)
        ? response
        : ask(input, init),
    );
    return unlessAborted(answer, init.signal);
  };
