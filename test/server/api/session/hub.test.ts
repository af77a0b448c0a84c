import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { publish } from '../../../../src/server/hub/events/event.rows.js';
import type { Transaction } from '../../../../src/server/platform/database/queries.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { clientSecret } from '../../../support/test-catalogue.js';
import { until } from '../../../support/until.js';

eachDatabase((databases) => {
  let hub: TestServer;
  let token: string;

  before(async () => {
    hub = await startTestServer(await databases.place());
    token = await hub.token({ tenantName: 'Acme Inc' });
  });
  after(() => hub.stop());

  describe('GET /v1/hub', () => {
    it('answers the widgets that the tenant may see, in the order of the code', async () => {
      const { status, body } = await hub.call('GET', '/v1/hub', { token });
      assert.equal(status, 200);
      assert.deepEqual(body.tenant, { id: 'acme', name: 'Acme Inc' });
      assert.deepEqual(
        body.widgets.map((widget: { key: string }) => widget.key),
        ['plain', 'keyed', 'matrix'],
      );
      assert.deepEqual(body.widgets[0].connections[0], {
        key: 'default',
        active: false,
        authenticated: false,
        configured: false,
        expired: false,
        credentials: [],
        activeRuns: [],
        metrics: [
          { key: 'files', value: 0, series: [0, 0, 0, 0, 0, 0, 0] },
          { key: 'runs', value: 0, series: [0, 0] },
          { key: 'last', value: null },
        ],
        revision: 0,
      });
    });

    it('says what will be accessed, and keeps secrets, payloads and flows to itself', async () => {
      const { body } = await hub.call('GET', '/v1/hub', { token });
      const [plain, keyed] = body.widgets;
      assert.deepEqual(keyed.dependencies[0].access, ['Read your notes', 'Write notes']);
      assert.equal(keyed.dependencies[0].methods[0].fields[0].key, 'apiKey');
      assert.deepEqual(
        plain.actions.map((action: { flow?: string }) => action.flow),
        [undefined, 'settings', undefined, undefined, undefined],
      );
      const text = JSON.stringify(body);
      for (const secret of [clientSecret, 'for the flow only', 'tenants']) assert.ok(!text.includes(secret), secret);
    });

    it('answers 304 while nothing has changed', async () => {
      const first = await hub.call('GET', '/v1/hub', { token });
      const tag = first.headers.get('etag') ?? '';
      assert.match(tag, /^"[\w-]{20,}"$/);
      const second = await hub.call('GET', '/v1/hub', { token, headers: { 'if-none-match': `"other", W/${tag}` } });
      assert.equal(second.status, 304);
      assert.equal(second.headers.get('etag'), tag);
      const run = await hub.call('POST', '/v1/widgets/plain/connections/default/actions/work/runs', { token, body: {} });
      assert.equal(run.status, 201);
      assert.equal((await hub.call('GET', '/v1/hub', { token, headers: { 'if-none-match': tag } })).status, 200);
    });

    it('shows a session only the widgets on its list', async () => {
      const { body } = await hub.call('GET', '/v1/hub', { token: await hub.token({ widgets: ['keyed', 'reserved'] }) });
      assert.deepEqual(
        body.widgets.map((widget: { key: string }) => widget.key),
        ['keyed'],
      );
    });

    it('asks the database as often for two connections as for one', async () => {
      const { pool } = hub.services.database;
      /** How often one reading asks. What runs in the background asks too, so that only the least of several counts. */
      const queries = async (tenant: string): Promise<number> => {
        let count = 0;
        const onAcquire = () => {
          count += 1;
        };
        pool.on('acquire', onAcquire);
        const { body } = await hub.call('GET', '/v1/hub', { token: await hub.token({ tenant }) });
        pool.off('acquire', onAcquire);
        assert.equal(body.widgets.length, 3);
        return count;
      };
      const save = async (tenant: string, widget: string) => {
        const address = `/v1/widgets/${widget}/connections/default/configurations/settings`;
        const saved = await hub.call('PUT', address, { token: await hub.token({ tenant }), body: { values: { name: 'a' } } });
        assert.equal(saved.status, 200);
      };
      await save('one', 'plain');
      await save('two', 'plain');
      await save('two', 'keyed');
      const least = { one: Number.POSITIVE_INFINITY, two: Number.POSITIVE_INFINITY };
      await until(async () => {
        for (const tenant of ['one', 'two'] as const) least[tenant] = Math.min(least[tenant], await queries(tenant));
        return least.one === least.two && least.one === 1;
      });
    });

    it('sends again what it sent while nothing has changed, and never what somebody else may see', async () => {
      const tenant = 'sent-again';
      const read = async (claims = {}) =>
        (await hub.call('GET', '/v1/hub', { token: await hub.token({ tenant, ...claims }) })).body;
      const first = await read();
      assert.deepEqual(await read(), first);
      const others = [
        [{ name: 'Bob' }, (body: typeof first) => body.person.name === 'Bob'],
        [{ tenantName: 'Another Inc' }, (body: typeof first) => body.tenant.name === 'Another Inc'],
        [{ access: 'view' }, (body: typeof first) => body.access === 'view'],
        [{ widgets: ['keyed'] }, (body: typeof first) => body.widgets.length === 1],
        [{ tenant: 'sent-elsewhere' }, (body: typeof first) => body.tenant.id === 'sent-elsewhere'],
      ] as const;
      for (const [claims, isTheirs] of others) assert.ok(isTheirs(await read(claims)), JSON.stringify(claims));
      assert.deepEqual(await read(), first);
    });

    it('shows at once what was changed, whichever of two transactions got its event first', async () => {
      const tenant = 'in-turn';
      const { database } = hub.services;
      const token = await hub.token({ tenant });
      const read = async () => (await hub.call('GET', '/v1/hub', { token })).body.widgets[0].connections[0].label;
      const save = await hub.call('PUT', '/v1/widgets/plain/connections/default/configurations/settings', {
        token,
        body: { values: { name: 'a' } },
      });
      assert.equal(save.status, 200);
      assert.equal(await read(), undefined);
      const rename = (transaction: Transaction, label: string) =>
        sql`update connections set label = ${label} where tenant = ${tenant}`.execute(transaction);
      const tell = (transaction: Transaction, of = tenant) =>
        publish(transaction, { environment: 'LIVE', tenant: of }, [{ type: 'connection.changed' }], new Date());
      if (database.kind === 'embedded') {
        await database.transaction(async (transaction) => {
          await rename(transaction, 'late');
          await tell(transaction);
        });
        assert.equal(await read(), 'late');
        return;
      }
      // Its event has the smaller id, and is seen after the greater one.
      let commit = (): void => undefined;
      const begun = new Promise<void>((resolve, reject) => {
        database
          .transaction(async (transaction) => {
            await tell(transaction);
            await rename(transaction, 'late');
            const ended = new Promise<void>((go) => {
              commit = go;
            });
            resolve();
            await ended;
          })
          .then(() => committed(), reject);
      });
      let committed = (): void => undefined;
      const isCommitted = new Promise<void>((resolve) => {
        committed = resolve;
      });
      await begun;
      await database.transaction((transaction) => tell(transaction));
      assert.equal(await read(), undefined);
      commit();
      await isCommitted;
      assert.equal(await read(), 'late');
    });
  });
});
