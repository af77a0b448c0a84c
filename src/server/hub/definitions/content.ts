import type { FormStep } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { isJsonObject } from '../../../contract/rules/json-object.js';
import type { DependencyDefinition, WidgetDefinition } from '../../../contract/widget.js';
import { digestOf } from '../../platform/canonical-json.js';
import type { Catalogue } from './catalogue.js';
import type { ConfigurationFlow, Connector } from './define.js';
import { isDataUrl, referenceTo } from './image-reference.js';

/** What an author writes of a widget, without its switches, its secrets and what differs between environments. */
export type WidgetContent = Omit<WidgetDefinition, 'disabled' | 'tenants'>;

/** *Disable* and *Enable for specific tenants*: they act at once, in every environment (src/README.md §1). */
export interface Switches {
  readonly disabled: boolean;
  /** `undefined`: every tenant. */
  readonly tenants: readonly string[] | undefined;
}

/** A form, as data. */
export interface FormContent {
  readonly key: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly version: string;
  readonly steps: readonly FormStep[];
}

/** What a deployment points at: a widget with its forms, and the identity of its flows. */
export interface VersionContent {
  readonly widget: WidgetContent;
  readonly forms: readonly FormContent[];
  readonly flows: readonly { readonly key: string; readonly version: string }[];
}

/** A parameter of a dependency that stands beside the content: by name, such as `clientSecret` or `tokenParams.audience`. */
export interface Parameter<Value> {
  readonly dependency: string;
  readonly name: string;
  readonly value: Value;
}

export interface SplitDefinition {
  readonly content: WidgetContent;
  readonly switches: Switches;
  readonly secrets: readonly Parameter<string>[];
  readonly values: readonly Parameter<JsonValue>[];
  /** The `data:` URLs that the content refers to, by digest. */
  readonly images: readonly string[];
}

type Attributes = Readonly<Record<string, JsonValue>>;

const isFilled = (value: JsonValue | undefined): value is string => typeof value === 'string' && value !== '';

/** Takes the secrets and what differs between environments out of a dependency's attributes. */
function splitAttributes(
  { key, attributes }: DependencyDefinition,
  connector: Connector | undefined,
): { readonly left: Attributes; readonly secrets: Parameter<string>[]; readonly values: Parameter<JsonValue>[] } {
  const { clientId, clientSecret, ...rest } = attributes ?? {};
  const secrets = isFilled(clientSecret) ? [{ dependency: key, name: 'clientSecret', value: clientSecret }] : [];
  const values = isFilled(clientId) ? [{ dependency: key, name: 'clientId', value: clientId }] : [];
  const secretNames = new Set(connector?.oauth?.secretParams ?? []);
  const left = Object.entries(rest).map(([group, entries]) => {
    if (!isJsonObject(entries)) return [group, entries] as const;
    const kept = Object.entries(entries).filter(([name, value]) => {
      if (!secretNames.has(name) || !isFilled(value)) return true;
      secrets.push({ dependency: key, name: `${group}.${name}`, value });
      return false;
    });
    return [group, Object.fromEntries(kept)] as const;
  });
  return { left: Object.fromEntries(left), secrets, values };
}

/** What is stored of a definition, each part in its place. */
export function splitDefinition(definition: WidgetDefinition, connectorOf: Catalogue['connector']): SplitDefinition {
  const { disabled = false, tenants, images, dependencies, ...rest } = definition;
  const secrets: Parameter<string>[] = [];
  const values: Parameter<JsonValue>[] = [];
  const data = new Set<string>();
  const keep = (url: string): string => {
    if (!isDataUrl(url)) return url;
    data.add(url);
    return referenceTo(url);
  };
  const splitDependencies = dependencies?.map((dependency): DependencyDefinition => {
    const { attributes: _attributes, imageUrl, ...about } = dependency;
    const split = splitAttributes(dependency, connectorOf(dependency.connector));
    secrets.push(...split.secrets);
    values.push(...split.values);
    return {
      ...about,
      ...(imageUrl === undefined ? {} : { imageUrl: keep(imageUrl) }),
      ...(Object.keys(split.left).length === 0 ? {} : { attributes: { ...split.left } }),
    };
  });
  return {
    content: {
      ...rest,
      ...(images === undefined ? {} : { images: images.map((image) => ({ ...image, url: keep(image.url) })) }),
      ...(splitDependencies === undefined ? {} : { dependencies: splitDependencies }),
    },
    switches: { disabled, tenants },
    secrets,
    values,
    images: [...data],
  };
}

/** The form of a configuration flow, without the functions that data cannot say. */
export const formContent = ({ key, name, description, version, steps }: ConfigurationFlow): FormContent => ({
  key,
  name,
  ...(description === undefined ? {} : { description }),
  version,
  steps,
});

const distinct = (keys: readonly (string | undefined)[]): string[] => [
  ...new Set(keys.filter((key): key is string => key !== undefined)),
];

/** The forms that a widget links to or opens, and the flows that it runs, by key. */
export function namedIn({ actions, configurations = [] }: WidgetContent): {
  readonly forms: readonly string[];
  readonly flows: readonly string[];
} {
  const flowsOf = (isConfiguration: boolean) =>
    actions.filter(({ type }) => (type === 'configuration') === isConfiguration).map(({ flow }) => flow);
  return { forms: distinct([...configurations.map(({ flow }) => flow), ...flowsOf(true)]), flows: distinct(flowsOf(false)) };
}

/** A version of a widget, made of its content and of what code defines now. */
export function versionContent(widget: WidgetContent, catalogue: Catalogue): VersionContent {
  const { forms, flows } = namedIn(widget);
  return {
    widget,
    forms: forms.flatMap((key) => {
      const form = catalogue.configurationFlow(key);
      return form === undefined ? [] : [formContent(form)];
    }),
    flows: flows.flatMap((key) => {
      const flow = catalogue.flow(key);
      return flow === undefined ? [] : [{ key, version: flow.version }];
    }),
  };
}

/** As it is stored, and what it is known by. */
export function stored(content: VersionContent | WidgetContent | FormContent): {
  readonly text: string;
  readonly digest: string;
} {
  const text = JSON.stringify(content);
  return { text, digest: digestOf(JSON.parse(text) as JsonValue) };
}
