import type { Queries } from '../../platform/database/queries.js';
import { type Beat, hasLeft, putBeat } from './executor.rows.js';

/** How long a process is not heard of before it is dead, in milliseconds. */
const deadAfter = 5000;
/** How long after a beat nobody can have taken this process for dead. */
const sureFor = 4000;
/** Whoever was not there for this long saw nobody's silence. */
const longestBlink = 3000;

/** Milliseconds by the clock that goes on while the machine sleeps, or by the one that nobody sets, whichever went further. */
function stopwatch(): () => number {
  const [steady, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - steady, Date.now() - wall);
}

export interface LeaseParts {
  readonly queries: Queries;
  readonly executor: string;
  /** There are no others: nobody takes anything over, and whoever is in the list is dead. */
  readonly isAlone: boolean;
  /** Others may have taken this process for dead: what they took is to be left to them. */
  onLapse(): Promise<void>;
}

/**
 * Whether this process still owns what it carries on, and who else is dead. A process is dead when another one, itself there all the
 * time, has not heard of it: after a pause or with the database away, nobody judges by what was written before.
 */
export class Lease {
  readonly #parts: LeaseParts;
  readonly #heard = new Map<string, { readonly beat: string; readonly age: () => number }>();
  #age: (() => number) | undefined;
  #beating: Promise<void> | undefined;
  #dead: readonly Beat[] = [];

  constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  /** Nobody can have taken anything over. */
  get isSure(): boolean {
    return this.#age !== undefined && (this.#parts.isAlone || this.#age() < sureFor);
  }

  /** Those that others said nothing of any more, at the last beat. */
  get dead(): readonly Beat[] {
    return this.#dead;
  }

  /** Tells that this process lives. What was taken from it meanwhile has been left when it resolves. */
  beat(): Promise<void> {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  /** The same with a statement that does more. */
  async within<Found extends { readonly others: readonly Beat[] }>(ask: () => Promise<Found>): Promise<Found> {
    await this.#beating;
    const age = stopwatch();
    const found = await ask();
    await this.#hear(found.others, age);
    return found;
  }

  async #beat(): Promise<void> {
    const { queries, executor } = this.#parts;
    const age = stopwatch();
    await this.#hear(await putBeat(queries, executor), age);
  }

  /** @param age since the beat was sent, at least */
  async #hear(others: readonly Beat[], age: () => number): Promise<void> {
    const { isAlone, onLapse } = this.#parts;
    const silence = this.#age?.() ?? Number.POSITIVE_INFINITY;
    if (silence > longestBlink) this.#heard.clear();
    this.#dead = others.filter((other) => this.#isDead(other) || isAlone);
    for (const id of this.#heard.keys()) if (!others.some((other) => other.id === id)) this.#heard.delete(id);
    if (this.#age !== undefined && silence >= sureFor && !isAlone) await onLapse();
    this.#age = age;
  }

  #isDead(other: Beat): boolean {
    if (hasLeft(other)) return true;
    const heard = this.#heard.get(other.id);
    if (heard?.beat === other.beat) return heard.age() >= deadAfter;
    this.#heard.set(other.id, { beat: other.beat, age: stopwatch() });
    return false;
  }
}
