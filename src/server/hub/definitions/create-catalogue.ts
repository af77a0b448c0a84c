import * as z from 'zod/mini';
import { ConnectorDefinition } from '../../../contract/connector.js';
import { FormStep } from '../../../contract/form.js';
import { Key } from '../../../contract/names.js';
import { mergeAttributes } from '../../../contract/rules/merge-attributes.js';
import { safeUrl } from '../../../contract/rules/safe-url.js';
import { WidgetDefinition } from '../../../contract/widget.js';
import { CodedError } from '../../platform/coded-error.js';
import { checkOwnHost } from '../../platform/oauth/resolve-oauth.js';
import type { Catalogue } from './catalogue.js';
import { checkFields, checkSignInFields } from './check-fields.js';
import type { CodeDefinitions, ConfigurationFlow, Connector, Flow, WorkspaceConnection } from './define.js';
import { isDataUrl, referenceTo } from './image-reference.js';

/** What is wrong with what code defines: every fault, each with its place. */
export class CatalogueError extends CodedError<'definitions_invalid'> {
  override readonly name = 'CatalogueError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super('definitions_invalid', `What the code defines cannot be served:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

const issuesOf = (what: string, error: z.core.$ZodError): string[] =>
  error.issues.map((issue) => `${what}: ${issue.path.map(String).join('.') || 'the whole'} is not valid (${issue.message})`);

/** By key, with a fault for every key that is there twice. */
function byKey<T extends { readonly key: string }>(
  kind: string,
  entries: readonly T[],
  faults: string[],
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const entry of entries) {
    if (map.has(entry.key)) faults.push(`Two ${kind}s have the key "${entry.key}"`);
    map.set(entry.key, entry);
  }
  return map;
}

/** By key, and below it by version, the first one first. */
function byVersion<T extends { readonly key: string; readonly version: string }>(
  kind: string,
  entries: readonly T[],
  faults: string[],
): ReadonlyMap<string, readonly T[]> {
  const map = new Map<string, T[]>();
  for (const entry of entries) {
    const known = map.get(entry.key) ?? [];
    if (known.some(({ version }) => version === entry.version))
      faults.push(`Two ${kind}s have the key "${entry.key}" and the version "${entry.version}"`);
    map.set(entry.key, [...known, entry]);
  }
  return map;
}

const ofVersion = <T extends { readonly version: string }>(
  known: ReadonlyMap<string, readonly T[]>,
  key: string,
  wanted: string | undefined,
): T | undefined => {
  const versions = known.get(key) ?? [];
  return wanted === undefined ? versions[0] : versions.find(({ version }) => version === wanted);
};

/** The same connector, whose images are referred to. */
function withoutImageData(connector: Connector, images: Set<string>): Connector {
  if (connector.images === undefined) return connector;
  const kept = connector.images.map((image) => {
    if (!isDataUrl(image.url)) return image;
    images.add(image.url);
    return { ...image, url: referenceTo(image.url) };
  });
  return { ...connector, images: kept };
}

function checkConnector(connector: Connector): string[] {
  const { test: _test, authorize: _authorize, ...definition } = connector;
  const parsed = ConnectorDefinition.safeParse(definition);
  if (!parsed.success) return issuesOf(`Connector "${connector.key}"`, parsed.error);
  const offersOAuth = connector.methods.some(({ method }) => method === 'oauth');
  const what = `Connector "${connector.key}"`;
  const asked = (connector.methods.find(({ method }) => method === 'oauth')?.fields ?? []).map(({ key }) => key);
  return [
    ...(offersOAuth && connector.oauth === undefined ? [`${what}: its methods name oauth, but it has no oauth definition`] : []),
    ...connector.methods.flatMap(({ method, fields }) => checkSignInFields(what, method, fields ?? [])),
    ...checkSecretParams(connector.oauth, connector.oauth?.params).map((fault) => `${what}: ${fault}`),
    ...(connector.oauth === undefined ? [] : checkOwnHost(connector.oauth, asked, connector.origins ?? [])).map(
      (fault) => `${what}: ${fault}`,
    ),
  ];
}

/** The parameters of an authorization request are read by everybody who sees the browser's address. */
const checkSecretParams = (oauth: ConnectorDefinition['oauth'], params: object | undefined): string[] =>
  (oauth?.secretParams ?? [])
    .filter((name) => params !== undefined && Object.hasOwn(params, name))
    .map((name) => `params.${name} stands in the address of the sign-in, and secretParams says that it is a secret`);

function checkFlow(flow: Flow): string[] {
  const isSound = Key.safeParse(flow.key).success && flow.version !== '' && typeof flow.run === 'function';
  return isSound ? [] : [`Flow "${flow.key}": it needs a key (a slug), a version and run()`];
}

function checkConfigurationFlow(flow: ConfigurationFlow): string[] {
  const what = `Configuration flow "${flow.key}"`;
  const parsed = z.array(FormStep).check(z.minLength(1)).safeParse(flow.steps);
  if (!parsed.success) return issuesOf(what, parsed.error);
  const fields = flow.steps.flatMap((step) => step.fields);
  const withRows = fields.flatMap((field) => [field, ...(field.fields ?? [])]);
  const loaders = new Set(Object.keys(flow.options ?? {}));
  return [
    ...(Key.safeParse(flow.key).success ? [] : [`${what}: the key is not a slug`]),
    ...withRows
      .filter((field) => field.dynamic === true && !loaders.has(field.key))
      .map((field) => `${what}: the options of "${field.key}" are dynamic, but options.${field.key} is missing`),
    ...checkFields(what, fields),
  ];
}

