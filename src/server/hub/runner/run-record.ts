import type { RunStep } from '../../../contract/run.js';
import { saidTo } from '../../platform/plain-text.js';
import { putProgress, type RunRow } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import type { DurableSteps } from './execution.js';
import { flowText } from './flow-text.js';
import { isCancelled } from './run-signals.js';

type RecordPorts = Pick<Services, 'database' | 'log' | 'now'>;

/** How often progress is written and told to the pages, in milliseconds. */
const writeEvery = 250;

export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly text?: string;
}

/**
 * The visible side of a run under way: progress and steps, written at most four times a second, the last state always.
 * After a crash the flow is replayed, and finished steps report again: nothing is written before the figures are where they were.
 */
export class RunRecord {
  readonly #ports: RecordPorts;
  readonly #run: RunRow;
  readonly #connection: string;
  readonly #signal: AbortSignal;
  readonly #engine: Pick<DurableSteps, 'isReplaying'>;
  readonly #steps = new Map<string, { status: RunStep['status']; times: number; duration: number; detail: string | undefined }>();
  #progress: Progress | undefined;
  /** Something was told that is not written yet. */
  #isNew = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param signal aborted, other than by a cancel, where somebody else carries the run on and tells of it */
  constructor(
    engine: Pick<DurableSteps, 'isReplaying'>,
    ports: RecordPorts,
    run: RunRow,
    connection: string,
    signal: AbortSignal,
  ) {
    this.#engine = engine;
    this.#ports = ports;
    this.#run = run;
    this.#connection = connection;
    this.#signal = signal;
  }

  /** Of figures that are not finite, an unknown total is none, and without what is done nothing is reported. */
  progress({ done, total, text }: Progress): void {
    if (!Number.isFinite(done)) return;
    this.#progress = {
      done,
      ...(total !== undefined && Number.isFinite(total) ? { total } : {}),
      ...(text === undefined ? {} : { text }),
    };
    this.#schedule();
  }

  step(name: string, status: RunStep['status'], duration = 0, detail?: string): void {
    const before = this.#steps.get(name);
    this.#steps.set(name, {
      status,
      times: (before?.times ?? 0) + (status === 'running' ? 0 : 1),
      duration: (before?.duration ?? 0) + duration,
      detail,
    });
    this.#schedule();
  }

  steps(): RunStep[] {
    return [...this.#steps].map(([name, { status, times, duration, detail }]) => ({
      name: saidTo(this.#run, times > 1 ? `${name} × ${times}` : name),
      status,
      duration,
      ...(detail === undefined ? {} : { detail: saidTo(this.#run, detail) }),
    }));
  }

  /** Writes what is pending, and waits for it. No run fails because its progress could not be written. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#flush();
  }

  #schedule(): void {
    this.#isNew = true;
    this.#wait();
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#engine.isReplaying) this.#wait();
      else void this.#flush();
    }, writeEvery);
  }

  #flush(): Promise<void> {
    this.#writing = this.#writing
      .then(() => this.#write())
      .catch((cause: unknown) =>
        this.#ports.log.warn('The progress of a run could not be written', { run: this.#run.id, cause }),
      );
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (!this.#isNew || (this.#signal.aborted && !isCancelled(this.#signal))) return;
    const { database, now } = this.#ports;
    const { done, total, text } = this.#progress ?? {};
    const told = flowText(this.#run, text);
    const progress =
      done === undefined
        ? undefined
        : { done, ...(total === undefined ? {} : { total }), ...(told === undefined ? {} : { text: told }) };
    this.#isNew = false;
    try {
      await putProgress(database.queries, this.#run, { steps: this.steps(), progress, connection: this.#connection }, now());
    } catch (cause) {
      this.#isNew = true;
      throw cause;
    }
  }
}
