import type { JsonValue } from '../../../contract/names.js';
import type { Scope } from '../access.js';
import { rememberSecrets } from '../known-secrets.js';
import type { Vault } from './vault.js';

/** What of a sealed value is secret by itself, wherever it stands in it. Beside it stand names, hosts and times. */
const secretNames = new Set(['accessToken', 'refreshToken', 'clientSecret', 'state', 'verifier', 'code', 'handle']);

function named(value: JsonValue): JsonValue[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => (secretNames.has(name) ? [entry] : named(entry as JsonValue)));
}

/** Passwords of forms and the operator's own secrets are nothing else. What flows have done is theirs, and any value. */
function learn(value: JsonValue, context: string): void {
  if (!context.startsWith('["')) return;
  const [kind, environment, tenant] = JSON.parse(context) as readonly string[];
  const whose: Scope = { environment: environment ?? '', tenant: tenant ?? '' };
  if (kind === 'configuration') rememberSecrets(value, whose);
  else if (kind === 'secret') rememberSecrets(value);
  else if (kind === 'credential' || kind === 'authorization') rememberSecrets(named(value));
}

/** The same vault, with which the process knows by value what it must not write. */
export const watchedVault = (vault: Vault): Vault => ({
  ...vault,
  seal(value, context) {
    learn(value, context);
    return vault.seal(value, context);
  },
  async open(sealed, context) {
    const value = await vault.open(sealed, context);
    learn(value, context);
    return value;
  },
});
