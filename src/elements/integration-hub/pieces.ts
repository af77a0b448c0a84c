import type { ReactiveController, ReactiveElement } from 'lit';
import { hurry, later } from '../shared/controllers/turns.js';

/** More cards than most windows show. */
const screenful = 12;
/** How many more a task can take. */
const piece = 64;

/**
 * Which cards are drawn: a screenful first, which is painted, and the rest in pieces between which the page has its turn. A card that was
 * drawn stays.
 */
export class Pieces implements ReactiveController {
  readonly #host: ReactiveElement;
  readonly #drawn = new Set<string>();
  #room = screenful;
  #hasMore = false;
  #isWaiting = false;
  #stop: AbortController | undefined;

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
  }

  /** Keys of the cards to draw now. Call it while drawing. @param keys of all that are shown, in their order */
  draw(keys: Iterable<string>): ReadonlySet<string> {
    this.#hasMore = false;
    for (const key of keys) {
      if (this.#drawn.has(key)) continue;
      this.#hasMore = this.#room <= 0;
      if (this.#hasMore) break;
      this.#drawn.add(key);
      this.#room -= 1;
    }
    this.#room = 0;
    return this.#drawn;
  }

  /** Others are shown: a screenful of them at once. */
  show(): void {
    this.#room = Math.max(this.#room, screenful);
  }

  /** Begins anew, with other cards. */
  reset(): void {
    this.#drawn.clear();
    this.#room = screenful;
  }

  hostConnected(): void {
    this.#stop = new AbortController();
    addEventListener('beforeprint', () => this.#drawAll(), { signal: this.#stop.signal });
    if (this.#hasMore) this.#goOn();
  }

  hostDisconnected(): void {
    this.#stop?.abort();
  }

  hostUpdated(): void {
    if (this.#hasMore) this.#goOn();
  }

  #goOn(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    void later().then(() => {
      this.#isWaiting = false;
      if (!this.#host.isConnected) return;
      this.#room = Math.max(this.#room, piece);
      this.#host.requestUpdate();
    });
  }

  /** Before the event is over, the page is as it will be printed. */
  #drawAll(): void {
    hurry();
    this.#room = Number.POSITIVE_INFINITY;
    this.#host.requestUpdate();
  }
}
