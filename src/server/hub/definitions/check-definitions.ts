import type { ConnectorDefinition } from '../../../contract/connector.js';
import type { Field } from '../../../contract/form.js';
import { mergeAttributes } from '../../../contract/rules/merge-attributes.js';
import { type DependencyDefinition, WidgetDefinition } from '../../../contract/widget.js';
import { isObject, membersOf } from '../../platform/members.js';
import { checkOwnHost, templateFault } from '../../platform/oauth/resolve-oauth.js';
import { isPromise, kindOf, meantOf } from '../../platform/value-words.js';
import { AuthorConfigurationFlow, AuthorConnector, AuthorFlow, AuthorWorkspaceConnection } from './author-schemas.js';
import { connectorCardFaults, formCardFaults, lifecycleWarnings, widgetCardFaults } from './card-faults.js';
import { checkFields, checkSignInFields, type IsPattern } from './check-fields.js';
import type { CodeDefinitions, ConfigurationFlow, Connector, Flow, WorkspaceConnection } from './define.js';
import { type PlacedField, referenceFaults } from './field-references.js';
import { addressFaults, choiceFaults, connectorWarnings, formWarnings, unsetWarnings, widgetWarnings } from './later-faults.js';
import { faultAt, placeOf, schemaFaults, type Thing } from './schema-words.js';

/** What cannot be served, and what can be but will not do what was meant. */
export interface Verdict {
  readonly faults: readonly string[];
  readonly warnings?: readonly string[];
}

const textOf = ({ place, name }: Thing): string => `${place} (${name})`;

function checkConnector(thing: Thing, connector: Connector, { allowPrivateHosts, isPattern }: Known): Verdict {
  const faults = schemaFaults(thing, AuthorConnector, connector);
  if (faults.length > 0) return { faults };
  const what = textOf(thing);
  const methods = connector.methods.map(({ method }) => method);
  const asked = (connector.methods.find(({ method }) => method === 'oauth')?.fields ?? []).map(({ key }) => key);
  const fault = (path: readonly PropertyKey[], says: string): string => faultAt(thing, connector, path, says);
  return {
    faults: [
      ...(methods.includes('oauth') && connector.oauth === undefined
        ? [fault(['oauth'], 'is missing: methods name oauth. Say oauth: { authorizationUrl, tokenUrl, clientId, clientSecret }')]
        : []),
      ...connector.methods.flatMap(({ method, fields }, index) => [
        ...checkSignInFields(what, method, fields ?? [], isPattern),
        ...choiceFaults(thing, connector, ['methods', index, 'fields'], fields ?? []),
        ...referenceFaults(thing, connector, placedAt(['methods', index, 'fields'], fields)),
      ]),
      ...secretParamFaults(connector.oauth, connector.oauth?.params).map((says) => fault(['oauth', 'params'], says)),
      ...(connector.oauth === undefined ? [] : checkOwnHost(connector.oauth, asked, connector.origins ?? [])).map((says) =>
        fault(['oauth'], says),
      ),
      ...templateFaults(connector, asked).map(([path, says]) => fault(path, says)),
      ...addressFaults(thing, connector),
      ...connectorCardFaults(thing, connector),
    ],
    warnings: connectorWarnings(thing, connector, allowPrivateHosts),
  };
}

const placedAt = (path: readonly PropertyKey[], fields: readonly Field[] = []): PlacedField[] =>
  fields.map((field, index) => ({ field, path: [...path, index] }));

/** Addresses that no sign-in can fill. Of a server that a person names, `checkOwnHost` tells. */
function templateFaults({ oauth, methods, origins = [] }: Connector, asked: readonly string[]) {
  if (oauth?.hostField !== undefined) return [];
  const isUsed = methods.some(({ method }) => method === 'oauth');
  const endpoints = ['authorizationUrl', 'tokenUrl', 'revocationUrl', 'userInfoUrl', 'issuer'] as const;
  const fields = methods.flatMap((method) => (method.fields ?? []).map(({ key }) => key));
  const all: (readonly [readonly PropertyKey[], string | undefined])[] = [
    ...(isUsed ? endpoints : []).map((name) => [['oauth', name], templateFault(oauth?.[name] ?? '', asked)] as const),
    ...origins.map((origin, index) => [['origins', index], templateFault(origin, fields)] as const),
  ];
  return all.filter((fault): fault is readonly [readonly PropertyKey[], string] => fault[1] !== undefined);
}

