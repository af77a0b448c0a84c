import type { ConnectorDefinition } from '../../../contract/connector.js';
import type { Field } from '../../../contract/form.js';
import { isLoopback } from '../../../contract/rules/safe-url.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import { isObject } from '../../platform/members.js';
import { isPublicAddress, literalAddress } from '../../platform/outgoing/public-address.js';
import { hostsIn } from '../../platform/outgoing/safe-fetch.js';
import { isItSet, meantOf } from '../../platform/value-words.js';
import type { ConfigurationFlow, Connector } from './define.js';
import { faultAt, type Thing } from './schema-words.js';

/*
 * What a schema takes, and what would break later, before the eyes of a tenant. A fault is one that no environment can mend; where a
 * variable, a host or another setting decides, a start warns and goes on.
 */

type Path = readonly PropertyKey[];

const unset = `is undefined: ${isItSet}`;

/** Everything below a value that somebody wrote, and that is not there. */
export function unsetWarnings(thing: Thing, root: unknown, path: Path, value: unknown): string[] {
  if (value === undefined) return [faultAt(thing, root, path, unset)];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    unsetWarnings(thing, root, [...path, Array.isArray(value) ? Number(key) : key], member),
  );
}

const choosing: ReadonlySet<Field['type']> = new Set(['select', 'multi_select', 'radio', 'file_picker']);

/** Why nobody could ever answer a field, if nobody could. */
function unanswerable(field: Field): readonly [path: Path, says: string] | undefined {
  const { type, options = [], sources = [], fields = [] } = field;
  if (choosing.has(type) && field.dynamic !== true && options.length === 0)
    return [['options'], `is missing: nobody could choose. Say options: [{ label, value }], or dynamic: true and load them`];
  if (type === 'field_mapping' && field.dynamic !== true && options.length === 0)
    return [['options'], 'is missing: there is nothing to map to. Say options: [{ label, value }], or dynamic: true'];
  if (type === 'field_mapping' && sources.length === 0)
    return [['sources'], 'is missing: a field mapping has rows. Say sources: [{ label, value }]'];
  if (type === 'group' && fields.length === 0) return [['fields'], 'is missing: a group has rows. Say fields: [ … ]'];
  return undefined;
}

/** Of fields, and of those in the rows of groups, at a place of what was written. */
export function choiceFaults(thing: Thing, root: unknown, path: Path, fields: readonly Field[]): string[] {
  const keys = fields.map(({ key }) => key);
  return fields.flatMap((field, index) => {
    const at = [...path, index];
    const missing = unanswerable(field);
    return [
      ...(missing === undefined ? [] : [faultAt(thing, root, [...at, ...missing[0]], missing[1])]),
      ...(keys.indexOf(field.key) === index
        ? []
        : [faultAt(thing, root, [...at, 'key'], `another field has the key "${field.key}": give each its own`)]),
      ...choiceFaults(thing, root, [...at, 'fields'], field.fields ?? []),
    ];
  });
}

const withoutTemplate = (url: string): string => url.replaceAll(/\{\w+\}/g, 'placeholder');

const endpoints = ['authorizationUrl', 'tokenUrl', 'revocationUrl', 'userInfoUrl'] as const;

/** Every address of a connector, with its place. */
const addressesOf = ({ oauth, origins = [] }: ConnectorDefinition): (readonly [path: Path, url: string])[] => [
  ...endpoints.flatMap((name) => {
    const url = oauth?.[name];
    return url === undefined ? [] : [[['oauth', name], url] as const];
  }),
  ...origins.map((origin, index) => [['origins', index], origin] as const),
];

