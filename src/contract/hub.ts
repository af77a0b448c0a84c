import * as z from 'zod/mini';
import { openEnum } from './names.js';
import { Widget } from './widget.js';

const shape = {
  environment: z.string(),
  tenant: z.object({ id: z.string(), name: z.optional(z.string()) }),
  person: z.optional(z.object({ name: z.optional(z.string()) })),
  access: openEnum(['use', 'view']),
  preview: z.boolean(),
};

/** `GET /v1/hub`: the widgets that the session may see, in the author's order. */
export const Hub = z.object({ ...shape, widgets: z.array(Widget) });
export type Hub = z.infer<typeof Hub>;

/** The same, with the widgets unread: one bad widget does not blank the hub (src/README.md §8). */
export const LooseHub = z.object({ ...shape, widgets: z.array(z.unknown()) });
