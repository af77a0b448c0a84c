import type { ActionDefinition } from '../../../../src/contract/action.js';
import type { HubEvent } from '../../../../src/contract/event.js';
import { type ConnectionRow, ensureConnection } from '../../../../src/server/hub/connections/connection.rows.js';
import type { Catalogue } from '../../../../src/server/hub/definitions/catalogue.js';
import { type Flow, FlowError } from '../../../../src/server/hub/definitions/define.js';
import { Runner, type RunnerOptions } from '../../../../src/server/hub/runner/runner.js';
import { type RunRow, runById } from '../../../../src/server/hub/runs/run.rows.js';
import type { Services } from '../../../../src/server/hub/services/services.js';
import type { ResolvedOptions } from '../../../../src/server/options/options.js';
import { migrate } from '../../../../src/server/platform/database/migrate.js';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import type { Log } from '../../../../src/server/platform/log.js';
import { createVault } from '../../../../src/server/platform/vault/vault.js';
import { until } from '../../../support/until.js';

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface FlowServices {
  readonly services: Services;
  readonly runner: Runner;
  /** Every event that was published, oldest first. */
  readonly events: HubEvent[];
  /** Connections whose credentials were erased. */
  readonly erased: string[];
  /** Makes a connection of a widget of its own. */
  connect(): Promise<ConnectionRow>;
  /** Starts an action on a connection; of type `none` unless told otherwise. Answers the run's id. */
  start(connection: ConnectionRow, flow: string | undefined, overrides?: Partial<ActionDefinition>): Promise<string>;
  /** Waits until a run is over. */
  ended(id: string): Promise<RunRow>;
}

export interface FlowServicesOptions {
  readonly identity?: string;
  readonly log?: Log;
  readonly runs?: RunnerOptions;
}

export const flowScope = { environment: 'LIVE', tenant: 'acme' };

/** What a runner needs of a server: a real database and vault, and recording stand-ins for the page's events and the credentials. */
export async function createFlowServices(
  database: Database,
  flows: readonly Flow[],
  { identity = 'test', log = quiet, runs = {} }: FlowServicesOptions = {},
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
  const runner = new Runner(() => services, runs);
  let widgets = 0;
  return {
    services,
    runner,
    events,
    erased,
    connect: () => ensureConnection(database.kysely, flowScope, `widget-of-${++widgets}`, 'default', 'Maya', new Date()),
    async start(connection, flow, overrides = {}) {
      const key = flow ?? 'plain';
      const named = {
        key,
        name: `Do ${key}`,
        type: 'none',
        visibility: 'always',
        ...(flow === undefined ? {} : { flow }),
      } as const;
      const run = { scope: flowScope, widget: connection.widget, connection: connection.id, startedBy: 'Maya' };
      const { id } = await runner.enqueue({
        ...run,
        action: { ...named, ...overrides },
        configuration: { settings: { prefix: 'a' } },
      });
      return id;
    },
    ended: (id) =>
      until(
        async () => {
          const run = await runById(database.kysely, id);
          return run?.finished_at === null ? undefined : run;
        },
        { timeout: 20_000 },
      ),
  };
}
