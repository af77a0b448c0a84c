import { allowedOrigins } from '../../platform/oauth/resolve-oauth.js';
import type { Connector, TypedCredential } from '../definitions/define.js';

/**
 * Where what was typed in may be sent to. A host of the account's own (`https://{subdomain}.example.com`) is named by what was typed
 * beside it; one for which the method asks nothing is none.
 *
 * @throws {ProblemError} `validation_failed` at a value that is no DNS label
 */
export function typedOrigins(connector: Connector, { values }: Pick<TypedCredential, 'values'>): ReadonlySet<string> {
  const asked: Record<string, string> = {};
  for (const [key, value] of Object.entries(values))
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') asked[key] = String(value);
  const named = (connector.origins ?? []).filter((origin) =>
    [...origin.matchAll(/\{(\w+)\}/g)].every(([, field = '']) => Object.hasOwn(asked, field)),
  );
  return allowedOrigins({ ...connector, origins: named }, asked);
}
