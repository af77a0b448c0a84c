import type { Clock } from '../../src/core/clock.js';

export interface FakeClock extends Clock {
  /** Lets time pass: due timers run in order, and what they start in promises settles in between. */
  advance(milliseconds: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Lets every promise that needs no timer settle. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
};

/** A clock that stands still until a test lets time pass. Starts at noon, 1 January 2026, UTC. */
export function createFakeClock(start = Date.UTC(2026, 0, 1, 12)): FakeClock {
  let now = start;
  let last = 0;
  const timers = new Map<number, Timer>();
  const due = (until: number) => [...timers].filter(([, timer]) => timer.at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
  return {
    now: () => now,
    setTimeout(run, milliseconds) {
      last += 1;
      timers.set(last, { at: now + milliseconds, run });
      return last;
    },
    clearTimeout(timer) {
      timers.delete(timer as number);
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settled();
      for (let next = due(end); next !== undefined; next = due(end)) {
        const [id, timer] = next;
        timers.delete(id);
        now = timer.at;
        timer.run();
        await settled();
      }
      now = end;
    },
  };
}
