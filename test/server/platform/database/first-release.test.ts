import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it, mock } from 'node:test';
import { type Migration, Migrator, sql } from 'kysely';
import { wholeAttributes } from '../../../../src/server/hub/definitions/deployed-widget.js';
import * as start from '../../../../src/server/platform/database/migrations/0001-start.js';
import * as credentials from '../../../../src/server/platform/database/migrations/0002-credentials.js';
import * as accounts from '../../../../src/server/platform/database/migrations/0003-accounts.js';
import * as passwords from '../../../../src/server/platform/database/migrations/0004-passwords.js';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import { opaqueIds } from '../../../../src/server/platform/vault/opaque-ids.js';
import { startProcess } from '../../../support/child-process.js';
import { type DatabasePlace, type Databases, eachDatabase, onPostgresql } from '../../../support/databases.js';
import { firstRelease, ownSecret, typedPassword } from '../../../support/first-release.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

/** What a server of the first release left behind, and what it answered last. */
interface Kept {
  readonly at: string;
  readonly issuer: string;
  readonly tables: Readonly<Record<string, readonly object[]>>;
  /** By tenant, environment and path. */
  readonly answers: Readonly<Record<string, { readonly status: number; readonly body: Readonly<Record<string, unknown>> }>>;
}

const kept = JSON.parse(await readFile(new URL('../../../support/fixtures/first-release.json', import.meta.url), 'utf8')) as Kept;

const released: Readonly<Record<string, Migration>> = {
  '0001-start': start,
  '0002-credentials': credentials,
  '0003-accounts': accounts,
  '0004-passwords': passwords,
};

interface Deployed {
  readonly environment: string;
  readonly widget: string;
  readonly definition: object;
}

/** A database as that server left it, with some more that it had deployed. */
async function restore(databases: Databases, deployed: readonly Deployed[] = []): Promise<DatabasePlace> {
  const place = await databases.emptyPlace();
  const { queries, close } = await databases.open(place);
  const { error } = await new Migrator({
    db: queries,
    provider: { getMigrations: async () => ({ ...released }) },
    migrationTableName: 'integration_hub_migration',
    migrationLockTableName: 'integration_hub_migration_lock',
  }).migrateToLatest();
  assert.equal(error, undefined);
  for (const name of new Set(['connections', 'runs', ...Object.keys(kept.tables)])) {
    const table = sql.table(name);
    await sql`insert into ${table} overriding system value
      select * from json_populate_recordset(null::${table}, ${JSON.stringify(kept.tables[name])}::json)`.execute(queries);
  }
  for (const name of ['deployments', 'history'])
    await sql`select setval(pg_get_serial_sequence(${name}, 'id'), (select max(id) from ${sql.table(name)}))`.execute(queries);
  for (const { environment, widget, definition } of deployed)
    await sql`insert into deployments (environment, widget, definition, digest, deployed_at)
      values (${environment}, ${widget}, ${JSON.stringify(definition)}, '', ${kept.at})`.execute(queries);
  await close();
  return place;
}

