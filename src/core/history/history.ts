import type { HistoryEntry, historyOutcomes } from '../../contract/history.js';
import type { RunDetails } from '../../contract/run.js';
import type { IntegrationError } from '../errors.js';
import type { Store } from '../store.js';

export type HistoryFilter = 'all' | Exclude<(typeof historyOutcomes)[number], 'running'>;

export type HistorySnapshot =
  | { readonly status: 'loading'; readonly filter: HistoryFilter }
  | { readonly status: 'failed'; readonly filter: HistoryFilter; readonly error: IntegrationError }
  | {
      readonly status: 'ready';
      readonly filter: HistoryFilter;
      readonly entries: readonly HistoryEntry[];
      readonly total: number;
      readonly more: 'none' | 'available' | 'loading';
    };

export type RunSnapshot =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: IntegrationError }
  | { readonly status: 'ready'; readonly run: RunDetails };

/** One run with its steps and log, kept up to date; dispose of it when it is closed. */
export interface RunStore extends Store<RunSnapshot> {
  retry(): void;
  dispose(): void;
}

/** The history of one connection, newest first, kept up to date while it is open. */
export interface HistoryStore extends Store<HistorySnapshot> {
  filter(filter: HistoryFilter): void;
  more(): void;
  retry(): void;
  run(id: string): RunStore;
  dispose(): void;
}
