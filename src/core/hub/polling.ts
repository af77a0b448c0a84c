import type { Clock } from '../clock.js';

const first = 2000;
const slowest = 5000;

/** Asks now and then while there is a reason to: every 2 s, slowing down to 5 s. */
export function createPolling({
  clock,
  isNeeded,
  ask,
}: {
  readonly clock: Clock;
  readonly isNeeded: () => boolean;
  readonly ask: () => Promise<void>;
}) {
  let timer: unknown;
  let delay = first;
  let stopped = false;
  const schedule = (): void => {
    if (stopped || timer !== undefined) return;
    if (!isNeeded()) {
      delay = first;
      return;
    }
    timer = clock.setTimeout(() => {
      delay = Math.min(slowest, delay * 1.25);
      void ask().finally(() => {
        timer = undefined;
        schedule();
      });
    }, delay);
  };
  return {
    /** Something changed that may be a reason, or no longer one. */
    check: schedule,
    stop() {
      stopped = true;
      clock.clearTimeout(timer);
    },
  };
}
