import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { defineConnector, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { type SignInStage, signInFully, startSignInStage } from '../../../support/sign-in-stage.js';
import { wait } from '../../../support/test-catalogue.js';
import { until } from '../../../support/until.js';

const keyed = defineConnector({
  key: 'keyed',
  name: 'Keyed',
  methods: [{ method: 'api_key' }],
  origins: ['https://keyed.example'],
  test: async () => ({ account: 'alice@keyed.example' }),
});

const widgetOf = (connector: string) =>
  defineWidget({
    key: connector,
    name: connector,
    history: true,
    dependencies: [{ key: connector, connector, primary: true }],
    actions: [
      { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
      { key: 'again', name: 'Connect again', type: 'activation', visibility: 'always' },
      { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'always', flow: 'wait' },
    ],
  });

eachDatabase((databases) => {
  let stage: SignInStage;
  let tenants = 0;

  before(async () => {
    await build(['pages']);
    stage = await startSignInStage(await databases.place(), {
      connectors: [keyed],
      server: { widgets: [widgetOf('keyed'), widgetOf('drive')], flows: [wait] },
    });
  });
  after(() => stage.stop());
  beforeEach(async () => {
    tenants += 1;
    stage = { ...stage, token: await stage.hub.token({ tenant: `tenant-${tenants}` }) };
  });

  const save = (action: string | undefined, key?: string) =>
    stage.hub.call('PUT', '/v1/widgets/keyed/connections/default/credentials/keyed', {
      token: stage.token,
      headers: { 'idempotency-key': key },
      body: { method: 'api_key', values: { apiKey: 'k' }, ...(action === undefined ? {} : { action }) },
    });
  const connection = async (widget = 'keyed') =>
    (await stage.hub.call('GET', `/v1/widgets/${widget}/connections/default`, { token: stage.token })).body;
  const isActive = async (widget = 'keyed'): Promise<boolean> => (await connection(widget)).active;
  const runs = () =>
    stage.hub.services.database.queries
      .selectFrom('runs')
      .select(['action', 'status'])
      .where('tenant', '=', `tenant-${tenants}`)
      .orderBy('created_at')
      .execute();
  const allOver = () => until(async () => (await runs()).every(({ status }) => status === 'succeeded'));

  describe('the Activation after a sign-in', () => {
    it('runs once for a request that is sent twice', async () => {
      assert.equal((await save('again', 'key-1')).status, 200);
      await until(isActive);
      await allOver();
      const second = await save('again', 'key-1');
      assert.deepEqual([second.status, second.headers.get('idempotent-replayed')], [200, 'true']);
      await allOver();
      assert.deepEqual(await runs(), [{ action: 'again', status: 'succeeded' }]);
    });

    it('does not run where it is not offered, and the history tells of the sign-in', async () => {
      await save('connect');
      await until(isActive);
      assert.equal((await save('connect')).status, 200);
      await allOver();
      assert.equal((await runs()).length, 1);
      const path = '/v1/widgets/keyed/connections/default/history';
      const { body } = await stage.hub.call('GET', path, { token: stage.token });
      assert.equal(body.entries.filter(({ kind }: { kind: string }) => kind === 'reconnected').length, 1);
    });

    it('does not run beside a Deactivation', async () => {
      const path = '/v1/widgets/keyed/connections/default/actions/disconnect/runs';
      assert.equal((await stage.hub.call('POST', path, { token: stage.token, body: {} })).status, 201);
      await until(async () => (await runs())[0]?.status === 'running');
      assert.equal((await save('again')).status, 200);
      assert.deepEqual(await runs(), [{ action: 'disconnect', status: 'running' }]);
    });

    for (const way of ['typed', 'OAuth'] as const)
      it(`runs although it could not be handed over (${way})`, async () => {
        const refused = mock.method(
          stage.hub.services.runs,
          'handOver',
          () => Promise.reject(new Error('The database went away')),
          { times: 1 },
        );
        try {
          if (way === 'typed') await save('connect');
          else assert.equal((await signInFully(stage, { widget: 'drive' })).outcome.screen.state, 'connected');
          await until(() => isActive(way === 'typed' ? 'keyed' : 'drive'));
          assert.ok(refused.mock.callCount() > 0);
        } finally {
          refused.mock.restore();
        }
      });
  });
});
