import type { Action } from '../../../contract/action.js';
import type { ConnectorDefinition } from '../../../contract/connector.js';
import { mergeAttributes } from '../../../contract/rules/merge-attributes.js';
import type { Dependency, DependencyDefinition, Widget } from '../../../contract/widget.js';
import { wordsFor } from '../../platform/oauth/missing-scopes.js';
import { scopeWordsIn } from '../../platform/oauth/provider-fetch.js';
import { redirectUri } from '../../platform/own-url.js';
import type { Catalogue } from '../definitions/catalogue.js';
import type { WidgetContent } from '../definitions/content.js';
import { methodFields, usualMethod } from '../definitions/method-fields.js';
import { shownImages } from './stored-images.js';

/** What will be accessed, in the words of the connector (src/README.md §4). */
function accessWords(connector: ConnectorDefinition, dependency: DependencyDefinition): string[] {
  if (connector.oauth === undefined) return [];
  const { oauth } = mergeAttributes(connector.oauth, dependency.attributes ?? {});
  const requested = scopeWordsIn(oauth.params?.['scope'] ?? '', oauth.scopeSeparator);
  const scopes = [...(oauth.requiredScopes ?? []), ...requested];
  return [...new Set(scopes.map((scope) => wordsFor(oauth, scope) ?? ''))].filter((text) => text !== '');
}

function viewDependency(dependency: DependencyDefinition, catalogue: Catalogue, publicUrl: string): Dependency | undefined {
  const connector = catalogue.connector(dependency.connector);
  const defaultMethod = connector && usualMethod(connector, dependency);
  if (connector === undefined || defaultMethod === undefined) return undefined;
  const allowSwitching = dependency.allowSwitching ?? false;
  const offered = connector.methods.filter(({ method }) => allowSwitching || method === defaultMethod);
  const description = dependency.description ?? connector.description;
  const hostField = connector.oauth?.hostField;
  return {
    key: dependency.key,
    name: dependency.name ?? connector.name,
    ...(description === undefined ? {} : { description }),
    images: shownImages(
      dependency.imageUrl === undefined ? connector.images : [{ url: dependency.imageUrl, theme: 'default' }],
      publicUrl,
    ),
    primary: dependency.primary,
    methods: offered.map(({ method, description: about }) => ({
      method,
      ...(about === undefined ? {} : { description: about }),
      fields: [...(methodFields(connector, method) ?? [])],
      ...(method === 'oauth' && hostField !== undefined
        ? { redirectUrl: `${redirectUri({ publicUrl }, connector.key)}/{${hostField}}` }
        : {}),
    })),
    defaultMethod,
    allowSwitching,
    access: accessWords(connector, dependency),
  };
}

/** A configuration action whose flow is not linked is not offered (src/README.md §3). */
function viewActions({ actions, configurations }: WidgetContent): Action[] {
  const linked = new Set((configurations ?? []).map(({ flow }) => flow));
  return actions
    .filter((action) => action.type !== 'configuration' || (action.flow !== undefined && linked.has(action.flow)))
    .map(({ key, name, type, visibility, flow, activeLabel, content }) => ({
      key,
      name,
      type,
      visibility,
      // Which flow anything else runs is nobody's business in a browser.
      ...(type === 'configuration' && flow !== undefined ? { flow } : {}),
      ...(activeLabel === undefined ? {} : { activeLabel }),
      ...(content === undefined ? {} : { content }),
    }));
}

/** A card without its connections. Made entry by entry: attributes, payloads and tenant lists stay here. */
export function viewWidget(definition: WidgetContent, catalogue: Catalogue, publicUrl: string): Omit<Widget, 'connections'> {
  const dependencies = (definition.dependencies ?? []).map((dependency) => viewDependency(dependency, catalogue, publicUrl));
  const primary = catalogue.connector((definition.dependencies ?? []).find((dependency) => dependency.primary)?.connector ?? '');
  const description = definition.description ?? primary?.description;
  return {
    key: definition.key,
    name: definition.name,
    ...(description === undefined ? {} : { description }),
    // A widget made with a connector has its image until it is given its own.
    images: shownImages(
      definition.images === undefined || definition.images.length === 0 ? primary?.images : definition.images,
      publicUrl,
    ),
    ...(definition.label === undefined ? {} : { label: definition.label }),
    history: definition.history ?? false,
    multiConnection: definition.multiConnection ?? false,
    dependencies: dependencies.filter((dependency) => dependency !== undefined),
    actions: viewActions(definition),
    metrics: (definition.metrics ?? []).map(({ key, title, description: about, format, window }) => ({
      key,
      title,
      ...(about === undefined ? {} : { description: about }),
      format,
      window,
    })),
  };
}
