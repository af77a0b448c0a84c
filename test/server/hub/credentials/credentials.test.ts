import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { driveReadonly } from '../../../../demo/providers/authorization/scopes.js';
import { createCredentials } from '../../../../src/server/hub/credentials/create-credentials.js';
import { endLease, findCredential, takeCredentials, takeLease } from '../../../../src/server/hub/credentials/credential.rows.js';
import { CredentialsRefusedError, defineConnector, FlowError } from '../../../../src/server/hub/definitions/define.js';
import type { Services } from '../../../../src/server/hub/services/services.js';
import { OutgoingError } from '../../../../src/server/platform/outgoing/outgoing-error.js';
import { eachDatabase, onPostgresql } from '../../../support/databases.js';
import { waitingForLocks } from '../../../support/lock-waits.js';
import {
  alice,
  bob,
  eraseCredentials,
  readConnection,
  type SignInStage,
  signInFully,
  startProvider,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const needsSignIn = (error: unknown) =>
  error instanceof FlowError && error.code === 'not_authenticated' && error.dependency !== undefined;

eachDatabase((databases) => {
  let stage: SignInStage;
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);

  before(async () => {
    const params = { scope: `openid email profile ${driveReadonly}` };
    stage = await startSignInStage(await databases.place(), { server: { now }, other: { params } });
  });
  after(() => stage.stop());
  beforeEach(() => {
    ahead = 0;
    stage.provider.failTokenEndpoint();
  });

  const rowOf = (widget: string, tenant = 'acme') =>
    stage.hub.services.database.queries
      .selectFrom('connections')
      .selectAll()
      .where('widget', '=', widget)
      .where('tenant', '=', tenant)
      .executeTakeFirstOrThrow();
  const addressOf = async (widget = 'files', dependency = 'drive', tenant = 'acme') => ({
    connection: (await rowOf(widget, tenant)).id,
    dependency,
  });
  const events = (event: string) => stage.provider.log.filter((entry) => entry.event === event).length;
  const emailAt = async (services: Services, address: { readonly connection: string; readonly dependency: string }) => {
    const answer = await services.credentials.fetchFor(address)(stage.provider.endpoints.userinfo);
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { email: string }).email;
  };

  const erase = (connection: string) => eraseCredentials(stage.hub.services, connection);

  describe('a stored credential', () => {
    it('is sent only to the origins that its connector names', async () => {
      await signInFully(stage);
      const fetch = stage.hub.services.credentials.fetchFor(await addressOf());
      for (const url of [
        'https://evil.example/',
        stage.provider.issuer.replace('localhost', 'localhost.evil.example'),
        stage.provider.issuer.replace('localhost', '127.0.0.1'),
      ]) {
        await assert.rejects(fetch(url), (error) => error instanceof OutgoingError && error.code === 'blocked');
      }
    });

    it('that is not there asks for a sign-in', async () => {
      await assert.rejects(
        stage.hub.services.credentials.fetchFor({ connection: 'con_none', dependency: 'drive' })(stage.provider.issuer),
        needsSignIn,
      );
      await assert.rejects(stage.hub.services.credentials.typed(await addressOf()), needsSignIn);
    });
  });

  describe('a refresh', () => {
    it('happens once for fifty calls at once, in two processes, and the rotated token is kept', async () => {
      await signInFully(stage);
      const address = await addressOf();
      // Another process: the same database, and a memory of its own.
      const other: Services = {
        ...stage.hub.services,
        credentials: createCredentials({ ...stage.hub.services, now }),
      };
      const before = events('refresh');
      ahead = 3_600_000;
      const emails = await Promise.all(
        Array.from({ length: 50 }, (_, turn) => emailAt(turn % 2 === 0 ? other : stage.hub.services, address)),
      );
      assert.deepEqual(new Set(emails), new Set([alice.email]));
      assert.equal(events('refresh'), before + 1);
      ahead = 7_200_000;
      await emailAt(other, address);
      assert.equal(events('refresh'), before + 2);
      assert.equal(events('refresh_failed'), 0);
    });

    it('is made once more when the service refuses a token before its time', async () => {
      await signInFully(stage);
      await stage.provider.expireAccessTokens();
      const before = events('refresh');
      assert.equal(await emailAt(stage.hub.services, await addressOf()), alice.email);
      assert.equal(events('refresh'), before + 1);
    });

    it('that fails for the moment leaves a token in use that still lives, and the connection as it is', async () => {
      await signInFully(stage);
      stage.provider.failTokenEndpoint('status_500');
      ahead = 3_590_000;
      assert.equal(await emailAt(stage.hub.services, await addressOf()), alice.email);
      ahead = 3_700_000;
      await assert.rejects(emailAt(stage.hub.services, await addressOf()), (error) => !needsSignIn(error));
      stage.provider.failTokenEndpoint();
      ahead = 3_800_000;
      assert.equal(await emailAt(stage.hub.services, await addressOf()), alice.email);
      ahead = 0;
      assert.equal((await readConnection(stage)).credentials[0].status, 'valid');
    });

    it('that is refused expires the credential once, says so, and a reconnect heals it', async () => {
      await signInFully(stage);
      await until(async () => (await readConnection(stage)).active);
      await stage.provider.revokeAccount(alice.email);
      const address = await addressOf();
      const failures = await Promise.allSettled(Array.from({ length: 5 }, () => emailAt(stage.hub.services, address)));
      for (const failure of failures)
        assert.ok(failure.status === 'rejected' && needsSignIn(failure.reason), String(failure.status));
      const expired = await readConnection(stage);
      assert.deepEqual([expired.expired, expired.authenticated, expired.credentials[0].status], [true, false, 'expired']);
      const { body } = await stage.hub.call('GET', '/v1/widgets/files/connections/default/history', { token: stage.token });
      assert.equal(body.entries.filter(({ kind }: { kind: string }) => kind === 'expired').length, 1);
      await signInFully(stage, { action: undefined });
      const healed = await readConnection(stage);
      assert.deepEqual([healed.expired, healed.active, healed.credentials[0].status], [false, true, 'valid']);
      assert.equal(await emailAt(stage.hub.services, address), alice.email);
    });

    it('starts only from what is stored, not from what was read before', async () => {
      await signInFully(stage);
      const { queries } = stage.hub.services.database;
      const row = await findCredential(queries, await addressOf());
      assert.ok(row !== undefined);
      assert.equal(await takeLease(queries, { ...row, revision: row.revision - 1 }, 'late', 30), false);
      assert.equal(await takeLease(queries, row, 'first', 30), true);
      assert.equal(await takeLease(queries, row, 'second', 30), false);
      await endLease(queries, row.id, 'second');
      assert.equal(await takeLease(queries, row, 'second', 30), false);
      await endLease(queries, row.id, 'first');
    });

    it('takes over where a process died with the right to refresh', async () => {
      await signInFully(stage);
      const address = await addressOf();
      const { queries } = stage.hub.services.database;
      const held = new Date(Date.now() + 700);
      await queries
        .updateTable('credentials')
        .set({ lease: 'a process that died', lease_until: held })
        .where('connection', '=', address.connection)
        .execute();
      ahead = 3_600_000;
      assert.equal(await emailAt(stage.hub.services, address), alice.email);
      assert.ok(Date.now() >= held.getTime());
    });
  });

  describe('a token without a refresh token', () => {
    it('expires the credential once, when the service says that it is dead, and not before', async () => {
      await signInFully(stage, { widget: 'else', dependency: 'other' });
      const fetch = stage.hub.services.credentials.fetchFor(await addressOf('else', 'other'));
      assert.equal((await fetch(stage.provider.endpoints.userinfo)).status, 200);
      await stage.provider.expireAccessTokens();
      const failures = await Promise.allSettled(Array.from({ length: 5 }, () => fetch(stage.provider.endpoints.userinfo)));
      for (const failure of failures) assert.ok(failure.status === 'rejected' && needsSignIn(failure.reason));
      const { body } = await stage.hub.call('GET', '/v1/widgets/else/connections/default/history', { token: stage.token });
      assert.equal(body.entries.filter(({ kind }: { kind: string }) => kind === 'expired').length, 1);
    });
  });

  describe('an erased connection', () => {
    it('is revoked at its provider, unless another one lives on the same grant', async () => {
      const token = await stage.hub.token({ tenant: 'erasing' });
      await signInFully(stage, { widget: 'two', dependency: 'from', token }, bob);
      await signInFully(stage, { widget: 'two', dependency: 'to', token }, bob);
      const shared = await stage.hub.token({ tenant: 'sharing' });
      await signInFully(stage, { token: shared }, bob);
      const before = events('revoke');
      await erase((await rowOf('two', 'erasing')).id);
      assert.equal(events('revoke'), before);
      assert.equal(await emailAt(stage.hub.services, await addressOf('files', 'drive', 'sharing')), bob.email);
      await erase((await rowOf('files', 'sharing')).id);
      assert.equal(events('revoke'), before + 1);
      await assert.rejects(emailAt(stage.hub.services, await addressOf('files', 'drive', 'sharing')), needsSignIn);
    });

    it('is revoked once when the last two that share a grant end at the same time', async () => {
      const names = ['left', 'right'];
      for (const tenant of names) await signInFully(stage, { token: await stage.hub.token({ tenant }) }, bob);
      const before = events('revoke');
      const ids = await Promise.all(names.map(async (tenant) => (await rowOf('files', tenant)).id));
      await Promise.all(ids.map((id) => erase(id)));
      assert.equal(events('revoke'), before + 1);
    });
  });
});

