import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  defineConfigurationFlow,
  defineFlow,
  defineWidget,
  FlowError,
  type FlowResult,
} from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { alice, readConnection, type SignInStage, signInFully, startSignInStage } from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

eachDatabase((databases) => {
  describe('a connection whose grant died', () => {
    let stage: SignInStage;
    let activations = 0;
    let farewell: () => Promise<FlowResult | undefined>;

    before(async () => {
      await build(['pages']);
      const widgets = ['files', 'mirror'].map((key) =>
        defineWidget({
          key,
          name: key,
          history: true,
          dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
          configurations: [{ flow: 'settings' }],
          actions: [
            { key: 'connect', name: 'Connect', type: 'activation', visibility: 'always', flow: 'welcome' },
            { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'settings' },
            { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth', flow: 'farewell' },
          ],
        }),
      );
      stage = await startSignInStage(await databases.place(), {
        server: {
          widgets,
          flows: [
            defineFlow({
              key: 'welcome',
              name: 'Welcome',
              version: '1',
              async run() {
                activations += 1;
                return undefined;
              },
            }),
            defineFlow({ key: 'farewell', name: 'Farewell', version: '1', run: () => farewell() }),
          ],
          configurationFlows: [
            defineConfigurationFlow({
              key: 'settings',
              name: 'Settings',
              version: '1',
              steps: [{ key: 'all', title: 'All', fields: [{ key: 'folder', type: 'text', label: 'Folder', required: true }] }],
            }),
          ],
        },
      });
    });
    after(() => stage?.stop());
    beforeEach(async () => {
      farewell = async () => undefined;
      await stage.hub.services.database.queries.deleteFrom('connections').execute();
      activations = 0;
    });

    const path = (widget: string) => `/v1/widgets/${widget}/connections/default`;
    const call = (method: string, address: string, body?: object) =>
      stage.hub.call(method, address, { token: stage.token, ...(body === undefined ? {} : { body }) });
    const press = (action: string, body: object = {}, widget = 'files') =>
      call('POST', `${path(widget)}/actions/${action}/runs`, body);
    const ended = async (run: { readonly id: string }): Promise<string> =>
      until(async () => {
        const { body } = await call('GET', `/v1/runs/${run.id}`);
        return body.status === 'queued' || body.status === 'running' ? undefined : (body.status as string);
      });
    const rows = () => stage.hub.services.database.queries.selectFrom('connections').select(['id', 'widget']).execute();
    const addressOf = async (widget: string) => ({
      connection: (await rows()).find((row) => row.widget === widget)?.id ?? '',
      dependency: 'drive',
    });
    const use = async (widget: string): Promise<string> => {
      const fetch = stage.hub.services.credentials.fetchFor(await addressOf(widget));
      return ((await (await fetch(stage.provider.endpoints.userinfo)).json()) as { email: string }).email;
    };
    const revocations = () => stage.provider.log.filter(({ event }) => event === 'revoke').length;

    /** Signed in, active, with saved values. */
    async function connected(widget = 'files'): Promise<void> {
      await signInFully(stage, { widget });
      await until(async () => (await readConnection(stage, widget)).active);
      assert.equal((await call('PUT', `${path(widget)}/configurations/settings`, { values: { folder: 'Reports' } })).status, 200);
    }

    async function expired(): Promise<void> {
      await connected();
      await stage.provider.revokeAccount(alice.email);
      await assert.rejects(use('files'), { code: 'not_authenticated' });
      assert.equal((await readConnection(stage)).expired, true);
    }

    it('is healed in place: the settings stay, no second connection is made, the activation flow does not run again', async () => {
      await expired();
      const [before] = await rows();
      await signInFully(stage, { action: undefined });
      const { active, expired: isExpired, configured, credentials } = await readConnection(stage);
      assert.deepEqual([active, isExpired, configured, credentials[0].status], [true, false, true, 'valid']);
      assert.deepEqual((await call('GET', `${path('files')}/configurations/settings`)).body.values, { folder: 'Reports' });
      assert.deepEqual(await rows(), [before]);
      assert.equal(await use('files'), alice.email);
      assert.equal(activations, 1);
      const runs = await stage.hub.services.database.queries.selectFrom('runs').select('action').execute();
      assert.deepEqual(runs, [{ action: 'connect' }]);
      const { body } = await call('GET', `${path('files')}/history`);
      assert.equal(body.entries[0].kind, 'reconnected');
    });

    it('refuses an Activation, whatever its visibility, and can be disconnected', async () => {
      await expired();
      const refused = await press('connect');
      assert.deepEqual([refused.status, refused.body.code], [409, 'action_not_available']);
      const { status, body } = await press('disconnect');
      assert.equal(status, 201);
      assert.equal(await ended(body), 'succeeded');
      const { active, expired: isExpired, configured, credentials } = await readConnection(stage);
      assert.deepEqual([active, isExpired, configured, credentials[0].status], [false, false, false, 'missing']);
      assert.equal(activations, 1);
    });

    it('takes no sibling with it: the grant is revoked with the last connection that lives on it', async () => {
      await connected();
      await connected('mirror');
      const before = revocations();
      assert.equal(await ended((await press('disconnect')).body), 'succeeded');
      assert.equal(revocations(), before);
      assert.equal(await use('mirror'), alice.email);
      assert.equal((await readConnection(stage, 'mirror')).authenticated, true);
      assert.equal(await ended((await press('disconnect', {}, 'mirror')).body), 'succeeded');
      await until(() => revocations() === before + 1);
    });

    it('stays active where the deactivation flow fails, and is disconnected anyway on demand', async () => {
      await connected();
      farewell = async () => {
        throw new FlowError('The folder is still in use');
      };
      assert.equal(await ended((await press('disconnect')).body), 'failed');
      const still = await readConnection(stage);
      assert.deepEqual([still.active, still.configured, still.lastRun.error.message], [true, true, 'The folder is still in use']);
      assert.equal(await use('files'), alice.email);
      const before = revocations();
      assert.equal(await ended((await press('disconnect', { anyway: true })).body), 'succeeded');
      const { active, configured, credentials } = await readConnection(stage);
      assert.deepEqual([active, configured, credentials[0].status], [false, false, 'missing']);
      await until(() => revocations() === before + 1);
      const { body } = await call('GET', `${path('files')}/history`);
      assert.deepEqual(
        body.entries
          .filter(({ action }: { action?: string }) => action === 'Disconnect')
          .map(({ outcome }: { outcome: string }) => outcome),
        ['succeeded', 'failed'],
      );
    });
  });
});
