import type { OAuthDefinition } from '../../../contract/connector.js';

/**
 * What was not granted although it is required, in the words of the connector: what a person has to tick next time. Without words the
 * scope itself. `granted` is absent where the provider says that it is as asked for (RFC 6749 §5.1).
 */
export function missingScopes(
  { requiredScopes = [], scopeWords = {} }: OAuthDefinition,
  granted: readonly string[] | undefined,
): readonly string[] {
  if (granted === undefined) return [];
  const missing = requiredScopes.filter((scope) => !granted.includes(scope));
  return missing.map((scope) => (Object.hasOwn(scopeWords, scope) ? scopeWords[scope] : undefined) ?? scope);
}
