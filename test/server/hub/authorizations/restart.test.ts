import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { driveReadonly } from '../../../../demo/providers/authorization/scopes.js';
import type { AuthorizationServer } from '../../../../demo/providers/authorization-server.js';
import { defineWidget, FlowError } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { startGate } from '../../../support/endpoint-gate.js';
import { publicUrl } from '../../../support/server.js';
import {
  alice,
  bob,
  consent,
  PageBrowser,
  readAuthorization,
  readConnection,
  register,
  signInFully,
  startProvider,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

/** Another browser object with the same cookies: it talks to the server that runs now. */
function withCookies(stage: ConstructorParameters<typeof PageBrowser>[0], before: PageBrowser): PageBrowser {
  const browser = new PageBrowser(stage);
  for (const [name, value] of before.cookies) browser.cookies.set(name, value);
  return browser;
}

eachDatabase((databases) => {
  let provider: AuthorizationServer;

  before(async () => {
    await build(['pages']);
    provider = await startProvider();
  });
  after(() => provider.close());

  const revoked = () => provider.log.filter(({ event }) => event === 'revoke').map(({ account }) => account);

  describe('a server that is restarted', () => {
    it('finishes a sign-in that was at the provider meanwhile', async () => {
      const place = await databases.place();
      const first = await startSignInStage(place, { provider });
      const { browser, callbackUrl, reference, id } = await consent(first);
      await first.stop();
      const second = await startSignInStage(place, { provider });
      const same = withCookies(second, browser);
      assert.equal((await same.callback(callbackUrl)).headers.get('location'), `${publicUrl}/oauth/done/${reference}`);
      assert.equal((await same.outcome(reference)).screen.state, 'connected');
      assert.equal((await readAuthorization(second, id)).status, 'completed');
      await second.stop();
    });

    it('waits for an exchange that is under way when it stops', async () => {
      const place = await databases.place();
      const first = await startSignInStage(place, { provider });
      const { browser, callbackUrl, id } = await consent(first);
      await browser.callback(callbackUrl);
      await first.stop();
      const second = await startSignInStage(place, { provider });
      assert.equal((await readAuthorization(second, id)).status, 'completed');
      await second.stop();
    });

    it('gives an account back that was replaced while it stopped', async () => {
      const gate = await startGate(provider.endpoints.token);
      gate.open();
      const stage = await startSignInStage(await databases.place(), {
        provider,
        other: { tokenUrl: gate.url },
        server: { allowPrivateHosts: [provider.issuer, gate.url].map((url) => new URL(url).host) },
      });
      const place = { widget: 'else', dependency: 'other', action: undefined };
      await signInFully(stage, place);
      gate.hold();
      const { browser, callbackUrl } = await consent(stage, place, bob);
      await browser.callback(callbackUrl);
      await until(() => gate.isHolding());
      const stopped = stage.stop();
      await until(() => stage.hub.log.some(({ message }) => message === 'Stopping'));
      gate.open();
      await stopped;
      await gate.close();
      assert.deepEqual(revoked(), [alice.email]);
    });

    for (const [what, broken, isCancelled] of [
      ['that it was given', 'userInfoUrl', false],
      ['that it was about to be given', 'tokenUrl', false],
      ['that it was given, and nobody wanted any more,', 'userInfoUrl', true],
      ['that it was about to be given, and nobody wanted any more,', 'tokenUrl', true],
    ] as const)
      it(`gives back what a sign-in lost ${what} when its process died`, { skip: databases.kind === 'embedded' }, async () => {
        // A service that answers no more, as far as the process is concerned that is dead for the others.
        const silent = createServer();
        await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
        const asked = once(silent, 'request');
        const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
        const place = await databases.place();
        const allowPrivateHosts = [provider.issuer, url].map((each) => new URL(each).host);
        const registration = { widget: 'else', dependency: 'other', action: undefined };
        const dead = await startSignInStage(place, { provider, other: { [broken]: url }, server: { allowPrivateHosts } });
        const { browser, callbackUrl, id } = await consent(dead, registration, bob);
        await browser.callback(callbackUrl);
        await asked;
        const before = revoked().length;
        if (isCancelled) await dead.hub.call('DELETE', `/v1/authorizations/${id}`, { token: dead.token });
        const other = await startSignInStage(place, { provider, server: { now: () => new Date(Date.now() + 61_000) } });
        await until(() => revoked().length > before, { timeout: 20_000 });
        const { status, error } = await readAuthorization(other, id);
        assert.deepEqual([status, error?.code], isCancelled ? ['cancelled', undefined] : ['failed', 'interrupted']);
        assert.deepEqual(revoked().slice(before), [bob.email]);
        silent.closeAllConnections();
        await new Promise((resolve) => silent.close(resolve));
        await dead.stop();
        await other.stop();
      });

    it('misses what it requires since, in a check and in a call', async () => {
      const place = await databases.place();
      const params = { scope: `openid email profile ${driveReadonly}` };
      const first = await startSignInStage(place, { provider, other: { params } });
      await signInFully(first, { widget: 'else', dependency: 'other' });
      await until(async () => (await readConnection(first, 'else')).active);
      await first.stop();
      const more = { params, requiredScopes: [driveReadonly, 'calendar'], scopeWords: { calendar: 'See your calendar' } };
      const second = await startSignInStage(place, { provider, other: more });
      const { credentials, database } = second.hub.services;
      const address = await database.queries
        .selectFrom('credentials')
        .select(['connection', 'dependency'])
        .executeTakeFirstOrThrow();
      const found = async () => {
        const [{ status, missing }] = (await readConnection(second, 'else')).credentials;
        return [status, missing];
      };
      assert.equal(await credentials.check(address), 'dead');
      assert.deepEqual(await found(), ['insufficient_scope', ['See your calendar']]);
      await database.queries.updateTable('credentials').set({ status: 'valid', missing: null }).execute();
      const call = credentials.fetchFor(address)(provider.endpoints.userinfo);
      await assert.rejects(call, (error) => error instanceof FlowError && error.code === 'not_authenticated');
      assert.deepEqual(await found(), ['insufficient_scope', ['See your calendar']]);
      await second.stop();
    });

    it('keeps the account that it knows where the service names none any more', async () => {
      const place = await databases.place();
      const first = await startSignInStage(place, { provider });
      const registration = { widget: 'else', dependency: 'other', action: undefined };
      await signInFully(first, registration);
      await first.stop();
      const second = await startSignInStage(place, {
        provider,
        other: { accountPaths: ['nothing'], identityPaths: ['nothing'] },
      });
      const { outcome, id } = await signInFully(second, registration, bob);
      assert.equal(outcome.screen.state, 'broken');
      assert.equal((await readAuthorization(second, id)).error?.code, 'provider_error');
      assert.equal((await readConnection(second, 'else')).credentials[0].account, alice.email);
      await second.stop();
    });

    it('hands a credential to no other connector that has the key of its dependency now, and says that it expired', async () => {
      const place = await databases.place();
      const first = await startSignInStage(place, { provider });
      await signInFully(first, { widget: 'else', dependency: 'other' });
      await until(async () => (await readConnection(first, 'else')).active);
      await first.stop();
      const elsewhere = defineWidget({
        key: 'else',
        name: 'Else',
        dependencies: [{ key: 'other', connector: 'drive', primary: true }],
        actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
      });
      const second = await startSignInStage(place, { provider, server: { widgets: [elsewhere], flows: [] } });
      const { credentials, database } = second.hub.services;
      const address = await database.queries
        .selectFrom('credentials')
        .select(['connection', 'dependency'])
        .executeTakeFirstOrThrow();
      const state = async () => {
        const { authenticated, expired, credentials: shown } = await readConnection(second, 'else');
        return [authenticated, expired, shown[0].status];
      };
      const isKept = async () => {
        const call = credentials.fetchFor(address)(provider.endpoints.userinfo);
        await assert.rejects(call, (error) => error instanceof FlowError && error.code === 'not_authenticated');
        await assert.rejects(
          credentials.typed(address),
          (error) => error instanceof FlowError && error.code === 'not_authenticated',
        );
      };
      assert.deepEqual(await state(), [false, true, 'expired']);
      await isKept();
      // As it was stored before rows said whose they are.
      await database.queries.updateTable('credentials').set({ connector: null, status: 'valid' }).execute();
      await isKept();
      assert.deepEqual(await state(), [false, true, 'expired']);
      await second.stop();
    });

    it('ends what was left while it was down', async () => {
      const place = await databases.place();
      const first = await startSignInStage(place, { provider });
      const { id } = await register(first);
      const browser = new PageBrowser(first);
      await browser.view(id);
      await browser.left(id);
      await first.stop();
      const second = await startSignInStage(place, { provider });
      await until(async () => (await readAuthorization(second, id)).status === 'cancelled', { timeout: 10_000 });
      await second.stop();
    });
  });
});
