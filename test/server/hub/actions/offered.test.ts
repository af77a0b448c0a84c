import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Visibility, visibilities } from '../../../../src/contract/action.js';
import { onEmbedded } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

/** What src/README.md §2 says of the four states: A0C0, A0C1, A1C0, A1C1. */
const table: Readonly<Record<Visibility, readonly [boolean, boolean, boolean, boolean]>> = {
  always: [true, true, true, true],
  pre_auth: [true, true, false, false],
  post_auth: [false, false, true, true],
  post_auth_configured: [false, false, false, true],
  pre_auth_configured: [false, true, false, false],
  post_auth_not_configured: [false, false, true, false],
  pre_auth_not_configured: [true, false, false, false],
};

const base = '/v1/widgets/matrix/connections/default';

onEmbedded((databases) => {
  let hub: TestServer;
  before(async () => {
    hub = await startTestServer(await databases.place());
  });
  after(() => hub.stop());

  /** Puts a tenant's connection into a state, in the database: the ways there are tested elsewhere. */
  async function tenantIn(
    name: string,
    state: { readonly active: boolean; readonly configured: boolean; readonly credential: 'valid' | 'expired' | undefined },
  ) {
    const { queries } = hub.services.database;
    const id = `con_${name}`;
    const now = new Date();
    await queries
      .insertInto('connections')
      .values({
        id,
        environment: 'LIVE',
        tenant: name,
        widget: 'matrix',
        key: 'default',
        label: null,
        active: state.active,
        active_by: null,
        created_at: now,
        created_by: null,
      })
      .execute();
    if (state.credential !== undefined)
      await queries
        .insertInto('credentials')
        .values({
          id: `cred_${name}`,
          connection: id,
          dependency: 'notes',
          method: 'api_key',
          sealed: 'not opened here',
          status: state.credential,
          account: null,
          account_key: null,
          updated_at: now,
        })
        .execute();
    if (state.configured)
      await queries
        .insertInto('configurations')
        .values({ connection: id, flow: 'settings', values: '{"name":"a"}', version: '1', saved_at: now, saved_by: null })
        .execute();
    const token = await hub.token({ tenant: name });
    const isRefused = async (action: string): Promise<boolean> => {
      const { status, body } = await hub.call('POST', `${base}/actions/${action}/runs`, { token, body: {} });
      if (status === 409 && body.code === 'action_not_available') return true;
      assert.ok(status === 201 || status === 200, `${action}: ${status} ${JSON.stringify(body)}`);
      await until(
        async () => !['queued', 'running'].includes((await hub.call('GET', `/v1/runs/${body.id}`, { token })).body.status),
        { timeout: 20_000 },
      );
      return false;
    };
    return { token, isRefused };
  }

  describe('the server starts exactly what the card offers', () => {
    for (const [column, active, configured] of [
      [0, false, false],
      [1, false, true],
      [2, true, false],
      [3, true, true],
    ] as const) {
      it(`with A=${Number(active)} C=${Number(configured)}`, async () => {
        const { isRefused } = await tenantIn(`a${Number(active)}c${Number(configured)}`, {
          active,
          configured,
          credential: active ? 'valid' : undefined,
        });
        for (const visibility of visibilities)
          assert.equal(!(await isRefused(`none-${visibility}`)), table[visibility][column], visibility);
      });
    }

    for (const configured of [false, true]) {
      it(`with an expired sign-in, C=${Number(configured)}`, async () => {
        const { token, isRefused } = await tenantIn(`expired-c${Number(configured)}`, {
          active: true,
          configured,
          credential: 'expired',
        });
        const { body } = await hub.call('GET', base, { token });
        assert.deepEqual([body.expired, body.authenticated, body.configured], [true, false, configured]);
        for (const visibility of visibilities)
          assert.equal(!(await isRefused(`none-${visibility}`)), table[visibility][Number(configured)], visibility);
        const six = visibilities.slice(0, 6);
        for (const visibility of six) assert.equal(await isRefused(`activation-${visibility}`), true, `activation ${visibility}`);
        // Any of them ends the connection, so only one is let through.
        assert.equal(await isRefused('deactivation-pre_auth_configured'), false);
      });
    }

    it('with an expired sign-in offers every Deactivation, whatever its visibility', async () => {
      for (const visibility of visibilities.slice(0, 6)) {
        const { isRefused } = await tenantIn(`expired-${visibility}`, { active: true, configured: false, credential: 'expired' });
        assert.equal(await isRefused(`deactivation-${visibility}`), false, visibility);
      }
    });
  });
});
