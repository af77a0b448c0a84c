import type { HubEvent } from '../../../src/contract/event.js';
import type { Catalogue } from '../../../src/server/catalogue/catalogue.js';
import { type Flow, FlowError } from '../../../src/server/catalogue/define.js';
import { Runner } from '../../../src/server/flows/runner.js';
import type { Log } from '../../../src/server/log.js';
import type { ResolvedOptions } from '../../../src/server/options.js';
import type { Services } from '../../../src/server/services.js';
import { migrate } from '../../../src/server/store/migrate.js';
import type { Database } from '../../../src/server/store/open-database.js';
import { createVault } from '../../../src/server/vault.js';

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface FlowServices {
  readonly services: Services;
  readonly runner: Runner;
  /** Every event that was published, oldest first. */
  readonly events: HubEvent[];
  /** Connections whose credentials were erased. */
  readonly erased: string[];
}

/** What a runner needs of a server: a real database and vault, and recording stand-ins for the page's events and the credentials. */
export async function createFlowServices(
  database: Database,
  flows: readonly Flow[],
  { identity = 'test', log = quiet }: { readonly identity?: string; readonly log?: Log } = {},
): Promise<FlowServices> {
  await database.withBootLock(() => migrate(database.kysely));
  const events: HubEvent[] = [];
  const erased: string[] = [];
  const catalogue: Catalogue = {
    widgets: [],
    connectors: [],
    connector: () => undefined,
    flow: (key) => flows.find((flow) => flow.key === key),
    configurationFlow: () => undefined,
    workspaceConnection: () => undefined,
  };
  const services: Services = {
    options: { databaseUrl: identity, dataDirectory: identity } as ResolvedOptions,
    database,
    vault: createVault({ keys: [{ id: 'k1', key: new Uint8Array(32).fill(7) }] }),
    catalogue,
    outbox: {
      publish: async (_scope, event) => void events.push(event),
      since: async () => [],
      latest: async () => undefined,
      subscribe: () => () => undefined,
      close: async () => undefined,
    },
    credentials: {
      store: async () => undefined,
      fetchFor: () => async () => {
        throw new FlowError('Sign in first', { code: 'not_authenticated', dependency: 'drive' });
      },
      typed: async () => ({ method: 'api_key', values: {} }),
      check: async () => 'unchanged',
      workspace: () => ({ fetch, values: {} }),
      take: async () => async () => ({ refused: [] }),
      withdraw: async () => undefined,
      async erase(connection) {
        erased.push(connection);
        return { refused: [] };
      },
    },
    get runs() {
      return runner;
    },
    log,
    now: () => new Date(),
  };
  const runner = new Runner(() => services);
  return { services, runner, events, erased };
}