/** The parameters of an authorization request are read by everybody who sees the browser's address. */
const secretParamFaults = (oauth: ConnectorDefinition['oauth'], params: unknown): string[] =>
  (oauth?.secretParams ?? [])
    .filter((name) => Object.hasOwn(Object(params), name))
    .map((name) => `params.${name} stands in the address of the sign-in, and secretParams says that it is a secret`);

function checkConfigurationFlow(thing: Thing, flow: ConfigurationFlow, { isPattern }: Known): Verdict {
  const faults = schemaFaults(thing, AuthorConfigurationFlow, flow);
  if (faults.length > 0) return { faults };
  const fields = flow.steps.flatMap((step) => step.fields);
  const loaders = Object.keys(flow.options ?? {});
  const unloaded = fields
    .flatMap((field) => [field, ...(field.fields ?? [])])
    .filter((field) => field.dynamic === true && !loaders.includes(field.key));
  return {
    faults: [
      ...unloaded.map(({ key }) =>
        faultAt(
          thing,
          flow,
          ['options', key],
          `is missing: the options of "${key}" are dynamic. Write options: { async ${key}(context, query) { … } }`,
        ),
      ),
      ...checkFields(textOf(thing), fields, isPattern),
      ...flow.steps.flatMap((step, index) => choiceFaults(thing, flow, ['steps', index, 'fields'], step.fields)),
      ...referenceFaults(
        thing,
        flow,
        flow.steps.flatMap((step, index) => placedAt(['steps', index, 'fields'], step.fields)),
      ),
      ...formCardFaults(thing, flow),
    ],
    warnings: formWarnings(thing, flow),
  };
}

/** What things may name. */
export interface Known {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly flows: ReadonlyMap<string, readonly Flow[]>;
  readonly configurationFlows: ReadonlyMap<string, readonly ConfigurationFlow[]>;
  readonly allowPrivateHosts: readonly string[];
  readonly isPattern: IsPattern;
}

/** Nothing of that name; the one that was meant, or what there is. */
const noSuch = (kind: string, key: string, known: ReadonlyMap<string, unknown>): string =>
  `there is no ${kind} ${JSON.stringify(key)}${meantOf(key, [...known.keys()], (names) => `there are ${names}`)}`;

function checkWidget(thing: Thing, widget: WidgetDefinition, known: Known): Verdict {
  const faults = schemaFaults(thing, WidgetDefinition, widget);
  if (faults.length > 0) return { faults };
  const fault = (path: readonly PropertyKey[], says: string): string => faultAt(thing, widget, path, says);
  const { dependencies = [], configurations = [] } = widget;
  const primaries = dependencies.filter((dependency) => dependency.primary).length;
  const actionKeys = widget.actions.map((action) => action.key);
  return {
    faults: [
      ...(dependencies.length > 0 && primaries !== 1
        ? [fault(['dependencies'], `${primaries} of them are primary: say primary: true of exactly one dependency`)]
        : []),
      ...(new Set(dependencies.map(({ key }) => key)).size === dependencies.length
        ? []
        : [fault(['dependencies'], 'two of them have the same key: give each its own')]),
      ...(new Set(actionKeys).size === actionKeys.length
        ? []
        : [fault(['actions'], 'two of them have the same key: give each its own')]),
      ...dependencies.flatMap((dependency, index) =>
        dependencyFaults(dependency, known).map(([path, says]) => fault(['dependencies', index, ...path], says)),
      ),
      ...widget.actions.flatMap((action, index) =>
        actionFaults(action, known).map((says) => fault(['actions', index, 'flow'], says)),
      ),
      ...configurations.flatMap(({ flow }, index) =>
        known.configurationFlows.has(flow)
          ? []
          : [fault(['configurations', index, 'flow'], noSuch('configuration flow', flow, known.configurationFlows))],
      ),
      ...widgetCardFaults(thing, widget),
    ],
    warnings: [...widgetWarnings(thing, widget, known.connectors), ...lifecycleWarnings(thing, widget)],
  };
}

type PlacedFault = readonly [path: readonly PropertyKey[], says: string];