/** Every row of every table of ours, as text. */
async function everything({ queries }: Pick<Database, 'queries'>): Promise<Map<string, readonly string[]>> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_name not in ('executors', 'rate_limits') order by 1`.execute(
    queries,
  );
  const found = new Map<string, readonly string[]>();
  for (const { name } of rows) {
    const table = await sql<{ text: string }>`select t::text as text from ${sql.table(name)} t order by 1`.execute(queries);
    found.set(
      name,
      table.rows.map(({ text }) => text),
    );
  }
  return found;
}

const serve = (place: DatabasePlace): Promise<TestServer> =>
  startTestServer(place, {
    ...firstRelease(kept.issuer, { dropped: false }),
    deployOnStart: [],
    now: () => new Date(kept.at),
  });

/** What `make` makes as of the time at which that server answered: the only one at which its metrics are what they were. */
function atThatTime<Made>(make: () => Made): Made {
  mock.timers.enable({ apis: ['Date'], now: new Date(kept.at) });
  try {
    return make();
  } finally {
    mock.timers.reset();
  }
}

async function servesTheSame(hub: TestServer): Promise<void> {
  for (const [key, answer] of Object.entries(kept.answers)) {
    const [tenant = '', environment = '', path = ''] = key.split(' ');
    const now = await hub.call('GET', path, {
      token: await atThatTime(() => hub.token({ tenant, env: ['LIVE', 'STAGING', 'DRAFT'] })),
      headers: { 'x-integration-environment': environment },
    });
    const { form: _form, ...body } = now.body;
    // Lines had the numbers of their rows.
    const ids = opaqueIds(hub.services.vault, 'ids of the history')({ environment, tenant });
    if (Array.isArray(body.entries))
      body.entries = body.entries.map((entry: { readonly id: string }) => ({ ...entry, id: ids.read(entry.id) }));
    assert.deepEqual({ status: now.status, body }, answer, key);
  }
}

const secrets = [ownSecret, typedPassword, 'first-key-that-was-typed', 'second-key-that-was-typed'];

eachDatabase((databases) => {
  describe('a database of the first release', () => {
    let place: DatabasePlace;
    let hub: TestServer;
    before(async () => {
      place = await restore(databases);
      hub = await serve(place);
    });
    after(() => hub.stop());

    const now = () => everything(hub.services.database);

    it('serves the same hub after its migration', () => servesTheSame(hub));

    it('holds no secret in clear any more, and knows them still', async () => {
      const before = JSON.stringify(kept.tables);
      assert.ok(before.includes(ownSecret), 'it did');
      const text = JSON.stringify([...(await now())]);
      for (const secret of secrets) assert.ok(!text.includes(secret), secret);
      const { definitions, database, vault } = hub.services;
      for (const environment of ['DRAFT', 'LIVE', 'STAGING']) {
        const widget = (await definitions.in(database.queries, environment)).widget('files');
        const attributes = await wholeAttributes(vault, widget, 'drive');
        assert.deepEqual(attributes, { clientId: 'hub', clientSecret: ownSecret });
      }
    });

    it('knows of every sign-in what it was made for', async () => {
      const { queries } = hub.services.database;
      const rows = await queries.selectFrom('credentials').select(['dependency', 'connector']).orderBy('dependency').execute();
      assert.deepEqual(
        rows.map(({ dependency, connector }) => [dependency, connector]),
        [
          ['drive', 'drive'],
          ['keyed', 'keyed'],
          ['keyed', 'keyed'],
        ],
      );
    });

    it('is left as it is by a second start', async () => {
      const before = await now();
      await hub.stop();
      hub = await serve(place);
      assert.deepEqual(await now(), before);
      await servesTheSame(hub);
    });

    it('goes on: what code has dropped is switched and undeployed, a run starts, and the next deployment is a version more', async () => {
      const admin = { token: await atThatTime(() => hub.adminToken()) };
      const acme = { token: await atThatTime(() => hub.token()) };
      const keys = async (): Promise<string[]> =>
        (await hub.call('GET', '/v1/hub', acme)).body.widgets.map(({ key }: { key: string }) => key);
      const { headers, body: switches } = await hub.call('GET', '/v1/admin/widgets/dropped/switches', admin);
      assert.deepEqual(switches, { disabled: false, tenantsOn: true, tenants: ['acme'] });
      const { status } = await hub.call('PUT', '/v1/admin/widgets/dropped/switches', {
        ...admin,
        headers: { 'if-match': headers.get('etag') ?? '' },
        body: { ...switches, disabled: true },
      });
      assert.equal(status, 200);
      assert.ok(!(await keys()).includes('dropped'));
      assert.equal((await hub.call('DELETE', '/v1/admin/deployments/LIVE/dropped', admin)).status, 200);
      const base = '/v1/widgets/files/connections/default';
      const { body: run } = await hub.call('POST', `${base}/actions/sync/runs`, { ...acme, body: {} });
      await until(async () => (await hub.call('GET', `/v1/runs/${run.id}`, acme)).body.status === 'succeeded');
      const { body: versions } = await hub.call('GET', '/v1/admin/widgets/files/versions', admin);
      assert.deepEqual(
        versions.versions.map(({ version }: { version: number }) => version),
        [1],
      );
    });
  });
});

/** Widgets that no code defines any more, as they were deployed. */
const droppedBefore = (): readonly Deployed[] => {
  const actions = [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }];
  const shown = (environment: string, widget: string, more: object): Deployed => ({
    environment,
    widget,
    definition: { key: widget, name: widget, actions, ...more },
  });
  const client = (id: string, secret?: string, connector = 'drive') => ({
    dependencies: [
      {
        key: 'd',
        connector,
        primary: true,
        attributes: { clientId: id, ...(secret === undefined ? {} : { clientSecret: secret }) },
      },
    ],
  });
  const tokenParams = (params: unknown, connector = 'gone') => ({
    dependencies: [{ key: 'd', connector, primary: true, attributes: { tokenParams: params, params: { scope: 'read' } } }],
  });
  return [
    shown('LIVE', 'apart', client('live-id', 'SECRET-of-live')),
    shown('STAGING', 'apart', client('staging-id', 'SECRET-of-staging')),
    shown('QA', 'apart', client('qa-id')),
    shown('LIVE', 'alike', client('one-id', 'SECRET-of-all')),
    shown('STAGING', 'alike', client('one-id', 'SECRET-of-all')),
    shown('STAGING', 'open', { disabled: true, tenants: ['beta'] }),
    shown('LIVE', 'open', {}),
    shown('QA', 'open', { disabled: false }),
    shown('STAGING', 'listed', {}),
    shown('LIVE', 'listed', { tenants: ['acme', 'beta'] }),
    shown('QA', 'listed', { tenants: ['beta', 'acme'] }),
    shown('STAGING', 'elsewhere', { tenants: ['acme'] }),
    shown('QA', 'elsewhere', {}),
    shown('LIVE', 'garbled', { tenants: 'acme' }),
    shown('STAGING', 'garbled', { tenants: [1, null] }),
    shown('LIVE', 'mixed', { tenants: [1, null, 'acme'] }),
    shown('QA', 'asserted', tokenParams({ client_assertion: 'SECRET-asserted', resource: 'SECRET-resource', nothing: '' })),
    shown('QA', 'numbered', tokenParams({ list: ['SECRET-in-a-list'], deep: { er: 'SECRET-deep' } })),
    shown('QA', 'texted', tokenParams('client_assertion=SECRET-text')),
    // The connector is there, and signs in with a key now.
    shown('QA', 'keyless', tokenParams({ client_assertion: 'SECRET-of-a-connector-without-oauth' }, 'keyed')),
  ];
};

eachDatabase((databases) => {
  describe('what code had dropped before the migration', () => {
    let hub: TestServer;
    before(async () => {
      hub = await serve(await restore(databases, droppedBefore()));
    });
    after(() => hub.stop());

    const widgetOf = async (environment: string, key: string) => {
      const { definitions, database } = hub.services;
      return (await definitions.in(database.queries, environment)).widget(key);
    };
    const client = async (environment: string, key: string) =>
      wholeAttributes(hub.services.vault, await widgetOf(environment, key), 'd');

    it('keeps the client of each environment there, and for all what is one', async () => {
      assert.deepEqual(await client('LIVE', 'apart'), { clientId: 'live-id', clientSecret: 'SECRET-of-live' });
      assert.deepEqual(await client('STAGING', 'apart'), { clientId: 'staging-id', clientSecret: 'SECRET-of-staging' });
      assert.deepEqual(await client('QA', 'apart'), { clientId: 'qa-id' });
      const token = await atThatTime(() => hub.adminToken());
      const secretsOf = async (key: string) =>
        (await hub.call('GET', `/v1/admin/widgets/${key}/secrets`, { token })).body.secrets.map(
          ({ environment }: { environment: string }) => environment,
        );
      assert.deepEqual([await secretsOf('apart'), await secretsOf('alike')], [['LIVE', 'STAGING'], ['*']]);
      for (const environment of ['LIVE', 'STAGING'])
        assert.deepEqual(await client(environment, 'alike'), { clientId: 'one-id', clientSecret: 'SECRET-of-all' });
    });

    it('is shown to nobody who did not see it before, and says why', async () => {
      const shown = async (key: string) => {
        const found: Record<string, unknown> = {};
        for (const environment of ['LIVE', 'STAGING', 'QA']) {
          const widget = await widgetOf(environment, key);
          if (widget !== undefined) found[environment] = widget.switches;
        }
        return found;
      };
      const open = { disabled: false, tenants: undefined };
      assert.deepEqual(await shown('open'), { LIVE: open, QA: open });
      const listed = { disabled: false, tenants: ['acme', 'beta'] };
      assert.deepEqual(await shown('listed'), { LIVE: listed, QA: listed });
      assert.deepEqual(await shown('elsewhere'), { STAGING: { disabled: false, tenants: ['acme'] } });
      assert.deepEqual(await shown('garbled'), {
        LIVE: { disabled: false, tenants: [] },
        STAGING: { disabled: false, tenants: [] },
      });
      assert.deepEqual(await shown('mixed'), { LIVE: { disabled: false, tenants: ['acme'] } });
      const token = await atThatTime(() => hub.adminToken());
      const { body } = await hub.call('GET', '/v1/admin/deployments?widget=open&environment=STAGING', { token });
      assert.deepEqual(
        body.deployments.map(({ kind, deployed, note }: Record<string, unknown>) => [kind, deployed, note]),
        [
          ['undeploy', false, 'Its switches here were others than in LIVE, and are one for all environments now'],
          ['deploy', true, undefined],
        ],
      );
      const left = async () =>
        (await hub.call('GET', '/v1/admin/widgets/open/versions', { token })).body.versions.flatMap(
          (version: { left: { environment: string; note: string }[] }) => version.left,
        );
      const [said, ...others] = await left();
      assert.deepEqual([said.environment, said.note, others], ['STAGING', body.deployments[0].note, []]);
      const item = { widget: 'open', version: 'before' };
      const again = await hub.call('POST', '/v1/admin/deployments', { token, body: { environment: 'STAGING', items: [item] } });
      assert.deepEqual([again.status, again.body.changed], [200, true], 'it can be deployed again');
      assert.deepEqual(await shown('open'), { LIVE: open, STAGING: open, QA: open });
      assert.deepEqual(await left(), []);
    });

    it('holds nothing in clear that went to a token endpoint of a connector that is gone', async () => {
      const text = JSON.stringify([...(await everything(hub.services.database))]);
      assert.deepEqual(text.match(/SECRET-[\w-]+/g), null);
      const scope = { params: { scope: 'read' } };
      assert.deepEqual(await client('QA', 'asserted'), {
        ...scope,
        tokenParams: { client_assertion: 'SECRET-asserted', resource: 'SECRET-resource', nothing: '' },
      });
      assert.deepEqual(await client('QA', 'numbered'), {
        ...scope,
        tokenParams: { list: ['SECRET-in-a-list'], deep: { er: 'SECRET-deep' } },
      });
      assert.deepEqual(await client('QA', 'texted'), { ...scope, tokenParams: 'client_assertion=SECRET-text' });
      assert.deepEqual(await client('QA', 'keyless'), {
        ...scope,
        tokenParams: { client_assertion: 'SECRET-of-a-connector-without-oauth' },
      });
    });
  });
});

onPostgresql((databases) => {
  it('a database of the first release is migrated once by processes that start at once', async () => {
    const place = await restore(databases);
    assert.ok('url' in place);
    const file = new URL('./processes/serve-first-release.ts', import.meta.url);
    const processes = [1, 2].map(() => startProcess(file, place.url, kept.issuer));
    assert.deepEqual(await Promise.all(processes.map(({ exit }) => exit)), [0, 0]);
    assert.deepEqual(
      processes.map(({ lines }) => lines.at(-1)),
      ['served', 'served'],
    );
    const hub = await serve(place);
    try {
      await servesTheSame(hub);
    } finally {
      await hub.stop();
    }
  });
});
