import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { sweepAuthorizations } from '../../../../src/server/hub/authorizations/sweep.js';
import { defineConnector } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import {
  alice,
  bob,
  readAuthorization,
  readConnection,
  register,
  type SignInStage,
  signInFully,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const keyed = defineConnector({
  key: 'keyed',
  name: 'Keyed',
  methods: [{ method: 'api_key' }],
  origins: ['https://keyed.example'],
  async test({ values }) {
    return { account: `${String(values['apiKey']).split(':')[0]}@keyed.example` };
  },
});

const actions = [
  { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
  { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
] as const;

const widgets = [
  {
    key: 'files',
    name: 'Files',
    history: true,
    dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
    actions: [...actions],
  },
  {
    key: 'many',
    name: 'Many',
    multiConnection: true,
    dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
    actions: [...actions],
  },
  {
    key: 'typed',
    name: 'Typed',
    history: true,
    multiConnection: true,
    dependencies: [{ key: 'keyed', connector: 'keyed', primary: true }],
    actions: [...actions],
  },
];

eachDatabase((databases) => {
  let stage: SignInStage;
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);

  before(async () => {
    await build(['pages']);
    stage = await startSignInStage(await databases.place(), { connectors: [keyed], server: { now, widgets } });
  });
  after(() => stage.stop());

  let tenants = 0;
  beforeEach(async () => {
    ahead = 0;
    tenants += 1;
    const { queries } = stage.hub.services.database;
    await queries.deleteFrom('connections').execute();
    stage = { ...stage, token: await stage.hub.token({ tenant: `tenant-${tenants}` }) };
  });

  const call = (method: string, path: string, body?: unknown) =>
    stage.hub.call(method, path, { token: stage.token, ...(body === undefined ? {} : { body }) });
  const revoked = () => stage.provider.log.filter(({ event }) => event === 'revoke').map(({ account }) => account);
  const connectionId = async (widget = 'files') =>
    (
      await stage.hub.services.database.queries
        .selectFrom('connections')
        .select('id')
        .where('tenant', '=', `tenant-${tenants}`)
        .where('widget', '=', widget)
        .executeTakeFirstOrThrow()
    ).id;
  const emailAt = async (widget = 'files') => {
    const address = { connection: await connectionId(widget), dependency: 'drive' };
    const answer = await stage.hub.services.credentials.fetchFor(address)(stage.provider.endpoints.userinfo);
    return ((await answer.json()) as { email: string }).email;
  };
  const connectAs = async (person = alice, widget = 'files') => {
    await signInFully(stage, { widget }, person);
    await until(async () => (await readConnection(stage, widget)).active);
  };
  /** Connected as Alice, and back from the service as Bob. */
  const ask = async () => {
    await connectAs(alice);
    return signInFully(stage, { action: undefined }, bob);
  };
  const answer = (reference: string, replace: boolean) => call('POST', `/v1/authorizations/${reference}/answer`, { replace });

  describe('another account at the service', () => {
    it('is asked about on every page of the tenant, and its window closes itself', async () => {
      const { outcome, reference } = await ask();
      assert.deepEqual([outcome.screen.title, outcome.closes], ['You signed in as bob@example.com', true]);
      assert.match(outcome.screen.text, /Go back to .* to decide/);
      const { status, question } = await readAuthorization(stage, reference);
      assert.deepEqual([status, question], ['returned', { was: alice.email, now: bob.email }]);
      const { body } = await call('GET', '/v1/hub');
      const [connection] = body.widgets.find(({ key }: { key: string }) => key === 'files').connections;
      assert.deepEqual(connection.authorization.question, { was: alice.email, now: bob.email });
      assert.equal(await emailAt(), alice.email);
      assert.ok(!JSON.stringify(body).includes('token'));
    });

    it('is not swept as an interruption while it asks', async () => {
      const { reference } = await ask();
      ahead = 5 * 60_000;
      await sweepAuthorizations(stage.hub.services);
      assert.equal((await readAuthorization(stage, reference)).status, 'returned');
    });

    it('takes the place of the one before when that is wanted: nothing else changes, and the old grant ends', async () => {
      const { reference } = await ask();
      const before = await readConnection(stage);
      const { status, body } = await answer(reference, true);
      assert.deepEqual([status, body.status, body.question], [200, 'completed', undefined]);
      const connection = await readConnection(stage);
      assert.deepEqual(
        [connection.active, connection.credentials[0].account, connection.connectedAt],
        [true, bob.email, before.connectedAt],
      );
      assert.equal(connection.authorization, undefined);
      await until(() => revoked().at(-1) === alice.email);
      assert.equal(await emailAt(), bob.email);
      const { body: history } = await call('GET', '/v1/widgets/files/connections/default/history');
      assert.deepEqual([history.entries[0].kind, history.entries[0].message], ['reconnected', `${alice.email} → ${bob.email}`]);
      assert.equal(history.entries.filter(({ kind }: { kind: string }) => kind === 'connected').length, 1);
      assert.equal((await answer(reference, true)).body.code, 'already_over');
    });

    it('is given back when the one before is kept', async () => {
      const { reference } = await ask();
      const before = revoked().length;
      const { body } = await answer(reference, false);
      assert.equal(body.status, 'cancelled');
      await until(() => revoked().length === before + 1);
      assert.equal(revoked().at(-1), bob.email);
      assert.equal(await emailAt(), alice.email);
      assert.equal((await answer(reference, true)).body.code, 'already_over');
    });

    it('is given back at the deadline', async () => {
      const { reference } = await ask();
      const before = revoked().length;
      ahead = 11 * 60_000;
      await sweepAuthorizations(stage.hub.services);
      assert.equal((await readAuthorization(stage, reference)).status, 'expired');
      assert.deepEqual(revoked().slice(before), [bob.email]);
      await sweepAuthorizations(stage.hub.services);
      assert.equal(revoked().length, before + 1);
    });

    it('is given back although the first try was cut off', async () => {
      await ask();
      const before = revoked().length;
      ahead = 11 * 60_000;
      const cut = mock.method(stage.hub.services.vault, 'open', () => Promise.reject(new Error('cut off')), { times: 1 });
      await assert.rejects(sweepAuthorizations(stage.hub.services));
      cut.mock.restore();
      assert.equal(revoked().length, before);
      await sweepAuthorizations(stage.hub.services);
      assert.deepEqual(revoked().slice(before), [bob.email]);
    });

    it('is given back when the sign-in is cancelled, begun anew, or its connection is disconnected', async () => {
      const ends: readonly (() => Promise<unknown>)[] = [
        async () => call('DELETE', `/v1/authorizations/${(await readConnection(stage)).authorization.id}`),
        () => register(stage, { action: undefined }),
        () => call('POST', '/v1/widgets/files/connections/default/actions/disconnect/runs', {}),
      ];
      for (const [index, end] of ends.entries()) {
        const { reference } = index === 0 ? await ask() : await signInFully(stage, { action: undefined }, bob);
        const before = revoked().filter((account) => account === bob.email).length;
        await end();
        await until(() => revoked().filter((account) => account === bob.email).length === before + 1, {
          message: `end number ${index + 1}`,
        });
        assert.equal((await readAuthorization(stage, reference)).status, 'cancelled');
      }
    });

    it('is given back when its connection is removed, at once or by its Deactivation', async () => {
      for (const query of ['?anyway=true', '']) {
        await connectAs(alice, 'many');
        await signInFully(stage, { widget: 'many', action: undefined }, bob);
        const before = revoked().filter((account) => account === bob.email).length;
        await call('DELETE', `/v1/widgets/many/connections/default${query}`);
        await until(() => revoked().filter((account) => account === bob.email).length === before + 1);
      }
    });

    it('that another connection lives on is not revoked', async () => {
      const { reference } = await ask();
      await connectAs(bob, 'many');
      const before = revoked().length;
      await answer(reference, false);
      await sweepAuthorizations(stage.hub.services);
      assert.equal(revoked().length, before);
      assert.equal(await emailAt('many'), bob.email);
    });

    it('keeps its grant while another sign-in waits for an answer about it', async () => {
      const { reference } = await ask();
      await connectAs(bob, 'many');
      await call('DELETE', '/v1/widgets/many/connections/default?anyway=true');
      await until(async () => (await answer(reference, true)).status === 200);
      assert.equal(await emailAt(), bob.email);
    });

    it('is decided once by two who answer at the same time', async () => {
      const { reference } = await ask();
      const answers = await Promise.all([answer(reference, true), answer(reference, false), answer(reference, true)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
    });

    it('that was connected elsewhere meanwhile is not taken twice', async () => {
      await call('PUT', '/v1/widgets/many/connections/one', {});
      await signInFully(stage, { widget: 'many', connection: 'one' }, alice);
      await until(async () => (await readConnection(stage, 'many', 'one')).active);
      const { reference } = await signInFully(stage, { widget: 'many', connection: 'one', action: undefined }, bob);
      await call('PUT', '/v1/widgets/many/connections/two', {});
      await signInFully(stage, { widget: 'many', connection: 'two' }, bob);
      const { status, body } = await answer(reference, true);
      assert.deepEqual([status, body.code], [409, 'same_account']);
      assert.equal((await readConnection(stage, 'many', 'one')).credentials[0].account, alice.email);
    });

    it('is not asked about while nothing waits for an answer', async () => {
      const { reference } = await register(stage, { action: undefined });
      assert.equal((await answer(reference, true)).body.code, 'action_not_available');
    });

    it('of a connection that is not active replaces what was left of the one before, which is revoked', async () => {
      await connectAs(alice);
      const { queries } = stage.hub.services.database;
      await queries
        .updateTable('connections')
        .set({ active: false })
        .where('id', '=', await connectionId())
        .execute();
      const before = revoked().length;
      const { outcome } = await signInFully(stage, {}, bob);
      assert.equal(outcome.screen.state, 'connected');
      await until(() => revoked().length === before + 1);
      assert.equal(revoked().at(-1), alice.email);
      assert.equal(await emailAt(), bob.email);
    });

    it('whose line alone has changed is the same one', async () => {
      await connectAs(alice);
      const { queries } = stage.hub.services.database;
      await queries
        .updateTable('credentials')
        .set({ account: 'old-name@example.com' })
        .where('connection', '=', await connectionId())
        .execute();
      const { outcome } = await signInFully(stage, { action: undefined }, alice);
      assert.equal(outcome.screen.state, 'connected');
    });
  });

  describe('another account in typed-in credentials', () => {
    const save = (apiKey: string, more: object = {}, connection = 'default') =>
      call('PUT', `/v1/widgets/typed/connections/${connection}/credentials/keyed`, {
        method: 'api_key',
        values: { apiKey },
        ...more,
      });
    const activate = async () => {
      assert.equal((await save('alice:1', { action: 'connect' })).status, 200);
      await until(async () => (await readConnection(stage, 'typed')).active);
    };

    it('is asked about, and replaces the one before when that is wanted', async () => {
      await activate();
      const { status, body } = await save('bob:1');
      assert.deepEqual(
        [status, body.code, body.accounts],
        [409, 'another_account', { was: 'alice@keyed.example', now: 'bob@keyed.example' }],
      );
      assert.equal((await readConnection(stage, 'typed')).credentials[0].account, 'alice@keyed.example');
      assert.equal((await save('bob:1', { replace: true })).body.credentials[0].account, 'bob@keyed.example');
      const { body: history } = await call('GET', '/v1/widgets/typed/connections/default/history');
      assert.equal(history.entries[0].message, 'alice@keyed.example → bob@keyed.example');
    });

    it('is not asked about for a new key of the same account, nor before the connection is active', async () => {
      assert.equal((await save('bob:1')).status, 200);
      await activate();
      assert.equal((await save('alice:2')).status, 200);
    });

    it('is compared by its line where it was stored before accounts had keys', async () => {
      await activate();
      const { queries } = stage.hub.services.database;
      await queries
        .updateTable('credentials')
        .set({ account_key: null })
        .where('connection', '=', await connectionId('typed'))
        .execute();
      assert.equal((await save('bob:1')).body.code, 'another_account');
      assert.equal((await save('alice:3')).status, 200);
    });

    it('that another connection of the widget has is said', async () => {
      await activate();
      await call('PUT', '/v1/widgets/typed/connections/two', {});
      const { status, body } = await save('alice:other-key', {}, 'two');
      assert.deepEqual([status, body.code], [409, 'same_account']);
      assert.equal((await save('bob:1', {}, 'two')).status, 200);
      assert.equal((await save('bob:1', { replace: true })).body.code, 'same_account');
    });
  });
});
