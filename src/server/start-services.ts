import { createRateLimits } from './http/rate-limits.js';
import type { Started } from './http/serve-route.js';
import { createCredentials } from './hub/credentials/create-credentials.js';
import { createCatalogue } from './hub/definitions/create-catalogue.js';
import { Definitions } from './hub/definitions/definitions.js';
import { migrationContext } from './hub/definitions/migration-context.js';
import { startOutbox } from './hub/events/start-outbox.js';
import { Runner } from './hub/runner/runner.js';
import type { Services } from './hub/services/services.js';
import { every } from './hub/upkeep/every.js';
import { jobsOf } from './hub/upkeep/jobs.js';
import { proveKeys, rememberKeys, sealingKeys } from './hub/upkeep/prove-keys.js';
import { deploy } from './hub/widgets/deploy.js';
import { warnOfMissingFlows } from './hub/widgets/missing-flows.js';
import { storeWidgetsFromCode } from './hub/widgets/store-code.js';
import { warnOfUnshown } from './hub/widgets/unshown.js';
import type { ResolvedOptions } from './options/options.js';
import { Background } from './platform/background.js';
import { migrate } from './platform/database/migrate.js';
import { type Database, openDatabase } from './platform/database/open-database.js';
import { createSafeFetch } from './platform/outgoing/safe-fetch.js';
import { createTokenVerifier } from './platform/tokens/verify-token.js';
import { embeddedKeys } from './platform/vault/embedded-keys.js';
import { createVault, parseKeys, type Vault } from './platform/vault/vault.js';
import { watchedVault } from './platform/vault/watched-vault.js';

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
    for (const warning of catalogue.warnings) log.warn('A definition will not do what was meant', { warning });
    const verifier = await createTokenVerifier(options);
    const database = await open(options);
    stops.push(() => database.close());
    const vault = watchedVault(await openVault(options, database));
    await database.withBootLock(async () => {
      await proveKeys(database.queries, vault, options.lostVaultKeys);
      await migrate(database.queries, migrationContext(vault, catalogue, now));
      await rememberKeys({ database, vault, log, now }, options.lostVaultKeys);
    });
    const definitions = new Definitions({ catalogue, log });
    await definitions.start(database);
    stops.push(() => definitions.stop());
    const outbox = await startOutbox({ database, vault, now, log });
    stops.push(() => outbox.close());
    const outgoing = createSafeFetch(options.allowPrivateHosts);
    const credentials = createCredentials({ database, definitions, vault, outgoing, log, now });
    const flowParts = { database, definitions, vault, outgoing, credentials, log, now };
    const runner = new Runner(flowParts, { identity: options.databaseUrl ?? `embedded:${options.dataDirectory}` });
    const background = new Background(log);
    const services: Services = { ...flowParts, options, outbox, runs: runner, background };
    await database.withBootLock(() => deployOnStart(services));
    stops.push(() => runner.stop());
    await runner.start();
    const stopping = new AbortController();
    stops.push(() => {
      stopping.abort();
      return background.stop();
    });
    every(background, log, jobsOf(services, runner, stopping.signal));
    return { services, verifier, limits: createRateLimits({ database, perMinute: options.rateLimit, log }), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

function open({ databaseUrl, directDatabaseUrl, dataDirectory, log }: ResolvedOptions): Promise<Database> {
  const onError = (cause: Error): void => log.warn('A connection to the database was lost', { cause });
  return databaseUrl === undefined
    ? openDatabase({ dataDirectory, onError })
    : openDatabase({ url: databaseUrl, directUrl: directDatabaseUrl, onError });
}

async function openVault(options: ResolvedOptions, { queries }: Pick<Database, 'queries'>): Promise<Vault> {
  const { vaultKeys, lostVaultKeys, dataDirectory, log } = options;
  if (vaultKeys !== undefined) return createVault({ keys: parseKeys(vaultKeys) });
  const { keys, created } = await embeddedKeys(dataDirectory, () => sealingKeys(queries, lostVaultKeys));
  if (created) log.warn('Made the keys that seal credentials: keep a copy of vault.keys with your backups', { dataDirectory });
  return createVault({ keys });
}

async function deployOnStart(services: Services): Promise<void> {
  await storeWidgetsFromCode(services);
  const items = services.definitions.catalogue.widgets.map(({ key }) => ({ widget: key }));
  for (const environment of services.options.deployOnStart) await deploy(services, { environment, items, by: undefined });
  await warnOfMissingFlows(services);
  await warnOfUnshown(services);
}