interface Known {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly flows: ReadonlyMap<string, readonly Flow[]>;
  readonly configurationFlows: ReadonlyMap<string, readonly ConfigurationFlow[]>;
}

function checkWidget(widget: WidgetDefinition, known: Known): string[] {
  const what = `Widget "${widget.key}"`;
  const parsed = WidgetDefinition.safeParse(widget);
  if (!parsed.success) return issuesOf(what, parsed.error);
  const dependencies = widget.dependencies ?? [];
  const primaries = dependencies.filter((dependency) => dependency.primary).length;
  const actionKeys = widget.actions.map((action) => action.key);
  return [
    ...(dependencies.length > 0 && primaries !== 1 ? [`${what}: exactly one dependency is the primary one`] : []),
    ...(new Set(dependencies.map(({ key }) => key)).size === dependencies.length
      ? []
      : [`${what}: two dependencies have the same key`]),
    ...(new Set(actionKeys).size === actionKeys.length ? [] : [`${what}: two actions have the same key`]),
    ...dependencies.flatMap((dependency) => checkDependency(what, dependency, known.connectors.get(dependency.connector))),
    ...widget.actions.flatMap((action) => checkAction(what, action, known)),
    ...(widget.configurations ?? [])
      .filter(({ flow }) => !known.configurationFlows.has(flow))
      .map(({ flow }) => `${what}: there is no configuration flow "${flow}"`),
    ...(widget.images ?? [])
      .filter(({ url }) => safeUrl(url, 'image') === undefined)
      .map((_image, index) => `${what}: image ${index + 1} is neither https: nor data:image/`),
  ];
}

function checkDependency(
  what: string,
  dependency: NonNullable<WidgetDefinition['dependencies']>[number],
  connector: Connector | undefined,
) {
  if (connector === undefined) return [`${what}: there is no connector "${dependency.connector}"`];
  const method = dependency.defaultMethod;
  const faults = connector.oauth === undefined ? [] : mergeAttributes(connector.oauth, dependency.attributes ?? {}).problems;
  return [
    ...(method === undefined || connector.methods.some((offered) => offered.method === method)
      ? []
      : [`${what}: the connector "${connector.key}" has no method ${method}`]),
    ...checkSecretParams(connector.oauth, recordIn(dependency.attributes, 'params')).map((fault) => `${what}: ${fault}`),
    ...faults.map(({ pointer }) => `${what}: the attribute ${pointer} of "${dependency.key}" cannot be overridden`),
  ];
}

const recordIn = (attributes: object | undefined, name: string): object | undefined => {
  const value: unknown = attributes === undefined ? undefined : Reflect.get(attributes, name);
  return typeof value === 'object' && value !== null ? value : undefined;
};

function checkAction(what: string, action: WidgetDefinition['actions'][number], known: Known): string[] {
  if (action.flow === undefined) {
    return action.type === 'none' || action.type === 'configuration' ? [`${what}: the action "${action.key}" needs a flow`] : [];
  }
  const exists = action.type === 'configuration' ? known.configurationFlows.has(action.flow) : known.flows.has(action.flow);
  return exists ? [] : [`${what}: the action "${action.key}" names the flow "${action.flow}", which is not there`];
}

function checkWorkspace(name: string, { connector }: WorkspaceConnection, known: Known): string[] {
  return known.connectors.has(connector) ? [] : [`Workspace connection "${name}": there is no connector "${connector}"`];
}

/**
 * What code defines, checked as a whole.
 *
 * @throws {CatalogueError} with every fault that was found
 */
export function createCatalogue(sources: CodeDefinitions): Catalogue {
  const faults: string[] = [];
  const { widgets = [], workspaceConnections = {} } = sources;
  const known: Known = {
    connectors: byKey('connector', sources.connectors ?? [], faults),
    flows: byVersion('flow', sources.flows ?? [], faults),
    configurationFlows: byVersion('configuration flow', sources.configurationFlows ?? [], faults),
  };
  byKey('widget', widgets, faults);
  for (const connector of known.connectors.values()) faults.push(...checkConnector(connector));
  for (const flow of sources.flows ?? []) faults.push(...checkFlow(flow));
  for (const flow of sources.configurationFlows ?? []) faults.push(...checkConfigurationFlow(flow));
  for (const widget of widgets) faults.push(...checkWidget(widget, known));
  const workspace = new Map(Object.entries(workspaceConnections));
  for (const [name, connection] of workspace) faults.push(...checkWorkspace(name, connection, known));
  if (faults.length > 0) throw new CatalogueError(faults);
  const images = new Set<string>();
  const connectors = new Map([...known.connectors].map(([key, connector]) => [key, withoutImageData(connector, images)]));
  return {
    widgets,
    connectors: [...connectors.values()],
    images: [...images],
    connector: (key) => connectors.get(key),
    flow: (key, version) => ofVersion(known.flows, key, version),
    configurationFlow: (key, version) => ofVersion(known.configurationFlows, key, version),
    workspaceConnection: (name) => workspace.get(name),
  };
}
