import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuthorizationServer } from '../../../../demo/providers/authorization-server.js';
import { findCredential, replaceSealed } from '../../../../src/server/hub/credentials/credential.rows.js';
import { credentialContext } from '../../../../src/server/hub/credentials/sealed-credential.js';
import { FlowError } from '../../../../src/server/hub/definitions/define.js';
import { VaultError } from '../../../../src/server/platform/vault/vault.js';
import { build } from '../../../support/build.js';
import { type DatabasePlace, eachDatabase } from '../../../support/databases.js';
import { vaultKeys as firstKey } from '../../../support/server.js';
import {
  alice,
  bindWindow,
  bob,
  consent,
  eraseCredentials,
  type HubSession,
  PageBrowser,
  readConnection,
  type SignInStage,
  signInFully,
  startProvider,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';
import { signIn } from '../../../support/visitor.js';

const secondKey = `second:${Buffer.alloc(32, 9).toString('base64')}`;
const elsewhere = { widget: 'else', dependency: 'other' };
const needsSignIn = (error: unknown): boolean => error instanceof FlowError && error.code === 'not_authenticated';

eachDatabase((databases) => {
  describe('what is sealed in the database', () => {
    let provider: AuthorizationServer;
    let stage: SignInStage;
    let place: DatabasePlace;

    before(async () => {
      await build(['pages']);
      provider = await startProvider();
      place = await databases.place();
      stage = await start();
    });
    after(async () => {
      await stage.stop();
      await provider.close();
    });

    const start = (vaultKeys = firstKey): Promise<SignInStage> => startSignInStage(place, { provider, server: { vaultKeys } });
    const restart = async (vaultKeys: string): Promise<void> => {
      await stage.stop();
      stage = await start(vaultKeys);
    };

    const rowOf = async (tenant = 'acme') => {
      const { queries } = stage.hub.services.database;
      const connection = await queries
        .selectFrom('connections')
        .select('id')
        .where('tenant', '=', tenant)
        .where('widget', '=', 'files')
        .executeTakeFirstOrThrow();
      const row = await findCredential(queries, { connection: connection.id, dependency: 'drive' });
      assert.ok(row !== undefined);
      return row;
    };
    const keep = async (id: string, sealed: string): Promise<void> => {
      await stage.hub.services.database.queries.updateTable('credentials').set({ sealed }).where('id', '=', id).execute();
    };
    const whoIs = async (tenant = 'acme'): Promise<string> => {
      const row = await rowOf(tenant);
      const answer = await stage.hub.services.credentials.fetchFor(row)(provider.endpoints.userinfo);
      assert.equal(answer.status, 200);
      return ((await answer.json()) as { email: string }).email;
    };
    const activeConnection = async (side: HubSession = stage) => {
      const connection = await readConnection(side);
      return connection.active ? connection : undefined;
    };
    const keyIds = async () =>
      (await stage.hub.services.database.queries.selectFrom('credentials').select('sealed').execute()).map(
        ({ sealed }) => JSON.parse(Buffer.from(sealed.split('.')[0] ?? '', 'base64url').toString()).kid,
      );

    it('opens for no other tenant: both sides of a swap need a sign-in, nothing of theirs is used or shown', async () => {
      const victim = { ...stage, token: await stage.hub.token({ tenant: 'victim' }) };
      await signInFully(stage, {}, alice);
      await signInFully(victim, { token: victim.token }, bob);
      await until(() => activeConnection());
      await until(() => activeConnection(victim));
      const [mine, theirs] = [await rowOf(), await rowOf('victim')];
      await keep(mine.id, theirs.sealed);
      await keep(theirs.id, mine.sealed);
      const uses = () => provider.log.filter(({ event }) => event === 'refresh' || event === 'revoke').length;
      const before = uses();
      for (const [side, tenant] of [[stage, 'acme'] as const, [victim, 'victim'] as const]) {
        await assert.rejects(whoIs(tenant), needsSignIn);
        const { status, body } = await side.hub.call('GET', '/v1/hub', { token: side.token });
        assert.equal(status, 200);
        assert.ok(!JSON.stringify(body).includes(tenant === 'acme' ? bob.email : alice.email));
        const shown = await readConnection(side);
        assert.deepEqual([shown.expired, shown.credentials[0].status], [true, 'expired']);
      }
      assert.equal(uses(), before);
      const lines = stage.hub.log.filter(({ message }) => message === 'A sealed value cannot be opened');
      assert.deepEqual(
        lines.map(({ fields }) => fields),
        [mine, theirs].map(({ id }) => ({ id, reason: 'vault_context_mismatch' })),
      );
      await signInFully(stage, { action: undefined }, alice);
      assert.equal(await whoIs(), alice.email);
    });

    it('that was cut, or is no sealed value at all, needs a sign-in, and is erased without one', async () => {
      await signInFully(stage);
      await until(() => activeConnection());
      const { sealed } = await rowOf();
      for (const broken of [sealed.slice(0, -10), sealed.slice(0, 40), '', 'x.y.z', '{"accessToken":"x"}']) {
        await keep((await rowOf()).id, broken);
        await assert.rejects(whoIs(), needsSignIn, broken.slice(0, 8));
        assert.equal((await stage.hub.call('GET', '/v1/hub', { token: stage.token })).status, 200);
        assert.equal((await readConnection(stage)).expired, true);
        await signInFully(stage, { action: undefined });
        assert.equal(await whoIs(), alice.email);
      }
      const { id, connection } = await rowOf();
      await keep(id, sealed.slice(0, -10));
      await eraseCredentials(stage.hub.services, connection);
      assert.equal(await findCredential(stage.hub.services.database.queries, { connection, dependency: 'drive' }), undefined);
    });

    it('in a sign-in under way ends that sign-in, and nothing else', async () => {
      const { browser, callbackUrl, reference } = await consent(stage, elsewhere);
      const { queries } = stage.hub.services.database;
      await queries.updateTable('authorizations').set({ sealed: 'cut' }).where('reference', '=', reference).execute();
      assert.equal((await browser.callback(callbackUrl)).status, 303);
      assert.equal((await browser.request('GET', `/oauth/done/${reference}`)).status, 200);
      assert.equal((await stage.hub.call('GET', '/v1/hub', { token: stage.token })).status, 200);
      assert.equal((await readConnection(stage, 'else')).credentials[0].status, 'missing');
      assert.equal((await signInFully(stage, elsewhere)).outcome.screen.state, 'connected');
    });

    it('is never replaced by what was read before it changed', async () => {
      await signInFully(stage);
      const row = await rowOf();
      const { vault, database } = stage.hub.services;
      const value = await vault.open(row.sealed, credentialContext(row, row));
      await keep(row.id, await vault.seal(value, credentialContext(row, row)));
      assert.equal(await replaceSealed(database.queries, row, 'late'), false);
      assert.equal(await whoIs(), alice.email);
    });

    it('with a key that is missing waits for that key, and expires nothing', async () => {
      await assert.rejects(restart(secondKey), (error) => error instanceof VaultError && error.code === 'vault_keys_missing');
      await restart(firstKey);
      assert.equal((await readConnection(stage)).credentials[0].status, 'valid');
      assert.equal(await whoIs(), alice.email);
    });

    it('with an earlier key opens, what is new takes the first, and one command seals all with it', async () => {
      const { queries } = stage.hub.services.database;
      await queries.deleteFrom('connections').where('tenant', '!=', 'acme').execute();
      await queries.deleteFrom('connections').where('widget', '!=', 'files').execute();
      const tenants = ['acme', 'second', 'third'];
      for (const tenant of tenants) await signInFully(stage, { token: await stage.hub.token({ tenant }) });
      const underWay = await bindWindow(stage, elsewhere);
      const { revision } = await rowOf();

      await restart(`${secondKey},${firstKey}`);
      assert.equal(await whoIs(), alice.email);
      await signInFully(stage, { token: await stage.hub.token({ tenant: 'fourth' }) });
      assert.deepEqual((await keyIds()).sort(), ['second', 'test', 'test', 'test']);
      const rotate = async (role: 'deployer' | 'editor' = 'deployer') =>
        (await stage.hub.call('POST', '/v1/admin/vault/rotations', { token: await stage.hub.adminToken(role) })).body;
      assert.equal((await rotate('editor')).code, 'not_permitted');
      const { id, sealed } = await rowOf('third');
      await keep(id, sealed.slice(0, -10));
      // Two credentials that open, and the sign-in under way.
      assert.deepEqual(await rotate(), { resealed: 3, unreadable: 1 });
      await keep(id, sealed);
      assert.deepEqual(await rotate(), { resealed: 1, unreadable: 0 });
      await until(async () => {
        const { queries: now } = stage.hub.services.database;
        return (await now.selectFrom('runs').select('id').where('finished_at', 'is', null).execute()).length === 0;
      });
      assert.deepEqual(await rotate(), { resealed: 0, unreadable: 0 });
      assert.equal((await rowOf()).revision, revision);

      await restart(secondKey);
      for (const tenant of [...tenants, 'fourth']) assert.equal(await whoIs(tenant), alice.email);
      const browser = new PageBrowser(stage);
      for (const [name, value] of underWay.browser.cookies) browser.cookies.set(name, value);
      await browser.callback(await signIn(underWay.address, alice));
      assert.equal((await browser.outcome(underWay.reference)).screen.state, 'connected');
    });
  });
});
