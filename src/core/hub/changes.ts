import type { Connection } from '../../contract/connection.js';
import type { Run } from '../../contract/run.js';
import type { Widget } from '../../contract/widget.js';
import { errorOfRun } from '../run-error.js';
import { isOver } from '../run-status.js';
import type { HubFact, RunOutcome } from './hub.js';

/** A fact before it is known whose doing it was. */
export type Change = Omit<HubFact, 'origin'>;

/** What became of a connection between two answers, its runs apart. */
function changesOf(widget: string, before: Connection | undefined, after: Connection): readonly Change[] {
  const about = { widget, connection: after.key };
  const changes: Change[] = [];
  if (after.authenticated && before?.authenticated !== true) changes.push({ kind: 'connected', ...about });
  if (before?.active === true && !after.active) changes.push({ kind: 'disconnected', ...about });
  if (after.configured && before?.configured !== true) changes.push({ kind: 'configured', ...about });
  if (after.expired && before?.expired !== true) changes.push({ kind: 'expired', ...about });
  return changes;
}

/** What became of every connection. A widget that left the hub keeps its connections: nobody was disconnected. */
export function changesBetween(before: readonly Widget[], after: readonly Widget[]): readonly Change[] {
  const known = new Map(before.map((widget) => [widget.key, widget]));
  return after.flatMap((widget) => {
    const held = known.get(widget.key);
    if (held === undefined || held === widget) return [];
    const was = new Map(held.connections.map((connection) => [connection.key, connection]));
    const now = new Set(widget.connections.map(({ key }) => key));
    const removed = held.connections.filter(({ key, active }) => active && !now.has(key));
    return [
      ...widget.connections.flatMap((connection) => changesOf(widget.key, was.get(connection.key), connection)),
      ...removed.map(({ key }): Change => ({ kind: 'disconnected', widget: widget.key, connection: key })),
    ];
  });
}

/** The last run of every connection, where it is over. */
export const finishedRuns = (widgets: readonly Widget[]): readonly Run[] =>
  widgets.flatMap(({ connections }) =>
    connections.flatMap(({ lastRun }) => (lastRun !== undefined && isOver(lastRun) ? [lastRun] : [])),
  );

/** What a finished run tells: that it is over and, when it failed, why. */
export function changesOfRun(run: Run): readonly Change[] {
  const about = { widget: run.widget, connection: run.connection, action: run.action, run: run.id };
  const completed: Change = { kind: 'action_completed', ...about, outcome: run.status as RunOutcome };
  if (run.status !== 'failed') return [completed];
  return [completed, { kind: 'error', ...about, error: errorOfRun(run) }];
}
