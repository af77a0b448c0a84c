import * as z from 'zod/mini';
import { Action, ActionDefinition } from './action.js';
import { Connection } from './connection.js';
import { authMethods, SignInMethod } from './connector.js';
import { ShownImage, ThemedImage } from './image.js';
import { Json, Key, openEnum, PlainText, TenantId } from './names.js';
import { dataFlowLabels } from './protocol.js';

export type DataFlowLabel = (typeof dataFlowLabels)[number];

export const metricFormats = ['number', 'percent', 'bytes', 'duration', 'time', 'status'] as const;

const metricShape = {
  /** A slug, one of its kind in the widget. */
  key: Key,
  /** What stands beside the figure. */
  title: z.string().check(z.minLength(1), z.maxLength(60)),
  /** What is counted, in words. */
  description: z.optional(PlainText),
  /** A counter that flows add to with `context.count()`, or `runs`, `failures`, `lastRun`. */
  source: z.string().check(z.minLength(1), z.maxLength(60)),
  /** What is made of the counted values. */
  aggregate: z.enum(['sum', 'last', 'average', 'maximum']),
  /** Days that are looked back, 1 to 90. */
  window: z.int().check(z.minimum(1), z.maximum(90)),
  /** How the figure is written. */
  format: z.enum(metricFormats),
};

/** A figure on a card (seed: "Add metrics"). */
export interface MetricDefinition extends MetricFields {}
type MetricFields = z.infer<z.ZodMiniObject<typeof metricShape, z.core.$strict>>;
// Typed by its name: a declaration made from the schema would lose the words above.
export const MetricDefinition: z.ZodMiniType<MetricDefinition, MetricDefinition> = z.strictObject(metricShape);

const dependencyShape = {
  /** What flows call it: `context.fetch(key, url)`. A slug, one of its kind in the widget. */
  key: Key,
  /** The key of the connector that is signed in to. */
  connector: Key,
  /** Shown instead of the connector's name. */
  name: z.optional(z.string().check(z.maxLength(80))),
  /** Shown instead of the connector's images. */
  imageUrl: z.optional(z.string()),
  /** What it is needed for, in words for the person who signs in. */
  description: z.optional(PlainText),
  /** Whether it is the one that is signed in to first. Exactly one is. */
  primary: z.boolean(),
  /** The method that is offered first. Default: `oauth` where the connector has it, else its first. */
  defaultMethod: z.optional(z.enum(authMethods)),
  /** Whether people may choose another method. Default: false. */
  allowSwitching: z.optional(z.boolean()),
  /** Merged over the connector's `oauth`: `clientId`, `clientSecret`, `params`, `tokenParams`, `clientAuthentication` (seed: "Custom Auth Attributes"). */
  attributes: z.optional(z.record(z.string(), Json)),
};

/** A service that a widget signs in to (seed: "Set dependency connectors"). */
export interface DependencyDefinition extends DependencyFields {}
type DependencyFields = z.infer<z.ZodMiniObject<typeof dependencyShape, z.core.$strict>>;
// Typed by its name: a declaration made from the schema would lose the words above.
export const DependencyDefinition: z.ZodMiniType<DependencyDefinition, DependencyDefinition> = z.strictObject(dependencyShape);

const linkShape = {
  /** The key of the configuration flow. */
  flow: Key,
  /** Whether the widget works only once the form is filled in. Default: true. */
  required: z.optional(z.boolean()),
};

/** A form that belongs to a widget (seed: Settings > Configurations). */
export interface ConfigurationLink extends LinkFields {}
type LinkFields = z.infer<z.ZodMiniObject<typeof linkShape, z.core.$strict>>;
// Typed by its name: a declaration made from the schema would lose the words above.
const ConfigurationLink: z.ZodMiniType<ConfigurationLink, ConfigurationLink> = z.strictObject(linkShape);

const widgetShape = {
  /** What code and markup call it: a slug, such as `<integration-widget widget="drive">`. */
  key: Key,
  /** The card's heading. */
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  /** What it does, in a sentence or two. Plain text. */
  description: z.optional(PlainText),
  /** Logos, `https:` or `data:image/`, each for a theme. Default: a monogram. */
  images: z.optional(z.array(ThemedImage).check(z.maxLength(3))),
  /** The ids of the tenants that see it (seed: "Enable for specific tenants"). Absent: every tenant. */
  tenants: z.optional(z.array(TenantId)),
  /** Whether the card offers its history. Default: false. */
  history: z.optional(z.boolean()),
  /** Whether it is switched off: nobody sees it, and connections stay. Default: false. */
  disabled: z.optional(z.boolean()),
  /** In which direction data flows. */
  label: z.optional(z.enum(dataFlowLabels)),
  /** Whether a tenant may have several connections. Default: false. */
  multiConnection: z.optional(z.boolean()),
  /** Figures on the card. */
  metrics: z.optional(z.array(MetricDefinition).check(z.maxLength(6))),
  /** The services that it signs in to, one of them primary. */
  dependencies: z.optional(z.array(DependencyDefinition).check(z.maxLength(10))),
  /** The buttons, in their order. */
  actions: z.array(ActionDefinition).check(z.maxLength(20)),
  /** The forms that belong to it; a Configuration opens one of them. */
  configurations: z.optional(z.array(ConfigurationLink).check(z.maxLength(10))),
};

/** A widget as its author defines it (seed: "Configure widget settings"). */
export type WidgetDefinition = z.infer<z.ZodMiniObject<typeof widgetShape, z.core.$strict>>;
// Typed by its name: a declaration made from the schema would lose the words above.
export const WidgetDefinition: z.ZodMiniType<WidgetDefinition, WidgetDefinition> = z.strictObject(widgetShape);

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
