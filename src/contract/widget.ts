import * as z from 'zod/mini';
import { Action, ActionDefinition } from './action.js';
import { Connection } from './connection.js';
import { authMethods, SignInMethod } from './connector.js';
import { ShownImage, ThemedImage } from './image.js';
import { Json, Key, openEnum, PlainText, TenantId } from './names.js';
import { dataFlowLabels } from './protocol.js';

export type DataFlowLabel = (typeof dataFlowLabels)[number];

export const metricFormats = ['number', 'percent', 'bytes', 'duration', 'time', 'status'] as const;

/** Seed: "Add metrics". `source` is a counter that flows add to, or `runs`, `failures`, `lastRun`. */
export const MetricDefinition = z.strictObject({
  key: Key,
  title: z.string().check(z.minLength(1), z.maxLength(60)),
  description: z.optional(PlainText),
  source: z.string().check(z.minLength(1), z.maxLength(60)),
  aggregate: z.enum(['sum', 'last', 'average', 'maximum']),
  /** Days, 1 to 90. */
  window: z.int().check(z.minimum(1), z.maximum(90)),
  format: z.enum(metricFormats),
});
export type MetricDefinition = z.infer<typeof MetricDefinition>;

/** Seed: "Set dependency connectors". */
export const DependencyDefinition = z.strictObject({
  key: Key,
  connector: Key,
  name: z.optional(z.string().check(z.maxLength(80))),
  imageUrl: z.optional(z.string()),
  description: z.optional(PlainText),
  primary: z.boolean(),
  defaultMethod: z.optional(z.enum(authMethods)),
  allowSwitching: z.optional(z.boolean()),
  /** Seed: "Custom Auth Attributes". Merged over the connector's OAuth defaults. */
  attributes: z.optional(z.record(z.string(), Json)),
});
export type DependencyDefinition = z.infer<typeof DependencyDefinition>;

/** A widget as its author defines it (seed: "Configure widget settings"). */
export const WidgetDefinition = z.strictObject({
  key: Key,
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  description: z.optional(PlainText),
  images: z.optional(z.array(ThemedImage).check(z.maxLength(3))),
  /** Seed: "Enable for specific tenants". Absent: every tenant. */
  tenants: z.optional(z.array(TenantId)),
  history: z.optional(z.boolean()),
  disabled: z.optional(z.boolean()),
  label: z.optional(z.enum(dataFlowLabels)),
  multiConnection: z.optional(z.boolean()),
  metrics: z.optional(z.array(MetricDefinition).check(z.maxLength(6))),
  dependencies: z.optional(z.array(DependencyDefinition).check(z.maxLength(10))),
  actions: z.array(ActionDefinition).check(z.maxLength(20)),
  /** Seed: Settings > Configurations. The linked configuration flows; `required` is the default. */
  configurations: z.optional(z.array(z.strictObject({ flow: Key, required: z.optional(z.boolean()) })).check(z.maxLength(10))),
});
export type WidgetDefinition = z.infer<typeof WidgetDefinition>;

/** A dependency as the hub reads it. */
export const Dependency = z.object({
  key: z.string(),
  name: z.string(),
  description: z.optional(z.string()),
  images: z.array(ShownImage),
  primary: z.boolean(),
  methods: z.array(SignInMethod),
  defaultMethod: openEnum(authMethods),
  allowSwitching: z.boolean(),
  /** What will be accessed, in words. */
  access: z.array(z.string()),
});
export type Dependency = z.infer<typeof Dependency>;

export const Metric = z.object({
  key: z.string(),
  title: z.string(),
  description: z.optional(z.string()),
  format: openEnum(metricFormats),
  window: z.number(),
});
export type Metric = z.infer<typeof Metric>;

/** A card of the hub: what the tenant may see of a widget, and its connections. */
export const Widget = z.object({
  key: z.string(),
  name: z.string(),
  description: z.optional(z.string()),
  images: z.array(ShownImage),
  label: z.optional(openEnum(dataFlowLabels)),
  history: z.boolean(),
  multiConnection: z.boolean(),
  dependencies: z.array(Dependency),
  actions: z.array(Action),
  metrics: z.array(Metric),
  connections: z.array(Connection),
});
export type Widget = z.infer<typeof Widget>;
