import { createHash } from 'node:crypto';
import type { JsonValue } from '../../../../contract/names.js';

/** What taking a definition apart asks of the server. */
export interface DefinitionContext {
  /** The parameters of a connector's provider that are secret; `undefined` where code signs in with none of that name. */
  secretParams(connector: string): readonly string[] | undefined;
}

export type Json = { readonly [name: string]: JsonValue };

export const isObject = (value: JsonValue | undefined): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

const isNothing = (value: JsonValue): boolean => value === null || value === '';

const without = (object: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name] ?? null)]),
  );
}

const hexOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
export const digestOf = (content: JsonValue): string => hexOf(JSON.stringify(sorted(content)));

/** What stands beside the content of a dependency. */
interface Parameter {
  readonly place: string;
  readonly name: string;
  readonly value: JsonValue;
}

export interface Parts {
  /** The widget without what is not content. */
  readonly content: JsonValue;
  readonly disabled: boolean;
  readonly tenants: readonly string[] | undefined;
  readonly secrets: readonly Parameter[];
  readonly values: readonly Parameter[];
  readonly images: ReadonlyMap<string, string>;
}

/** A definition as it was stored, whatever somebody wrote there. */
export function partsOf(definition: JsonValue, context: DefinitionContext): Parts {
  const secrets: Parameter[] = [];
  const values: Parameter[] = [];
  const images = new Map<string, string>();
  if (!isObject(definition)) return { content: definition, disabled: false, tenants: undefined, secrets, values, images };
  const keep = (url: JsonValue | undefined): JsonValue | undefined => {
    if (typeof url !== 'string' || !url.startsWith('data:')) return url;
    images.set(hexOf(url), url);
    return `image:${hexOf(url)}`;
  };
  const dependency = (value: JsonValue): JsonValue => {
    if (!isObject(value)) return value;
    const place = String(value['key']);
    const attributes = isObject(value['attributes']) ? value['attributes'] : undefined;
    const { clientId, clientSecret } = attributes ?? {};
    if (typeof clientSecret === 'string' && clientSecret !== '')
      secrets.push({ place, name: 'clientSecret', value: clientSecret });
    if (typeof clientId === 'string' && clientId !== '') values.push({ place, name: 'clientId', value: clientId });
    const imageUrl = keep(value['imageUrl']);
    const known = context.secretParams(String(value['connector']));
    // Of a connector that nobody knows any more, nobody knows what is secret of all that goes to its token endpoint.
    const isSecret = (group: string, name: string): boolean => known?.includes(name) ?? group === 'tokenParams';
    const left = Object.entries(attributes === undefined ? {} : without(attributes, 'clientId', 'clientSecret')).flatMap(
      ([group, entries]): [string, JsonValue][] => {
        if (!isObject(entries)) {
          if (known !== undefined || group !== 'tokenParams' || isNothing(entries)) return [[group, entries]];
          secrets.push({ place, name: group, value: entries });
          return [];
        }
        const kept = Object.entries(entries).filter(([name, entry]) => {
          if (!isSecret(group, name) || isNothing(entry)) return true;
          secrets.push({ place, name: `${group}.${name}`, value: entry });
          return false;
        });
        return [[group, Object.fromEntries(kept)]];
      },
    );
    return {
      ...without(value, 'attributes', 'imageUrl'),
      ...(imageUrl === undefined ? {} : { imageUrl }),
      ...(left.length === 0 ? {} : { attributes: Object.fromEntries(left) }),
    };
  };
  const image = (value: JsonValue): JsonValue => (isObject(value) ? { ...value, url: keep(value['url']) ?? null } : value);
  const content: Json = {
    ...without(definition, 'disabled', 'tenants', 'images', 'dependencies'),
    ...('images' in definition ? { images: listOf(definition['images']).map(image) } : {}),
    ...('dependencies' in definition ? { dependencies: listOf(definition['dependencies']).map(dependency) } : {}),
  };
  // What cannot be read shows the widget to nobody, rather than to all.
  const { disabled = false } = definition;
  const tenants =
    'tenants' in definition ? listOf(definition['tenants']).filter((tenant) => typeof tenant === 'string') : undefined;
  return { content, disabled: disabled !== false, tenants, secrets, values, images };
}

/** The same with its switches, for servers of the version before that still run. */
export const asBefore = ({ content, disabled, tenants }: Parts): JsonValue =>
  isObject(content)
    ? { ...content, ...(disabled ? { disabled } : {}), ...(tenants === undefined ? {} : { tenants: [...tenants] }) }
    : content;
