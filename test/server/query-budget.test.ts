import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { after, before, describe, it } from 'node:test';
import type { PoolClient } from 'pg';
import { defineConfigurationFlow, defineWidget } from '../../src/server/hub/definitions/define.js';
import type { Database } from '../../src/server/platform/database/open-database.js';
import { onPostgresql } from '../support/databases.js';
import { type SignInStage, signInFully, startSignInStage } from '../support/sign-in-stage.js';
import { until } from '../support/until.js';

const settings = defineConfigurationFlow({
  key: 'settings',
  name: 'Settings',
  version: '1',
  steps: [{ key: 'all', title: 'All', fields: [{ key: 'name', type: 'text', label: 'Name', required: true }] }],
});

const files = defineWidget({
  key: 'files',
  name: 'Files',
  history: true,
  dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
  configurations: [{ flow: 'settings' }],
  actions: [
    { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth', flow: 'greet' },
    { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'settings' },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
  ],
});

onPostgresql((databases) => {
  describe('the database is asked', () => {
    let stage: SignInStage;
    /** Watches without being counted. */
    let aside: Database;
    let tenants = 0;
    const asked: string[] = [];
    /** What is done again and again, whatever anybody asks for, is no part of it. */
    const upkeep = new AsyncLocalStorage<true>();
    before(async () => {
      const place = await databases.place();
      aside = await databases.open(place);
      stage = await startSignInStage(place, { server: { widgets: [files], configurationFlows: [settings] } });
      const { background, database } = stage.hub.services;
      const later = background.later.bind(background);
      // A page load that has left is part of a sign-in.
      background.later = (name, delay, work) =>
        later(name, delay, name === 'end what was left' ? work : () => upkeep.run(true, work));
      const noted = new WeakSet<PoolClient>();
      // Begin and commit count too.
      database.pool.on('acquire', (client) => {
        if (noted.has(client)) return;
        noted.add(client);
        const query = client.query.bind(client) as (...values: unknown[]) => unknown;
        client.query = ((...values: unknown[]) => {
          if (upkeep.getStore() !== true)
            asked.push(typeof values[0] === 'string' ? values[0] : String((values[0] as { text: string }).text));
          return query(...values);
        }) as typeof client.query;
      });
    });
    after(() => stage.stop());

    /** How often at least: what is looked for once a while asks now and then. */
    async function least(
      work: (token: string, tenant: string) => Promise<unknown>,
      prepare = async (_token: string): Promise<unknown> => undefined,
    ) {
      let fewest: readonly string[] | undefined;
      for (let turn = 0; turn < 5; turn++) {
        const tenant = `tenant-${++tenants}`;
        const token = await stage.hub.token({ tenant });
        await prepare(token);
        asked.length = 0;
        await work(token, tenant);
        if (fewest === undefined || asked.length < fewest.length) fewest = [...asked];
      }
      return fewest ?? [];
    }
    const activeOf = async (tenant: string) =>
      (await aside.queries.selectFrom('connections').select('active').where('tenant', '=', tenant).executeTakeFirst())?.active;

    it('at most 45 times for a sign-in, from its registration until the connection is active', async (test) => {
      const statements = await least(async (token, tenant) => {
        await signInFully(stage, { token });
        await until(() => activeOf(tenant));
      });
      test.diagnostic(`${statements.length} statements`);
      assert.ok(statements.length > 10 && statements.length <= 45, `${statements.length} statements:\n${statements.join('\n')}`);
    });

    it('once for a hub, and once where nothing has changed in it', async (test) => {
      const read = (token: string, tag?: string) =>
        stage.hub.call('GET', '/v1/hub', {
          token,
          address: '203.0.113.1',
          headers: tag === undefined ? {} : { 'if-none-match': tag },
        });
      const whole = await least(read);
      let status = 0;
      let tag: string | undefined;
      const unchanged = await least(
        async (token) => {
          ({ status } = await read(token, tag));
        },
        async (token) => {
          tag = (await read(token)).headers.get('etag') ?? undefined;
        },
      );
      test.diagnostic(`${whole.length} and ${unchanged.length} statements`);
      assert.equal(status, 304);
      assert.ok(whole.length > 0 && whole.length <= 3, whole.join('\n'));
      assert.equal(unchanged.length, 1, unchanged.join('\n'));
    });

    it('at most 8 times for a configuration that is saved, and once more for the first of a connection', async (test) => {
      const save = (token: string) =>
        stage.hub.call('PUT', '/v1/widgets/files/connections/default/configurations/settings', {
          token,
          body: { values: { name: 'a' } },
        });
      for (const [prepare, most] of [
        [async () => undefined, 9],
        [save, 8],
      ] as const) {
        const statements = await least(save, prepare);
        test.diagnostic(`${statements.length} statements`);
        assert.ok(
          statements.length > 3 && statements.length <= most,
          `${statements.length} statements:\n${statements.join('\n')}`,
        );
      }
    });
  });
});
