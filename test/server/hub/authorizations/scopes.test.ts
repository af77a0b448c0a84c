import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { driveReadonly } from '../../../../demo/providers/authorization/scopes.js';
import { defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { onEmbedded } from '../../../support/databases.js';
import { type Issued, type QuirkyProvider, startQuirkyProvider } from '../../../support/quirky-provider.js';
import { passThrough, quirkyConnector } from '../../../support/quirky-stage.js';
import {
  alice,
  bob,
  driveConnector,
  readAuthorization,
  readConnection,
  type SignInStage,
  signInFully,
  startProvider,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const words = 'See the files in your Drive';

onEmbedded((databases) => {
  describe('scopes', () => {
    let stage: SignInStage;
    let shrinking: QuirkyProvider;
    let granted = 'read write unnamed';
    let ahead = 0;

    before(async () => {
      await build(['pages']);
      shrinking = await startQuirkyProvider({
        shrinking: {
          answer: ({ access, refresh }: Issued) => ({
            body: { access_token: access, refresh_token: refresh, expires_in: 3600, scope: granted },
          }),
        },
      });
      const provider = await startProvider();
      const drive = driveConnector(provider, { scopeWords: { [driveReadonly]: words } });
      const quirky = quirkyConnector(shrinking, 'shrinking', {
        requiredScopes: ['read', 'write', 'unnamed'],
        scopeWords: { read: 'Read orders', write: 'Change orders' },
      });
      const connect = { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' } as const;
      stage = await startSignInStage(await databases.place(), {
        provider,
        server: {
          connectors: [drive, quirky],
          widgets: [
            defineWidget({
              key: 'files',
              name: 'Files',
              dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
              actions: [connect],
            }),
            defineWidget({
              key: 'two',
              name: 'Two drives',
              dependencies: [
                { key: 'from', connector: 'drive', primary: true },
                { key: 'to', connector: 'drive', primary: false },
              ],
              actions: [connect],
            }),
            defineWidget({
              key: 'shrinking',
              name: 'Shrinking',
              history: true,
              dependencies: [{ key: 'shrinking', connector: 'shrinking', primary: true }],
              actions: [connect],
            }),
          ],
          allowPrivateHosts: [provider.issuer, shrinking.url].map((url) => new URL(url).host),
          now: () => new Date(Date.now() + ahead),
        },
      });
    });
    after(async () => {
      await stage?.stop();
      await Promise.all([stage?.provider.close(), shrinking?.close()]);
    });

    it('that were not all granted: says in words which to tick, and stores nothing', async () => {
      const { outcome, id, browser, reference } = await signInFully(stage, {}, { without: [driveReadonly] });
      assert.equal(outcome.screen.title, 'Drive needs more permissions');
      assert.match(outcome.screen.text, new RegExp(`Tick these boxes: “${words}”\\.$`));
      assert.deepEqual(await readAuthorization(stage, id).then(({ status, error }) => [status, error]), [
        'failed',
        { code: 'insufficient_scope', missing: [words] },
      ]);
      const german = await browser.request('GET', `/oauth/done/${reference}`, { headers: { 'accept-language': 'de' } });
      assert.ok((await german.text()).includes(words));
      assert.equal((await readConnection(stage)).credentials[0].status, 'missing');
      assert.equal((await signInFully(stage)).outcome.screen.state, 'connected');
    });

    it('of two dependencies on one connector belong to each: one account each, one expires without the other', async () => {
      await signInFully(stage, { widget: 'two', dependency: 'from' }, alice);
      await signInFully(stage, { widget: 'two', dependency: 'to' }, bob);
      await until(async () => (await readConnection(stage, 'two')).active);
      const { id: connection } = await stage.hub.services.database.queries
        .selectFrom('connections')
        .select('id')
        .where('widget', '=', 'two')
        .executeTakeFirstOrThrow();
      const who = async (dependency: string) => {
        const answer = await stage.hub.services.credentials.fetchFor({ connection, dependency })(
          stage.provider.endpoints.userinfo,
        );
        return ((await answer.json()) as { email: string }).email;
      };
      assert.deepEqual([await who('from'), await who('to')], [alice.email, bob.email]);
      await stage.provider.revokeAccount(bob.email);
      await assert.rejects(who('to'), { code: 'not_authenticated', dependency: 'to' });
      assert.equal(await who('from'), alice.email);
      const { credentials } = await readConnection(stage, 'two');
      assert.deepEqual(
        credentials.map(({ dependency, status, account }: Record<string, string>) => [dependency, status, account]),
        [
          ['from', 'valid', alice.email],
          ['to', 'expired', bob.email],
        ],
      );
    });

    it('that shrink at a refresh: the connection asks to sign in again and says what to tick', async () => {
      const signIn = async () => {
        const { browser, reference } = await passThrough(stage, 'shrinking');
        assert.equal((await browser.outcome(reference)).screen.state, 'connected');
      };
      await signIn();
      await until(async () => (await readConnection(stage, 'shrinking')).active);
      const { id: connection } = await stage.hub.services.database.queries
        .selectFrom('connections')
        .select('id')
        .where('widget', '=', 'shrinking')
        .executeTakeFirstOrThrow();
      const use = async () =>
        (await stage.hub.services.credentials.fetchFor({ connection, dependency: 'shrinking' })(`${shrinking.url}/shrinking/me`))
          .status;
      assert.equal(await use(), 200);
      granted = 'read';
      ahead = 3_601_000;
      await assert.rejects(use(), { code: 'not_authenticated' });
      ahead = 0;
      const shrunk = await readConnection(stage, 'shrinking');
      assert.deepEqual([shrunk.active, shrunk.expired], [true, true]);
      assert.deepEqual(
        [shrunk.credentials[0].status, shrunk.credentials[0].missing],
        ['insufficient_scope', ['Change orders', 'unnamed']],
      );
      const { body: history } = await stage.hub.call('GET', '/v1/widgets/shrinking/connections/default/history', {
        token: stage.token,
      });
      assert.deepEqual([history.entries[0].kind, history.entries[0].outcome], ['expired', 'failed']);
      granted = 'read write unnamed';
      await signIn();
      const healed = await readConnection(stage, 'shrinking');
      assert.deepEqual(
        [healed.expired, healed.credentials[0].status, healed.credentials[0].missing],
        [false, 'valid', undefined],
      );
      assert.equal(await use(), 200);
    });
  });
});
