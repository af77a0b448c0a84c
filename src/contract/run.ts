import * as z from 'zod/mini';
import { openEnum, Timestamp } from './names.js';

export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

export const RunProgress = z.object({
  done: z.number(),
  total: z.optional(z.number()),
  text: z.optional(z.string()),
});
export type RunProgress = z.infer<typeof RunProgress>;

export const RunStep = z.object({
  name: z.string(),
  status: openEnum(['running', 'succeeded', 'failed']),
  detail: z.optional(z.string()),
  /** Milliseconds. */
  duration: z.optional(z.number()),
});
export type RunStep = z.infer<typeof RunStep>;

export const RunLogLine = z.object({ at: z.string(), level: openEnum(['info', 'warn', 'error']), text: z.string() });
export type RunLogLine = z.infer<typeof RunLogLine>;

/** One execution of an action. */
export const Run = z.object({
  id: z.string(),
  widget: z.string(),
  connection: z.string(),
  action: z.string(),
  actionName: z.string(),
  status: openEnum(runStatuses),
  cancelling: z.optional(z.boolean()),
  progress: z.optional(RunProgress),
  /** Shown in a dialog on success and failure alike. Plain text. */
  userMessageHeader: z.optional(z.string()),
  userMessage: z.optional(z.string()),
  error: z.optional(z.object({ code: z.string(), message: z.optional(z.string()) })),
  startedBy: z.optional(z.string()),
  /** Started by the connection's schedule, not by a person. */
  scheduled: z.optional(z.boolean()),
  createdAt: Timestamp,
  startedAt: z.optional(Timestamp),
  finishedAt: z.optional(Timestamp),
});
export type Run = z.infer<typeof Run>;

/** A run with its steps and log, newest line last. */
export const RunDetails = z.object({ ...Run.shape, steps: z.array(RunStep), log: z.array(RunLogLine) });
export type RunDetails = z.infer<typeof RunDetails>;

export const StartRunRequest = z.strictObject({
  /** Deactivation only: erase without the flow, after it failed ("Disconnect anyway"). */
  anyway: z.optional(z.boolean()),
});
export type StartRunRequest = z.infer<typeof StartRunRequest>;
