import type { JsonValue } from '../../../contract/names.js';
import type { MigrationContext } from '../../platform/database/migrate.js';
import { type Vault, VaultError } from '../../platform/vault/vault.js';
import type { Catalogue } from './catalogue.js';
import { formContent } from './content.js';

/** What migrations ask for: what was deployed before deployments held their forms is what code defines today. */
export const migrationContext = (vault: Vault, catalogue: Catalogue, now: () => Date): MigrationContext => ({
  now,
  seal: (value, context) => vault.seal(value, context),
  async open(sealed, context) {
    try {
      return await vault.open(sealed, context);
    } catch (cause) {
      if (cause instanceof VaultError) return undefined;
      throw cause;
    }
  },
  form(key) {
    const flow = catalogue.configurationFlow(key);
    return flow && (JSON.parse(JSON.stringify(formContent(flow))) as JsonValue);
  },
  secretParams(connector) {
    const oauth = catalogue.connector(connector)?.oauth;
    return oauth && (oauth.secretParams ?? []);
  },
  flowVersion: (key) => catalogue.flow(key)?.version,
});
