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

/** A button of a widget as its author defines it (seed: "Actions table reference"). */
export const ActionDefinition = z.strictObject({
  key: Key,
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  type: z.enum(actionTypes),
  visibility: z.enum(visibilities),
  /** The flow that runs. May be absent except for `none`. */
  flow: z.optional(Key),
  /** Seed: "Flow payload". Reaches the flow's input unchanged. */
  payload: z.optional(Json),
  /** The badge's text once active. */
  activeLabel: z.optional(z.string().check(z.maxLength(40))),
  /** Plain text shown in the action's dialog. */
  content: z.optional(PlainText),
  children: z.optional(z.array(Key).check(z.maxLength(20))),
});
export type ActionDefinition = z.infer<typeof ActionDefinition>;

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
