import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuthorizationServer } from '../../../demo/providers/authorization-server.js';
import { build } from '../../support/build.js';
import { eachDatabase } from '../../support/databases.js';
import { publicUrl } from '../../support/server.js';
import {
  consent,
  PageBrowser,
  readAuthorization,
  register,
  startProvider,
  startSignInStage,
} from '../../support/sign-in-stage.js';
import { until } from '../../support/until.js';

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
