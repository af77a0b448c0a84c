import type { JsonValue } from '../../../contract/names.js';
import type { Run, RunStep } from '../../../contract/run.js';
import type { RunLine } from '../connections/connection-state.rows.js';
import { activeStatuses, type RunRow } from './run.rows.js';

/** A column of floating point numbers holds `NaN` and infinities too. */
const isFiniteNumber = (figure: unknown): figure is number => Number.isFinite(figure);

/** The run as the hub reads it. */
export function toRun(row: RunLine, connection: string): Run {
  return {
    id: row.id,
    widget: row.widget,
    connection,
    action: row.action,
    actionName: row.action_name,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    ...(row.cancelling && activeStatuses.includes(row.status) ? { cancelling: true } : {}),
    ...(!isFiniteNumber(row.progress_done)
      ? {}
      : {
          progress: {
            done: row.progress_done,
            ...(isFiniteNumber(row.progress_total) ? { total: row.progress_total } : {}),
            ...(row.progress_text === null ? {} : { text: row.progress_text }),
          },
        }),
    ...(row.message_header === null ? {} : { userMessageHeader: row.message_header }),
    ...(row.message === null ? {} : { userMessage: row.message }),
    ...(row.error_code === null
      ? {}
      : { error: { code: row.error_code, ...(row.error_message === null ? {} : { message: row.error_message }) } }),
    ...(row.started_by === null ? {} : { startedBy: row.started_by }),
    ...(row.scheduled ? { scheduled: true } : {}),
    ...(row.started_at === null ? {} : { startedAt: row.started_at.toISOString() }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
  };
}

export const stepsOf = (row: RunRow): RunStep[] => row.steps as unknown as RunStep[];

export const configurationOf = (row: RunRow): Readonly<Record<string, JsonValue>> =>
  row.configuration as Readonly<Record<string, JsonValue>>;
