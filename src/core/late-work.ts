import type { Clock } from './clock.js';

interface Pace {
  readonly clock: Clock;
  /** How much may be done at once, and milliseconds until one more may be. */
  readonly burst: number;
  readonly every: number;
  /** Does for all where more than `many` pieces of work wait. */
  readonly instead?: { readonly many: number; readonly work: () => unknown };
}

/**
 * Does each piece of work once, in a task of its own, and no faster than its pace. One commit of the backend tells of itself by several events
 * that arrive together, and a busy minute by hundreds: what they ask for is asked for once, or once in a while.
 */
export function createLateWork(signal: AbortSignal, { clock, burst, every, instead }: Pace): (work: () => unknown) => void {
  const asked = new Set<() => unknown>();
  let left = burst;
  let refilled = clock.now();
  let isWaiting = false;

  const refill = () => {
    const more = Math.floor((clock.now() - refilled) / every);
    left = Math.min(burst, left + more);
    refilled = left === burst ? clock.now() : refilled + more * every;
  };
  const doSome = () => {
    isWaiting = false;
    if (signal.aborted) return asked.clear();
    refill();
    if (instead !== undefined && asked.size > instead.many) {
      asked.clear();
      asked.add(instead.work);
    }
    for (const work of asked) {
      if (left <= 0) break;
      asked.delete(work);
      left -= 1;
      work();
    }
    if (asked.size > 0 && !isWaiting) {
      isWaiting = true;
      clock.setTimeout(doSome, Math.max(0, refilled + every - clock.now()));
    }
  };
  return (work) => {
    asked.add(work);
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(doSome);
  };
}
