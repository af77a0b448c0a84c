import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { defineFlow, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { bindWindow, readConnection, type SignInStage, signInFully, startSignInStage } from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const path = '/v1/widgets/files/connections/default';

eachDatabase((databases) => {
  let stage: SignInStage;
  let tenants = 0;
  /** What the Activation waits for, before it says whether it went well. */
  let arriving: Promise<void> | undefined;
  let succeeds = false;
  let release = (): void => undefined;

  const arrive = defineFlow({
    key: 'arrive',
    name: 'Arrive',
    version: '1',
    async run() {
      await arriving;
      if (!succeeds) throw new Error('It went wrong');
    },
  });

  before(async () => {
    await build(['pages']);
    stage = await startSignInStage(await databases.place(), {
      server: {
        flows: [arrive],
        widgets: [
          defineWidget({
            key: 'files',
            name: 'Files',
            history: true,
            dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
            actions: [
              { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth', flow: 'arrive' },
              { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
            ],
          }),
        ],
      },
    });
  });
  after(() => stage.stop());
  beforeEach(async () => {
    tenants += 1;
    arriving = undefined;
    succeeds = false;
    // Accounts are shared across tenants: what a test leaves would keep the next one's grants alive.
    await stage.hub.services.database.queries.deleteFrom('connections').execute();
    stage = { ...stage, token: await stage.hub.token({ tenant: `tenant-${tenants}` }) };
  });
  // A test that fails leaves nothing waiting.
  afterEach(() => release());

  const signOut = (token = stage.token) => stage.hub.call('DELETE', `${path}/credentials`, { token });
  const revocations = () => stage.provider.log.filter(({ event }) => event === 'revoke').length;
  const kinds = async (): Promise<string[]> =>
    (await stage.hub.call('GET', `${path}/history`, { token: stage.token })).body.entries.map(
      ({ kind }: { kind: string }) => kind,
    );
  const signedInInVain = async () => {
    await signInFully(stage);
    await until(async () => (await readConnection(stage)).lastRun?.status === 'failed');
  };

  describe('signing out of what never became active', () => {
    it('withdraws and erases the sign-in, once', async () => {
      await signedInInVain();
      const before = revocations();
      const { status, body } = await signOut();
      assert.deepEqual([status, body.active, body.credentials], [200, false, [{ dependency: 'drive', status: 'missing' }]]);
      await until(() => revocations() > before);
      const stored = await stage.hub.services.database.queries.selectFrom('credentials').selectAll().execute();
      assert.deepEqual([stored, await kinds()], [[], ['signed_out', 'run']]);
      const again = await signOut();
      assert.deepEqual([again.status, again.body.revision, await kinds()], [200, body.revision, ['signed_out', 'run']]);
    });

    it('ends a sign-in that is under way', async () => {
      await signedInInVain();
      const { reference } = await bindWindow(stage);
      await signOut();
      const { body } = await stage.hub.call('GET', `/v1/authorizations/${reference}`, { token: stage.token });
      assert.equal(body.status, 'cancelled');
    });

    it('changes nothing where nobody has signed in', async () => {
      const { status, body } = await signOut();
      assert.deepEqual([status, body.revision], [200, 0]);
      assert.deepEqual(await stage.hub.services.database.queries.selectFrom('connections').selectAll().execute(), []);
    });

    it('is not for an active connection, which is disconnected', async () => {
      succeeds = true;
      await signInFully(stage);
      await until(async () => (await readConnection(stage)).active);
      const { status, body } = await signOut();
      assert.deepEqual([status, body.code], [409, 'action_not_available']);
      assert.equal((await readConnection(stage)).credentials[0].status, 'valid');
    });

    it('waits for the Activation that is at work', async () => {
      arriving = new Promise((resolve) => {
        release = resolve;
      });
      await signInFully(stage);
      await until(async () => (await readConnection(stage)).activeRuns[0]?.status === 'running');
      assert.deepEqual([(await signOut()).status, (await signOut()).body.code], [409, 'busy']);
      release();
      await until(async () => (await readConnection(stage)).lastRun?.status === 'failed');
      assert.equal((await signOut()).status, 200);
    });

    it('is refused to a session that may only look', async () => {
      await signedInInVain();
      const token = await stage.hub.token({ tenant: `tenant-${tenants}`, access: 'view' });
      assert.equal((await signOut(token)).body.code, 'not_permitted');
    });
  });
});
