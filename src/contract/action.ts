import * as z from 'zod/mini';
import { Json, Key, openEnum, PlainText } from './names.js';

/** Seed: "Action types". */
export const actionTypes = ['activation', 'configuration', 'deactivation', 'multi_connector', 'none'] as const;
export type ActionType = (typeof actionTypes)[number];

/** Seed: "Action visibility". */
export const visibilities = [
  'always',
  'pre_auth',
  'post_auth',
  'post_auth_configured',
  'pre_auth_configured',
  'post_auth_not_configured',
  'pre_auth_not_configured',
] as const;
export type Visibility = (typeof visibilities)[number];

const actionShape = {
  /** What code and markup call it: a slug, one of its kind in the widget. */
  key: Key,
  /** The button's text. */
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  /** What pressing it does: sign in, open a form, disconnect, sign in to several, or run a flow (src/README.md §3). */
  type: z.enum(actionTypes),
  /** In which states it is offered: before or after sign-in, with its forms filled in or not (src/README.md §2). */
  visibility: z.enum(visibilities),
  /** The flow that runs; of a `configuration`, the configuration flow whose form opens. May be absent except for those and `none`. */
  flow: z.optional(Key),
  /** What the flow finds in `context.input`, unchanged (seed: "Flow payload"). */
  payload: z.optional(Json),
  /** The badge's text once active. */
  activeLabel: z.optional(z.string().check(z.maxLength(40))),
  /** Plain text shown in the action's dialog; an Activation with it has one, also where a window alone would do. */
  content: z.optional(PlainText),
  /** Of a `multi_connector`: the keys of the widgets that it opens. */
  children: z.optional(z.array(Key).check(z.maxLength(20))),
};

/** A button of a widget as its author defines it (seed: "Actions table reference"). */
export interface ActionDefinition extends ActionFields {}
type ActionFields = z.infer<z.ZodMiniObject<typeof actionShape, z.core.$strict>>;
// Typed by its name: a declaration made from the schema would lose the words above.
export const ActionDefinition: z.ZodMiniType<ActionDefinition, ActionDefinition> = z.strictObject(actionShape);

/** A button as the hub reads it. */
export const Action = z.object({
  key: z.string(),
  name: z.string(),
  type: openEnum(actionTypes),
  visibility: openEnum(visibilities),
  /** The configuration flow whose form a `configuration` action opens. */
  flow: z.optional(z.string()),
  activeLabel: z.optional(z.string()),
  content: z.optional(z.string()),
});
export type Action = z.infer<typeof Action>;
