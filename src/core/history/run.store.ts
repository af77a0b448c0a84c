import type { HubEvent } from '../../contract/event.js';
import type { Backend } from '../backend.js';
import type { Clock } from '../clock.js';
import { coalesce } from '../coalesce.js';
import { IntegrationError } from '../errors.js';
import { createLateWork } from '../late-work.js';
import { isProgress } from '../run-status.js';
import { createStore } from '../store.js';
import type { RunSnapshot, RunStore } from './history.js';

/** Milliseconds: a run at work tells of itself more often than its steps are worth reading. */
const pace = 2500;

/** One run, read again as it goes on. */
export function createRunStore({
  id,
  backend,
  clock,
  onEvent,
}: {
  readonly id: string;
  readonly backend: Backend;
  readonly clock: Clock;
  readonly onEvent: (listener: (event: HubEvent) => void) => () => void;
}): RunStore {
  const store = createStore<RunSnapshot>({ status: 'loading' });
  const disposal = new AbortController();
  const later = createLateWork(disposal.signal, { clock, burst: 3, every: 4000 });
  let timer: unknown;
  const refresh = coalesce(async () => {
    try {
      const run = await backend.readRun(id, disposal.signal);
      if (!disposal.signal.aborted) store.set({ status: 'ready', run });
    } catch (cause) {
      // What is shown stays: the next event reads again.
      if (!disposal.signal.aborted && store.getSnapshot().status !== 'ready')
        store.set({ status: 'failed', error: IntegrationError.from(cause) });
    }
  });
  const stopWaiting = () => {
    clock.clearTimeout(timer);
    timer = undefined;
  };
  const stopListening = onEvent((event) => {
    if (event.type !== 'reset' && event.run !== id) return;
    if (isProgress(event)) {
      timer ??= clock.setTimeout(() => {
        timer = undefined;
        void refresh();
      }, pace);
      return;
    }
    stopWaiting();
    later(refresh);
  });
  void refresh();
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    retry: () => void refresh(),
    dispose() {
      stopListening();
      stopWaiting();
      disposal.abort();
    },
  };
}