function dependencyFaults(dependency: DependencyDefinition, { connectors }: Known): PlacedFault[] {
  const connector = connectors.get(dependency.connector);
  if (connector === undefined) return [[['connector'], noSuch('connector', dependency.connector, connectors)]];
  const method = dependency.defaultMethod;
  const methods = membersOf(connector.methods).map((offered) => offered.method);
  const { oauth } = connector;
  const faults = typeof oauth !== 'object' ? [] : mergeAttributes(oauth, dependency.attributes ?? {}).problems;
  return [
    ...(method === undefined || methods.includes(method)
      ? []
      : [[['defaultMethod'], `the connector "${connector.key}" has no method ${method}: it has ${methods.join(', ')}`] as const]),
    ...secretParamFaults(oauth, dependency.attributes?.['params']).map((says) => [['attributes', 'params'], says] as const),
    ...faults.map(({ pointer }) => [['attributes'], `${pointer} cannot be overridden`] as const),
  ];
}

function actionFaults({ type, flow }: WidgetDefinition['actions'][number], known: Known): string[] {
  const isForm = type === 'configuration';
  if (flow === undefined)
    return type === 'none' || isForm ? [`is missing: an action of the type ${type} needs the key of a flow`] : [];
  const [flows, others] = isForm ? [known.configurationFlows, known.flows] : [known.flows, known.configurationFlows];
  const kind = isForm ? 'configuration flow' : 'flow';
  if (flows.has(flow)) return [];
  if (!others.has(flow)) return [noSuch(kind, flow, flows)];
  return [
    isForm
      ? `"${flow}" is a flow, and an action of the type configuration opens a form: name a configuration flow`
      : `"${flow}" is a configuration flow, and an action of the type ${type} runs one of flows: name that, or say type: 'configuration'`,
  ];
}

function checkWorkspace(thing: Thing, connection: WorkspaceConnection, { connectors }: Known): Verdict {
  const faults = schemaFaults(thing, AuthorWorkspaceConnection, connection);
  if (faults.length > 0) return { faults };
  const fault = (says: string): string => faultAt(thing, connection, ['connector'], says);
  return {
    faults: connectors.has(connection.connector) ? [] : [fault(noSuch('connector', connection.connector, connectors))],
    warnings: unsetWarnings(thing, connection, ['values'], connection.values),
  };
}

/** A list of what code defines, one verdict a member. */
function checkList<T>(list: string, kind: string, members: unknown, check: (thing: Thing, member: T) => Verdict): Verdict[] {
  if (members === undefined) return [];
  if (!Array.isArray(members)) {
    const says = `a list is expected, there is ${kindOf(members)}: write ${list}: [ … ]`;
    return [{ faults: [faultAt({ place: list, name: '' }, members, [], says)] }];
  }
  return members.map((member: unknown, index) => {
    const place = `${list}[${index}]`;
    if (!isObject(member) || isPromise(member)) {
      const mend = isPromise(member) ? 'await it' : 'write { key, … }';
      const says = `a ${kind} is expected, there is ${kindOf(member)}: ${mend}`;
      return { faults: [faultAt({ place, name: '' }, member, [], says)] };
    }
    const key = 'key' in member && typeof member.key === 'string' ? ` ${JSON.stringify(member.key.slice(0, 80))}` : '';
    return check({ place, name: `${kind}${key}` }, member as T);
  });
}

function checkWorkspaces(connections: unknown, known: Known): Verdict[] {
  if (connections === undefined) return [];
  const thing: Thing = { place: 'workspaceConnections', name: '' };
  if (!isObject(connections) || Array.isArray(connections)) {
    const says = `an object is expected, there is ${kindOf(connections)}: write workspaceConnections: { name: { connector, method, values } }`;
    return [{ faults: [faultAt(thing, connections, [], says)] }];
  }
  return Object.entries(connections).map(([name, connection]) =>
    checkWorkspace({ place: placeOf(thing.place, [name]), name: 'workspace connection' }, connection, known),
  );
}

/** What there is to say of everything that code defines, one verdict a thing. */
export function verdictsOn(sources: CodeDefinitions, known: Known): Verdict[] {
  return [
    ...checkList<Connector>('connectors', 'connector', sources.connectors, (thing, member) =>
      checkConnector(thing, member, known),
    ),
    ...checkList<Flow>('flows', 'flow', sources.flows, (thing, flow) => ({ faults: schemaFaults(thing, AuthorFlow, flow) })),
    ...checkList<ConfigurationFlow>('configurationFlows', 'configuration flow', sources.configurationFlows, (thing, flow) =>
      checkConfigurationFlow(thing, flow, known),
    ),
    ...checkList<WidgetDefinition>('widgets', 'widget', sources.widgets, (thing, member) => checkWidget(thing, member, known)),
    ...checkWorkspaces(sources.workspaceConnections, known),
  ];
}
