import * as z from 'zod/mini';
import { openEnum } from './names.js';
import { RunProgress, runStatuses } from './run.js';

/** A line of `GET /v1/events`: ids, after which the client reads again, and how far a run is. */
export const HubEvent = z.object({
  type: openEnum(['hub.changed', 'connection.changed', 'authorization.changed', 'run.changed', 'history.added', 'reset']),
  widget: z.optional(z.string()),
  connection: z.optional(z.string()),
  authorization: z.optional(z.string()),
  run: z.optional(z.string()),
  /** With `run.changed`. While it is `queued` or `running` nothing else of its connection has changed, and nothing needs to be read. */
  status: z.optional(openEnum(runStatuses)),
  /** With `run.changed`, where the run has told. */
  progress: z.optional(RunProgress),
});
export type HubEvent = z.infer<typeof HubEvent>;