/** Addresses that are none. A placeholder at the beginning stands for a whole origin. */
export const addressFaults = (thing: Thing, connector: ConnectorDefinition): string[] =>
  addressesOf(connector).flatMap(([path, url]) => {
    if (url.startsWith('{')) return [];
    const parsed = URL.canParse(withoutTemplate(url)) ? new URL(withoutTemplate(url)) : undefined;
    if (parsed !== undefined && /^https?:$/.test(parsed.protocol)) return [];
    const bare = url.trim().replace(/^[\w+.-]*:?\/*/, (scheme) => (/[:/]$/.test(scheme) ? '' : scheme));
    return [
      faultAt(
        thing,
        connector,
        path,
        `is no address: write it whole, such as "https://${bare === '' ? 'api.example.com' : bare}"`,
      ),
    ];
  });

const isPrivate = ({ hostname, protocol }: URL): boolean => {
  const literal = literalAddress(hostname);
  const isLocal = isLoopback(hostname) || /(?:^|\.)(?:localhost|local|internal|lan|intranet)$/.test(hostname);
  return protocol === 'http:' || isLocal || (literal !== undefined && !isPublicAddress(literal)) || !/[.:]/.test(hostname);
};

/** Hosts that no request leaves for, unless the operator says so. */
function hostWarnings(thing: Thing, connector: ConnectorDefinition, allowed: readonly string[]): string[] {
  const isAllowed = hostsIn(allowed);
  return addressesOf(connector)
    .filter(([[, name]]) => name !== 'authorizationUrl')
    .flatMap(([path, url]) => {
      if (url.startsWith('{') || !URL.canParse(withoutTemplate(url))) return [];
      const parsed = new URL(withoutTemplate(url));
      if (isAllowed(parsed) || !isPrivate(parsed)) return [];
      const why = parsed.protocol === 'http:' ? 'is plain http' : 'is private';
      return [
        faultAt(
          thing,
          connector,
          path,
          `${parsed.host} ${why}, and requests to it are not made: use a public https address, or name it in allowPrivateHosts (INTEGRATION_HUB_ALLOW_PRIVATE_HOSTS=${parsed.host})`,
        ),
      ];
    });
}

const overHttp = new Set(['oauth', 'api_key', 'bearer_token']);

/** @param allowed the operator's `allowPrivateHosts` */
export function connectorWarnings(thing: Thing, connector: Connector, allowed: readonly string[]): string[] {
  const { oauth, apply, origins = [], authorize } = connector;
  const methods = connector.methods.map(({ method }) => method);
  const warn = (path: Path, says: string): string => faultAt(thing, connector, path, says);
  return [
    ...unsetWarnings(thing, connector, ['oauth'], oauth ?? {}),
    ...(oauth?.clientId === '' ? [warn(['oauth', 'clientId'], `is an empty text: ${isItSet}`)] : []),
    ...(methods.includes('api_key') && apply === undefined && authorize === undefined
      ? [
          warn(
            ['apply'],
            `is missing: an API key is sent as "Authorization: Bearer …". Where the service wants it elsewhere, say apply: { in: 'header', name: 'x-api-key' }; to say that it is right, apply: { in: 'header', name: 'authorization', prefix: 'Bearer ' }`,
          ),
        ]
      : []),
    ...(methods.includes('custom_input') && origins.length > 0 && authorize === undefined
      ? [
          warn(
            ['authorize'],
            'is missing: nothing says how what custom_input asks for is sent. Write authorize() that answers headers',
          ),
        ]
      : []),
    ...(origins.length === 0 && methods.some((method) => overHttp.has(method))
      ? [
          warn(
            ['origins'],
            "is missing: the credential is sent nowhere, and context.fetch is refused. Say origins: ['https://api.example.com']",
          ),
        ]
      : []),
    ...hostWarnings(thing, connector, allowed),
  ];
}

export function formWarnings(thing: Thing, flow: ConfigurationFlow): string[] {
  const fields = flow.steps.flatMap((step) => step.fields).flatMap((field) => [field, ...(field.fields ?? [])]);
  const dynamic = fields.filter((field) => field.dynamic === true).map(({ key }) => key);
  return Object.keys(flow.options ?? {})
    .filter((key) => !dynamic.includes(key))
    .map((key) => {
      const isField = fields.some((field) => field.key === key);
      const says = isField
        ? `is never asked: say dynamic: true of the field "${key}"`
        : `there is no field "${key}" that loads its options${meantOf(key, dynamic, (names) => `those are ${names}`)}`;
      return faultAt(thing, flow, ['options', key], says);
    });
}

/** Whether a sign-in knows who asks: its client stands in the connector, in the dependency, or is asked for. */
const hasClient = ({ oauth }: Connector, attributes: Readonly<Record<string, unknown>>): boolean =>
  oauth?.hostField !== undefined || [oauth?.clientId, attributes['clientId']].some((id) => typeof id === 'string' && id !== '');

export function widgetWarnings(thing: Thing, widget: WidgetDefinition, connectors: ReadonlyMap<string, Connector>): string[] {
  const { dependencies = [], configurations = [], actions } = widget;
  const warn = (path: Path, says: string): string => faultAt(thing, widget, path, says);
  const signsIn = actions.some(({ type }) => type === 'activation' || type === 'multi_connector');
  return [
    ...dependencies.flatMap(({ connector: key, attributes = {} }, index) => {
      const connector = connectors.get(key);
      const isOAuth = connector?.oauth !== undefined && connector.methods.some(({ method }) => method === 'oauth');
      return [
        ...unsetWarnings(thing, widget, ['dependencies', index, 'attributes'], attributes),
        ...(connector === undefined || !isOAuth || hasClient(connector, attributes)
          ? []
          : [
              warn(
                ['dependencies', index],
                `nobody can sign in with OAuth: there is no clientId. Say it in oauth of the connector "${key}", or in attributes here`,
              ),
            ]),
      ];
    }),
    ...(dependencies.length > 0 && !signsIn
      ? [
          warn(
            ['actions'],
            "nobody can sign in: there is no action of the type activation. Add { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }",
          ),
        ]
      : []),
    ...configurations.flatMap(({ flow, required = true }, index) =>
      actions.some((action) => action.type === 'configuration' && action.flow === flow)
        ? []
        : [
            warn(
              ['configurations', index],
              `no action opens the form "${flow}"${required ? ', so that it is never filled in' : ''}. Add { key: 'configure', name: 'Settings', type: 'configuration', visibility: 'post_auth', flow: '${flow}' }`,
            ),
          ],
    ),
    ...actions.flatMap(({ type, flow }, index) =>
      type !== 'configuration' || flow === undefined || configurations.some((link) => link.flow === flow)
        ? []
        : [
            warn(
              ['actions', index, 'flow'],
              `the form "${flow}" is not linked to this widget, so that nobody can open it. Say configurations: [{ flow: '${flow}' }] beside actions`,
            ),
          ],
    ),
    ...(widget.tenants?.length === 0
      ? [warn(['tenants'], 'is an empty list: nobody sees the widget. Leave it out for every tenant')]
      : []),
  ];
}
