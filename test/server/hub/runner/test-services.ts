import type { ActionDefinition } from '../../../../src/contract/action.js';
import type { HubEvent } from '../../../../src/contract/event.js';
import { startDue } from '../../../../src/server/hub/actions/start-due.js';
import {
  type ConnectionRow,
  ensureConnection,
  unmadeConnection,
} from '../../../../src/server/hub/connections/connection.rows.js';
import { createCatalogue } from '../../../../src/server/hub/definitions/create-catalogue.js';
import { type CodeDefinitions, type Flow, FlowError } from '../../../../src/server/hub/definitions/define.js';
import { Definitions } from '../../../../src/server/hub/definitions/definitions.js';
import { migrationContext } from '../../../../src/server/hub/definitions/migration-context.js';
import type { EndPorts } from '../../../../src/server/hub/runner/end-run.js';
import { Runner, type RunnerOptions } from '../../../../src/server/hub/runner/runner.js';
import { insertRun, type NewRun, type RunRow, runById } from '../../../../src/server/hub/runs/run.rows.js';
import { every } from '../../../../src/server/hub/upkeep/every.js';
import { storeWidgetsFromCode } from '../../../../src/server/hub/widgets/store-code.js';
import { Background } from '../../../../src/server/platform/background.js';
import { migrate } from '../../../../src/server/platform/database/migrate.js';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import type { Log } from '../../../../src/server/platform/log.js';
import { createSafeFetch } from '../../../../src/server/platform/outgoing/safe-fetch.js';
import { createVault } from '../../../../src/server/platform/vault/vault.js';
import { until } from '../../../support/until.js';

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface FlowServices {
  readonly ports: EndPorts;
  readonly runner: Runner;
  /** Connections whose credentials were erased. */
  readonly erased: string[];
  /** Starts the runner and what it does again and again. */
  launch(): Promise<void>;
  stop(): Promise<void>;
  /** Every event that was published, oldest first. */
  events(): Promise<HubEvent[]>;
  /** Makes a connection of a widget of its own. */
  connect(): Promise<ConnectionRow>;
  /** Stores a run; of an action of type `none` unless told otherwise. */
  store(connection: ConnectionRow, action: Partial<ActionDefinition>, more?: Partial<NewRun>): ReturnType<typeof insertRun>;
  /** Stores a run of a flow and hands it over. Answers its id. */
  start(connection: ConnectionRow, flow: string | undefined, action?: Partial<ActionDefinition>): Promise<string>;
  /** Waits until a run is over. */
  ended(id: string): Promise<RunRow>;
}

export interface FlowServicesOptions {
  readonly identity?: string;
  readonly log?: Log;
  readonly runner?: Omit<RunnerOptions, 'identity'>;
  readonly definitions?: Omit<CodeDefinitions, 'flows'>;
}

export const flowScope = { environment: 'LIVE', tenant: 'acme' };

/** What a runner needs of a server: a real database, vault and definitions, and recording credentials. */
export async function createFlowServices(
  database: Database,
  flows: readonly Flow[],
  { identity = 'test', log = quiet, runner: runnerOptions = {}, definitions: sources = {} }: FlowServicesOptions = {},
): Promise<FlowServices> {
  const now = () => new Date();
  const vault = createVault({ keys: [{ id: 'k1', key: new Uint8Array(32).fill(7) }] });
  const catalogue = createCatalogue({ ...sources, flows });
  await database.withBootLock(() => migrate(database.queries, migrationContext(vault, catalogue, now)));
  const definitions = new Definitions({ catalogue, log });
  await storeWidgetsFromCode({ database, definitions, vault, now });
  const erased: string[] = [];
  const ports: EndPorts = {
    database,
    definitions,
    vault,
    outgoing: createSafeFetch([]),
    credentials: {
      store: async () => undefined,
      fetchFor: () => async () => {
        throw new FlowError('Sign in first', { code: 'not_authenticated', dependency: 'drive' });
      },
      typed: async () => ({ method: 'api_key', values: {} }),
      check: async () => 'unchanged',
      workspace: () => ({ fetch, values: {} }),
      take: async (_transaction, connection) => async () => void erased.push(connection),
      withdraw: async () => undefined,
    },
    log,
    now,
  };
  const runner = new Runner(ports, Object.assign(runnerOptions, { identity }));
  const background = new Background(log);
  let widgets = 0;
  const store: FlowServices['store'] = (connection, action, more = {}) => {
    const whole = { key: 'plain', name: 'Do', type: 'none', visibility: 'always', ...action } as const;
    const { environment, tenant } = connection;
    const run: NewRun = {
      scope: { environment, tenant },
      widget: connection.widget,
      connection: connection.id,
      action: whole,
      flowVersion: flows.find(({ key }) => key === whole.flow)?.version,
      version: 1,
      configuration: { settings: { prefix: 'a' } },
      startedBy: 'Maya',
      ...more,
    };
    return database.transaction((transaction) => insertRun(transaction, run, now()));
  };
  return {
    ports,
    runner,
    erased,
    async launch() {
      await runner.start();
      const jobs = [...runner.jobs(), { name: 'start what is due', work: () => startDue({ ...ports, runs: runner }) }];
      every(
        background,
        log,
        jobs.map((job) => ({ ...job, interval: 1000 })),
      );
    },
    async stop() {
      await background.stop();
      await runner.stop();
    },
    async events() {
      const rows = await database.queries.selectFrom('outbox').select('event').orderBy('id').execute();
      return rows.map(({ event }) => event as unknown as HubEvent);
    },
    connect: () => connectTo(database, flowScope, `widget-of-${++widgets}`),
    store,
    async start(connection, flow, action = {}) {
      const key = flow ?? 'plain';
      const { run, replayed } = await store(connection, {
        key,
        name: `Do ${key}`,
        ...(flow === undefined ? {} : { flow }),
        ...action,
      });
      if (!replayed) await runner.handOver(run.id, run.tenant);
      return run.id;
    },
    ended: (id) =>
      until(
        async () => {
          const run = await runById(database.queries, id);
          return run?.finished_at === null ? undefined : run;
        },
        { timeout: 20_000 },
      ),
  };
}

/** Makes the connection `default` of a widget. */
export function connectTo(
  database: Database,
  scope: { readonly environment: string; readonly tenant: string },
  widget: string,
): Promise<ConnectionRow> {
  const unmade = unmadeConnection(scope, { widget, key: 'default', by: 'Maya' }, new Date());
  return database.transaction((transaction) => ensureConnection(transaction, unmade));
}
