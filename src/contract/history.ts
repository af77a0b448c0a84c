import * as z from 'zod/mini';
import { openEnum } from './names.js';

export const historyOutcomes = ['running', 'succeeded', 'failed', 'cancelled'] as const;

/** A line of the history panel (seed: "Enable Widget history Logs"; src/README.md §6). */
export const HistoryEntry = z.object({
  id: z.string(),
  at: z.string(),
  kind: openEnum(['run', 'connected', 'reconnected', 'disconnected', 'configured', 'expired', 'signed_out', 'sign_in_failed']),
  /** The action's name as its author wrote it. */
  action: z.optional(z.string()),
  who: z.optional(z.string()),
  /** By the connection's schedule, not by a person. */
  scheduled: z.optional(z.boolean()),
  outcome: openEnum(historyOutcomes),
  message: z.optional(z.string()),
  /** Milliseconds. */
  duration: z.optional(z.number()),
  run: z.optional(z.string()),
  connection: z.string(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const HistoryPage = z.object({
  entries: z.array(HistoryEntry),
  total: z.number(),
  cursor: z.optional(z.string()),
});
export type HistoryPage = z.infer<typeof HistoryPage>;

export const HistoryQuery = z.strictObject({
  outcome: z.optional(z.enum(historyOutcomes)),
  cursor: z.optional(z.string().check(z.maxLength(200))),
  /** 1 to 100; default 20. */
  limit: z.optional(z.string().check(z.regex(/^(?:[1-9]\d?|100)$/))),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;