onPostgresql((databases) => {
  describe('two connections of one grant that end at the same time', () => {
    let stage: SignInStage;
    before(async () => {
      stage = await startSignInStage(await databases.place());
    });
    after(() => stage.stop());

    it('wait for each other, so that the second knows that it is the last', async () => {
      for (const tenant of ['left', 'right']) await signInFully(stage, { token: await stage.hub.token({ tenant }) }, bob);
      const { queries } = stage.hub.services.database;
      const [left, right] = await queries.selectFrom('connections').select('id').execute();
      let second: ReturnType<typeof takeCredentials> | undefined;
      const first = await queries.transaction().execute(async (transaction) => {
        const taken = await takeCredentials(transaction, left?.id ?? '');
        let isOver = false;
        second = queries.transaction().execute(async (other) => {
          const last = await takeCredentials(other, right?.id ?? '');
          isOver = true;
          return last;
        });
        await until(async () => isOver || (await waitingForLocks(queries)) > 0);
        return taken;
      });
      assert.deepEqual([first[0]?.isShared, (await second)?.[0]?.isShared], [true, false]);
    });
  });
});

describe('typed-in credentials', () => {
  let issued = 0;
  const keyed = (origin: string) =>
    defineConnector({
      key: 'keyed',
      name: 'Keyed',
      methods: [{ method: 'api_key' }, { method: 'basic_auth' }, { method: 'bearer_token' }],
      apply: { in: 'query', name: 'key' },
      origins: [origin],
      async test({ values }, { fetch }) {
        const answer = await fetch(`${origin}/admin/log`);
        if (!answer.ok) throw new CredentialsRefusedError('Closed');
        if (values['apiKey'] === 'bad') throw new CredentialsRefusedError('No such key\u0000', 'apiKey');
        return { account: `key of ${values['apiKey']}` };
      },
    });
  const signed = (origin: string) =>
    defineConnector({
      key: 'signed',
      name: 'Signed',
      methods: [{ method: 'custom_input', fields: [{ key: 'name', type: 'text', label: 'Name' }] }],
      origins: [origin],
      async authorize({ values }, { now }) {
        issued += 1;
        return {
          headers: { authorization: `Signed ${values['name']} ${issued}` },
          expiresAt: new Date(now().getTime() + 600_000),
        };
      },
    });
  let stage: SignInStage;
  let ahead = 0;

  eachDatabase((databases) => {
    before(async () => {
      const provider = await startProvider();
      stage = await startSignInStage(await databases.place(), {
        provider,
        connectors: [keyed(provider.issuer), signed(provider.issuer)],
        server: {
          now: () => new Date(Date.now() + ahead),
          workspaceConnections: { bucket: { connector: 'signed', method: 'custom_input', values: { name: 'bucket\n' } } },
          widgets: [
            {
              key: 'typed',
              name: 'Typed',
              dependencies: [{ key: 'keyed', connector: 'keyed', primary: true, allowSwitching: true }],
              actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
            },
          ],
        },
      });
    });
    after(async () => {
      await stage.stop();
      await stage.provider.close();
    });

    const save = (body: object) =>
      stage.hub.call('PUT', '/v1/widgets/typed/connections/default/credentials/keyed', { token: stage.token, body });

    it('are refused by the service with its words, at the field, and not stored', async () => {
      const { status, body } = await save({ method: 'api_key', values: { apiKey: 'bad' }, action: 'connect' });
      assert.deepEqual(
        [status, body.code, body.said, body.errors],
        [422, 'credentials_refused', 'No such key', [{ pointer: '#/values/apiKey', code: 'custom', detail: 'No such key' }]],
      );
      assert.equal((await readConnection(stage, 'typed')).credentials[0].status, 'missing');
    });

    it('are refused where a field is missing, unknown or of another method', async () => {
      assert.deepEqual((await save({ method: 'api_key', values: {} })).body.errors, [
        { pointer: '#/values/apiKey', code: 'required' },
      ]);
      assert.equal((await save({ method: 'api_key', values: { apiKey: 'good', more: 'x' } })).body.code, 'validation_failed');
      assert.equal((await save({ method: 'oauth', values: {} })).body.code, 'invalid_request');
      assert.equal((await save({ method: 'custom_input', values: {} })).body.code, 'invalid_request');
    });

    it('are proved, stored, and activate the connection', async () => {
      const { status, body } = await save({ method: 'api_key', values: { apiKey: 'good' }, action: 'connect' });
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(body.credentials, [{ dependency: 'keyed', status: 'valid', method: 'api_key', account: 'key of good' }]);
      await until(async () => (await readConnection(stage, 'typed')).active);
      assert.ok(!JSON.stringify(body).includes('apiKey'));
    });

    it('of the workspace are made into headers once until they expire', async () => {
      const { fetch, values } = stage.hub.services.credentials.workspace('bucket');
      assert.deepEqual(values, { name: 'bucket' });
      const before = issued;
      await Promise.all(Array.from({ length: 5 }, () => fetch(`${stage.provider.issuer}/admin/log`)));
      assert.equal(issued, before + 1);
      ahead += 600_000;
      await fetch(`${stage.provider.issuer}/admin/log`);
      assert.equal(issued, before + 2);
      assert.throws(() => stage.hub.services.credentials.workspace('nothing'), /no workspace connection/);
    });
  });
});
