import { CodedError } from '../../platform/coded-error.js';

/** The run was asked to stop. */
export class RunCancelledError extends CodedError<'run_cancelled'> {
  override readonly name = 'RunCancelledError';

  constructor() {
    super('run_cancelled');
  }
}

/** The process is stopping: the run goes on elsewhere, or after the restart. */
export class RunnerStoppingError extends CodedError<'runner_stopping'> {
  override readonly name = 'RunnerStoppingError';

  constructor() {
    super('runner_stopping');
  }
}

/** Somebody else carries the run on, or has ended it. */
export class RunLostError extends CodedError<'run_lost'> {
  override readonly name = 'RunLostError';

  constructor() {
    super('run_lost');
  }
}

export const isCancelled = (signal: AbortSignal): boolean => signal.aborted && signal.reason instanceof RunCancelledError;

/** Leaves a run as it is: nothing is recorded of what was under way, so that whoever carries on does it again. */
export const leaveUnfinished = (): Promise<never> => new Promise(() => undefined);

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Waits, or until the signal is aborted. */
export function pause(duration: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, duration);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
