import type { SafeFetch } from '../../platform/outgoing/safe-fetch.js';
import type { Connector, TypedCredential } from '../definitions/define.js';
import { type Applied, applyTyped } from './apply-credential.js';

type Headers = Readonly<Record<string, string>>;

interface Made {
  readonly headers: Promise<Headers | undefined>;
  /** Milliseconds since the epoch. */
  until: number;
}

const margin = 60_000;
const timeout = 20_000;
const capacity = 1000;

/** Headers that a connector's `authorize` made, kept until they expire. Asked for once when many wait. */
export class MadeHeaders {
  readonly #fetch: SafeFetch;
  readonly #now: () => Date;
  readonly #made = new Map<string, Made>();

  constructor(fetch: SafeFetch, now: () => Date) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /**
   * As the connector's `authorize` makes it, else as data says.
   * @param key identifies the credential and its revision
   */
  async applied(key: string, connector: Connector, credential: TypedCredential): Promise<Applied> {
    const headers = connector.authorize === undefined ? undefined : await this.#get(key, connector, credential);
    return headers === undefined ? applyTyped(connector, credential) : { headers, query: {} };
  }

  #get(key: string, connector: Connector, credential: TypedCredential): Promise<Headers | undefined> {
    const known = this.#made.get(key);
    if (known !== undefined && known.until > this.#now().getTime()) return known.headers;
    const made: Made = { headers: this.#make(key, connector, credential), until: Number.POSITIVE_INFINITY };
    this.#made.delete(key);
    this.#made.set(key, made);
    const [oldest] = this.#made.keys();
    if (this.#made.size > capacity && oldest !== undefined) this.#made.delete(oldest);
    return made.headers;
  }

  forget(key: string): void {
    this.#made.delete(key);
  }

  async #make(key: string, connector: Connector, credential: TypedCredential): Promise<Headers | undefined> {
    const fetch = ((input: string | URL, init?: RequestInit) => this.#fetch(input, init, { timeout })) as typeof globalThis.fetch;
    try {
      const answer = await connector.authorize?.(credential, { fetch, now: this.#now, signal: AbortSignal.timeout(timeout) });
      const made = this.#made.get(key);
      if (made !== undefined && answer?.expiresAt !== undefined) made.until = answer.expiresAt.getTime() - margin;
      return answer?.headers;
    } catch (error) {
      this.#made.delete(key);
      throw error;
    }
  }
}
