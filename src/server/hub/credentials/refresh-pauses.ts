import type { ProviderError } from '../../platform/oauth/provider-error.js';
import type { CredentialRow } from '../services/credentials.js';

/** Milliseconds. What is out of order is soon back, and a run tries again; what refuses us has to be mended by somebody. */
const pauseInOutage = 2000;
const pauseAfterRefusal = 30_000;
const longestPause = 15 * 60_000;
const capacity = 10_000;

interface Pause {
  readonly revision: number;
  readonly since: number;
  readonly length: number;
  readonly error: ProviderError;
}

/** Token endpoints that have just refused are left alone for a while, a longer one each time: they count, and lock out. */
export class RefreshPauses {
  readonly #now: () => Date;
  readonly #pauses = new Map<string, Pause>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** What the provider said last, as long as it is not asked again. */
  of({ id, revision }: Pick<CredentialRow, 'id' | 'revision'>): ProviderError | undefined {
    const pause = this.#pauses.get(id);
    if (pause?.revision !== revision) return undefined;
    const passed = this.#now().getTime() - pause.since;
    // A clock that was set back makes none longer.
    return passed >= 0 && passed < pause.length ? pause.error : undefined;
  }

  begin({ id, revision }: Pick<CredentialRow, 'id' | 'revision'>, error: ProviderError): void {
    const before = this.#pauses.get(id);
    const usual = before?.revision === revision ? before.length * 2 : error.isOutage ? pauseInOutage : pauseAfterRefusal;
    const length = Math.min(longestPause, Math.max(usual, (error.retryAfter ?? 0) * 1000));
    this.#pauses.delete(id);
    this.#pauses.set(id, { revision, since: this.#now().getTime(), length, error });
    const [oldest] = this.#pauses.keys();
    if (this.#pauses.size > capacity && oldest !== undefined) this.#pauses.delete(oldest);
  }
}
