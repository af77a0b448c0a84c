import * as z from 'zod/mini';
import { openEnum } from './names.js';

/** A line of `GET /v1/events`: ids only, the client reads again. */
export const HubEvent = z.object({
  type: openEnum(['hub.changed', 'connection.changed', 'authorization.changed', 'run.changed', 'history.added', 'reset']),
  widget: z.optional(z.string()),
  connection: z.optional(z.string()),
  authorization: z.optional(z.string()),
  run: z.optional(z.string()),
});
export type HubEvent = z.infer<typeof HubEvent>;
