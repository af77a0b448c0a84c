import type { OAuthDefinition } from '../../../contract/connector.js';

type Scoped = Pick<OAuthDefinition, 'requiredScopes' | 'scopeWords' | 'scopeIncludes' | 'unlistedScopes'>;

/** Asked for to be given a refresh token, and answered by giving one (OpenID Connect Core). */
const usuallyUnlisted = ['offline_access'];

/** Two spellings of the same claims. */
const usualIncludes: Readonly<Record<string, readonly string[]>> = {
  email: ['userinfo.email'],
  'userinfo.email': ['email'],
  profile: ['userinfo.profile'],
  'userinfo.profile': ['profile'],
};

const longestList = 2000;

const normal = (scope: string): string => scope.trim().toLowerCase().replace(/\/+$/, '');

const isAddress = (scope: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//.test(scope);
const nameIn = (scope: string): string => scope.slice(scope.lastIndexOf('/') + 1);

/** In whatever case, and as its address or by its last word alone. Two addresses are the same only as a whole. */
const isSame = (one: string, other: string): boolean =>
  one === other || (isAddress(one) !== isAddress(other) && nameIn(one) === nameIn(other));

/** Who may write may read, and who may see everything sees the own, where the two scopes are named alike. */
const narrower = (scope: string): string[] => [
  `${scope}.readonly`,
  scope.replace('readwrite', 'read'),
  scope.replace(/\.all$/, ''),
];

/** Everything that was granted with it: what includes something that includes something else, too. */
function withIncluded(granted: readonly string[], { scopeIncludes = {} }: Scoped): ReadonlySet<string> {
  const includes = [...Object.entries(usualIncludes), ...Object.entries(scopeIncludes)].map(
    ([wider, others]) => [normal(wider), others.map(normal)] as const,
  );
  // A comma stands in no scope that anybody uses, and between those of many who say otherwise.
  const all = new Set(granted.flatMap((scope) => [scope, ...scope.split(',')]).map(normal));
  for (const scope of all) {
    if (all.size > longestList) break;
    const others = includes.filter(([wider]) => isSame(wider, scope)).flatMap(([, included]) => included);
    for (const other of [...others, ...narrower(scope)]) {
      // `.readonly` of what is read-only already leads nowhere.
      if (!other.endsWith('.readonly.readonly')) all.add(other);
    }
  }
  return all;
}

/** What a scope allows, in the words of the connector. */
export function wordsFor({ scopeWords = {} }: Scoped, scope: string): string | undefined {
  if (Object.hasOwn(scopeWords, scope)) return scopeWords[scope];
  return Object.entries(scopeWords).find(([key]) => isSame(normal(key), normal(scope)))?.[1];
}

/**
 * What was not granted although it is required, in the words of the connector: what a person has to tick next time. Without words the
 * scope itself. `granted` is absent where the provider says that it is as asked for (RFC 6749 §5.1).
 */
export function missingScopes(definition: Scoped, granted: readonly string[] | undefined): readonly string[] {
  if (granted === undefined) return [];
  const { requiredScopes = [], unlistedScopes = [] } = definition;
  if (requiredScopes.every((scope) => granted.includes(scope))) return [];
  const unlisted = [...usuallyUnlisted, ...unlistedScopes].map(normal);
  const all = [...withIncluded(granted, definition), ...unlisted];
  const missing = requiredScopes.filter((scope) => !all.some((given) => isSame(given, normal(scope))));
  return missing.map((scope) => wordsFor(definition, scope) ?? scope);
}
