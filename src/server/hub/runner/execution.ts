import type * as Library from '@dbos-inc/dbos-sdk';
import type { Log } from '../../platform/log.js';
import { isCancelled, leaveUnfinished, pause, RunCancelledError, RunLostError } from './run-signals.js';
import { ownValue, StepValue } from './step-value.js';

/** Between two tries, in milliseconds; it grows. */
const firstPause = 500;

/** So long after a step that was only remembered the next one is likely to be remembered too, in milliseconds. */
const replayPause = 1000;

/** What a flow is carried on with. */
export interface DurableSteps {
  /** Whether it is being told again what was done before, and has done nothing new yet. */
  readonly isReplaying: boolean;
  /** Does `work` once, and remembers its answer: a replay is given that. */
  step<T>(work: () => Promise<T>, options: StepOptions): Promise<T>;
  /** Sleeps for so many milliseconds, over restarts. True: it was woken, since its run is to stop. */
  sleep(duration: number): Promise<boolean>;
  /** Does the last piece of work, so many times at most until it succeeds. Not remembered: a replay does it again. */
  end(work: () => Promise<void>, attempts: number): Promise<void>;
}

export interface StepOptions {
  readonly name: string;
  /** How often it is tried, with growing pauses. Default: once. */
  readonly attempts?: number;
}

interface ExecutionParts {
  readonly run: string;
  readonly library: typeof Library;
  /** Resolves once nobody else can have taken the run over unnoticed. */
  secure(): Promise<void>;
  readonly log: Log;
  /** Whether the run was not taken over, but has ended for everybody. */
  isGivenUp(): Promise<boolean>;
}

/**
 * One run carried on by this process, until it ends or somebody else has it: then whatever it waits for here never comes, and what it
 * still does is recorded nowhere. Its flow learns nothing of that, since a flow would take it for a failure of its own.
 */
export class Execution implements DurableSteps {
  /** Aborted with a `RunCancelledError`, a `RunnerStoppingError` or a `RunLostError`. */
  readonly signal: AbortSignal;
  /** Aborted with a `RunLostError`, whatever happened before. */
  readonly lost: AbortSignal;
  readonly #parts: ExecutionParts;
  readonly #stopping = new AbortController();
  readonly #losing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  #onMoved: (() => void) | undefined;
  #steps = 0;
  #isNew = false;
  /** When a step was remembered last, by `performance.now()`. */
  #remembered = Number.NEGATIVE_INFINITY;
  #isDraining = false;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
    this.signal = this.#stopping.signal;
    this.lost = this.#losing.signal;
  }

  get run(): string {
    return this.#parts.run;
  }

  get isReplaying(): boolean {
    return !this.#isNew && performance.now() - this.#remembered < replayPause;
  }

  abort(reason: Error): void {
    this.#stopping.abort(reason);
  }

  lose(): void {
    const reason = new RunLostError();
    this.#losing.abort(reason);
    this.abort(reason);
    this.#moved();
  }

  over(): void {
    this.#moved();
  }

  /** Fails as the library expects it of an execution that has lost its run, as soon as it has. */
  unlessLost<T>(work: () => Promise<T>): Promise<T> {
    const { library, run } = this.#parts;
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new library.DBOSWorkflowConflictError(run));
      if (this.lost.aborted) return fail();
      this.lost.addEventListener('abort', fail);
      work()
        .then(resolve, reject)
        .finally(() => this.lost.removeEventListener('abort', fail));
    });
  }

  /** Calls `listener` once, when it gets further than its recorded steps, sleeps, is over or lost. */
  onMoved(listener: () => void): void {
    if (this.lost.aborted) listener();
    else this.#onMoved = listener;
  }

  /** Begins nothing any more. Resolves once the steps under way are recorded. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  step<T>(work: () => Promise<T>, { name, attempts }: StepOptions): Promise<T> {
    if (this.#isDraining) return leaveUnfinished();
    const again =
      attempts === undefined ? {} : { retriesAllowed: true, maxAttempts: attempts, intervalSeconds: firstPause / 1000 };
    const { library, secure, run } = this.#parts;
    // Counted at once, as the library does: the same in every replay.
    const index = this.#steps++;
    let isNew = false;
    const guarded = () =>
      this.unlessLost(async () => {
        isNew = true;
        this.#isNew = true;
        // Others may have done this step while this process was paused.
        await secure();
        return new StepValue(run, index, await this.unlessLost(work));
      });
    const recorded = library.DBOS.runStep(guarded, { name, ...again }).then((answer) => {
      if (isNew) this.#moved();
      else this.#remembered = performance.now();
      return ownValue(answer, run, index);
    });
    this.#track(recorded);
    return this.#whileOwned(recorded);
  }

  async sleep(duration: number): Promise<boolean> {
    if (this.#isDraining) return leaveUnfinished();
    this.#moved();
    return (await this.#whileOwned(this.#parts.library.DBOS.recv('cancel', duration / 1000))) !== null;
  }

  end(work: () => Promise<void>, attempts: number): Promise<void> {
    if (this.#isDraining) return leaveUnfinished();
    const done = this.unlessLost(async () => {
      for (let turn = 1; ; turn++) {
        await this.#parts.secure();
        try {
          return await this.unlessLost(work);
        } catch (cause) {
          if (this.lost.aborted || turn >= attempts) throw cause;
          this.#parts.log.warn('The end of a run could not be written yet', { run: this.run, cause });
          await pause(firstPause * 2 ** (turn - 1), this.lost);
        }
      }
    });
    this.#track(done);
    return this.#whileOwned(done);
  }

  #moved(): void {
    this.#onMoved?.();
    this.#onMoved = undefined;
  }

  #track(work: Promise<unknown>): void {
    const tracked: Promise<unknown> = work.catch(() => undefined).finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  async #whileOwned<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      if (!(cause instanceof this.#parts.library.DBOSWorkflowConflictError)) throw cause;
      const isOver = isCancelled(this.signal) || (await this.#parts.isGivenUp());
      this.lose();
      // Nobody else carries it on: its flow may tidy up.
      if (isOver) throw new RunCancelledError();
      return leaveUnfinished();
    }
  }
}
