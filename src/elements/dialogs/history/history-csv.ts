import type { HistoryEntry } from '../../../contract/history.js';
import { toCsv } from '../../../contract/rules/csv.js';
import type { Messages } from '../../../localization/messages.js';
import { entryTitle } from './history-view.js';

/** The entries as CSV with a header line; times in ISO 8601, durations in seconds. */
export function historyCsv(entries: readonly HistoryEntry[], messages: Messages): string {
  const { columns, outcome } = messages.history;
  const header = [columns.time, columns.action, columns.who, columns.outcome, columns.message, columns.duration];
  const lines = entries.map((entry) => [
    entry.at,
    entryTitle(messages, entry),
    entry.who ?? '',
    Object.hasOwn(outcome, entry.outcome) ? outcome[entry.outcome] : entry.outcome,
    entry.message ?? '',
    entry.duration === undefined ? '' : entry.duration / 1000,
  ]);
  return toCsv([header, ...lines]);
}
