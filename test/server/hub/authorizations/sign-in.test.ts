import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { readConnection, type SignInStage, signInFully, startSignInStage } from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

eachDatabase((databases) => {
  let stage: SignInStage;

  before(async () => {
    await build(['pages']);
    stage = await startSignInStage(await databases.place());
  });
  after(() => stage.stop());

  describe('a sign-in through a window', () => {
    it('ends in a stored credential that calls the service, and in the Activation', async () => {
      const { outcome, reference } = await signInFully(stage);
      assert.equal(outcome.screen.state, 'connected');
      assert.match(outcome.screen.text, /alice@example\.com/);
      assert.equal(outcome.closes, true);
      const connection = await until(async () => {
        const read = await readConnection(stage);
        return read.active ? read : undefined;
      });
      assert.deepEqual(connection.credentials, [
        { dependency: 'drive', status: 'valid', method: 'oauth', account: 'alice@example.com' },
      ]);
      assert.equal(connection.authorization, undefined);
      const { id } = await stage.hub.services.database.queries
        .selectFrom('connections')
        .select('id')
        .where('widget', '=', 'files')
        .executeTakeFirstOrThrow();
      const fetch = stage.hub.services.credentials.fetchFor({ connection: id, dependency: 'drive' });
      const answer = await fetch(stage.provider.endpoints.userinfo);
      assert.equal(((await answer.json()) as { email: string }).email, 'alice@example.com');
      assert.ok(reference.length > 20);
    });
  });
});
