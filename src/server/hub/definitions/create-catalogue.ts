import { createPatternCheck } from '../../../contract/rules/pattern.js';
import { CodedError } from '../../platform/coded-error.js';
import { membersOf } from '../../platform/members.js';
import type { Catalogue } from './catalogue.js';
import { type Known, verdictsOn } from './check-definitions.js';
import type { CodeDefinitions, Connector } from './define.js';
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

/**
 * What code defines, checked as a whole.
 *
 * @throws {CatalogueError} with every fault that was found
 */
export function createCatalogue(sources: CodeDefinitions & { readonly allowPrivateHosts?: readonly string[] }): Catalogue {
  const faults: string[] = [];
  const widgets = membersOf(sources.widgets);
  const workspace = new Map(Object.entries(sources.workspaceConnections ?? {}));
  const known: Known = {
    connectors: byKey('connector', membersOf(sources.connectors), faults),
    flows: byVersion('flow', membersOf(sources.flows), faults),
    configurationFlows: byVersion('configuration flow', membersOf(sources.configurationFlows), faults),
    allowPrivateHosts: sources.allowPrivateHosts ?? [],
    isPattern: createPatternCheck(),
  };
  byKey('widget', widgets, faults);
  const verdicts = verdictsOn(sources, known);
  faults.push(...verdicts.flatMap((verdict) => verdict.faults));
  if (faults.length > 0) throw new CatalogueError(faults);
  const images = new Set<string>();
  const connectors = new Map([...known.connectors].map(([key, connector]) => [key, withoutImageData(connector, images)]));
  return {
    widgets,
    connectors: [...connectors.values()],
    images: [...images],
    warnings: verdicts.flatMap(({ warnings = [] }) => warnings),
    connector: (key) => connectors.get(key),
    flow: (key, version) => ofVersion(known.flows, key, version),
    configurationFlow: (key, version) => ofVersion(known.configurationFlows, key, version),
    workspaceConnection: (name) => workspace.get(name),
  };
}
