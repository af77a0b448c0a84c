import { createRateLimits } from './http/rate-limits.js';
import type { Started } from './http/serve-route.js';
import { startAuthorizations } from './hub/authorizations/sweep.js';
import { createCredentials } from './hub/credentials/create-credentials.js';
import { startCredentialCheck } from './hub/credentials/idle-check.js';
import { createCatalogue } from './hub/definitions/create-catalogue.js';
import { startOutbox } from './hub/events/outbox-store.js';
import { Runner } from './hub/runner/runner.js';
import type { Services } from './hub/services/services.js';
import { startRetention } from './hub/upkeep/retention.js';
import { deploy, storeWidgetsFromCode } from './hub/widgets/deployments.js';
import type { ResolvedOptions } from './options/options.js';
import { migrate } from './platform/database/migrate.js';
import { type Database, openDatabase } from './platform/database/open-database.js';
import { createTokenVerifier } from './platform/tokens/verify-token.js';
import { embeddedKeys } from './platform/vault/embedded-keys.js';
import { createVault, parseKeys, type Vault } from './platform/vault/vault.js';

export interface RunningServices extends Started {
  stop(): Promise<void>;
}

/** Starts the parts in the order in which they need each other; where one fails, those before it are stopped again. */
export async function startServices(options: ResolvedOptions): Promise<RunningServices> {
  const { log, now } = options;
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart();
  };
  try {
    const catalogue = createCatalogue(options);
    const verifier = await createTokenVerifier(options);
    const database = await open(options);
    stops.push(() => database.close());
    await database.withBootLock(() => migrate(database.kysely));
    const vault = await openVault(options);
    const outbox = await startOutbox({ database, now, log });
    stops.push(() => outbox.close());
    const runs = new Runner(() => services);
    const services: Services = {
      options,
      database,
      vault,
      catalogue,
      outbox,
      credentials: createCredentials(() => services, { allowPrivateHosts: options.allowPrivateHosts, now }),
      runs,
      log,
      now,
    };
    await database.withBootLock(() => deployOnStart(services));
    stops.push(() => runs.stop());
    await runs.start();
    const authorizations = startAuthorizations(services);
    stops.push(() => authorizations.stop());
    const credentialCheck = startCredentialCheck(services);
    stops.push(() => credentialCheck.stop());
    stops.push(startRetention(services));
    return { services, verifier, limits: createRateLimits({ database, perMinute: options.rateLimit, log }), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

function open({ databaseUrl, dataDirectory, log }: ResolvedOptions): Promise<Database> {
  const onError = (cause: Error): void => log.warn('A connection to the database was lost', { cause });
  return databaseUrl === undefined ? openDatabase({ dataDirectory, onError }) : openDatabase({ url: databaseUrl, onError });
}

async function openVault({ vaultKeys, dataDirectory, log }: ResolvedOptions): Promise<Vault> {
  if (vaultKeys !== undefined) return createVault({ keys: parseKeys(vaultKeys) });
  const { keys, created } = await embeddedKeys(dataDirectory);
  if (created) log.warn('Made the keys that seal credentials: keep a copy of vault.keys with your backups', { dataDirectory });
  return createVault({ keys });
}

async function deployOnStart(services: Services): Promise<void> {
  await storeWidgetsFromCode(services);
  for (const environment of services.options.deployOnStart) {
    for (const { key } of services.catalogue.widgets) await deploy(services, { environment, widget: key, by: undefined });
  }
}
