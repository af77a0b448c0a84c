import type { ConnectionEvent } from './connection.events.js';
import type { RunningConnection } from './start-connection.js';

/** A connection's machine, which comes after the first cards: what is sent before waits for it. */
export interface LateMachine {
  /** `undefined` until it is there. */
  running(): RunningConnection | undefined;
  /** False where it is not there yet: `wake` brings it. */
  send(event: ConnectionEvent): boolean;
  /** Where it cannot be had, nothing waits any longer. */
  wake(): Promise<void>;
  stop(): void;
}

/**
 * @param start `undefined` where there is nothing to start it with
 * @param startNow the same at once; `undefined` also where what it needs has not come yet
 */
export function createLateMachine(
  start: () => Promise<RunningConnection | undefined>,
  startNow: () => RunningConnection | undefined,
  onStart: () => void,
): LateMachine {
  const waiting: ConnectionEvent[] = [];
  let running: RunningConnection | undefined;
  let waking: Promise<void> | undefined;
  const begin = async () => {
    try {
      running = await start();
      if (running === undefined) return;
      for (const event of waiting.splice(0)) running.send(event);
      onStart();
    } catch (cause) {
      waiting.length = 0;
      throw cause;
    } finally {
      waking = undefined;
    }
  };
  return {
    running: () => running,
    send(event) {
      if (waking === undefined) running ??= startNow();
      if (running === undefined) waiting.push(event);
      else running.send(event);
      return running !== undefined;
    },
    async wake() {
      if (waking === undefined) running ??= startNow();
      if (running !== undefined) return;
      waking ??= begin();
      await waking;
    },
    stop() {
      running?.stop();
      running = undefined;
    },
  };
}
