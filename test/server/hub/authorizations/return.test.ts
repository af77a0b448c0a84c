import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { AuthorizationServer } from '../../../../demo/providers/authorization-server.js';
import { sweepAuthorizations } from '../../../../src/server/hub/authorizations/sweep.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { type EndpointGate, startGate } from '../../../support/endpoint-gate.js';
import { hostOrigin, publicUrl } from '../../../support/server.js';
import {
  bindWindow,
  bob,
  comeBack,
  confirmWindow,
  drawId,
  finishReturn,
  PageBrowser,
  readAuthorization,
  readConnection,
  receiptOf,
  register,
  returnUrl,
  type SignInStage,
  startProvider,
  startSignInStage,
  tryToRegister,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const minute = 60_000;
const elsewhere = 'https://app.example';

eachDatabase((databases) => {
  let stage: SignInStage;
  let provider: AuthorizationServer;
  let account: EndpointGate;
  let ahead = 0;

  before(async () => {
    await build(['pages']);
    provider = await startProvider();
    account = await startGate(provider.endpoints.userinfo);
    stage = await startSignInStage(await databases.place(), {
      provider,
      other: { userInfoUrl: account.url },
      server: {
        allowPrivateHosts: [provider.issuer, account.url].map((url) => new URL(url).host),
        now: () => new Date(Date.now() + ahead),
        allowedOrigins: [hostOrigin, elsewhere],
        returnUrls: [`${elsewhere}/settings/integrations`],
      },
    });
  });
  after(async () => {
    await stage.stop();
    await account.close();
    await provider.close();
  });
  beforeEach(() => {
    ahead = 0;
    stage.provider.failTokenEndpoint();
  });

  const tokenRequests = (): number =>
    stage.provider.log.filter(({ event }) => event === 'token' || event === 'token_failed').length;
  const status = async (id: string): Promise<string> => (await readAuthorization(stage, id)).status;
  const ended = async (id: string) => {
    const { status, error } = await readAuthorization(stage, id);
    return { status, code: error?.code };
  };

  describe('a sign-in without an opener', () => {
    it('names who asks and for whom, and makes its token request in the session that registered it', async () => {
      const registered = await register(stage, { returnUrl });
      const view = await new PageBrowser(stage).view(registered.id);
      assert.ok(view.next === 'hello');
      assert.deepEqual(
        view.lost.ask?.facts.map(({ value }) => value),
        ['localhost:5173', 'acme', 'Alice'],
      );
      const before = tokenRequests();
      const { id, reference, handle, location } = await comeBack(stage);
      assert.equal(await status(id), 'returned');
      assert.equal(tokenRequests(), before);
      assert.ok(!location.href.includes('code='));
      const { status: answered, body } = await finishReturn(stage, reference, handle);
      assert.deepEqual([answered, body.status, body.window], [200, 'completed', 'popup']);
      assert.equal(tokenRequests(), before + 1);
      await until(async () => (await readConnection(stage)).active);
    });

    it('takes its handle once, whatever comes of it', async () => {
      const { reference, handle } = await comeBack(stage);
      const before = tokenRequests();
      const visits = await Promise.all(Array.from({ length: 20 }, () => finishReturn(stage, reference, handle)));
      assert.deepEqual(visits.map((visit) => visit.status).sort(), [200, ...Array.from({ length: 19 }, () => 404)]);
      assert.equal(tokenRequests(), before + 1);
      assert.equal((await finishReturn(stage, reference, handle)).status, 404);
    });

    it('takes its handle once, while its provider is asked for the account', async () => {
      const { reference, handle } = await comeBack(stage, { widget: 'else', dependency: 'other', action: undefined });
      const before = tokenRequests();
      const first = finishReturn(stage, reference, handle);
      await until(() => account.isHolding());
      const second = await finishReturn(stage, reference, handle);
      account.open();
      assert.equal(second.status, 404);
      assert.equal((await first).body.status, 'completed');
      assert.equal(tokenRequests(), before + 1);
    });

    it('burns nothing for a handle that is wrong', async () => {
      const { id, reference, handle } = await comeBack(stage);
      assert.equal((await finishReturn(stage, reference, drawId())).status, 404);
      assert.equal((await finishReturn(stage, 'auth_unknown', handle)).status, 404);
      assert.equal(await status(id), 'returned');
      assert.equal((await finishReturn(stage, reference, handle)).body.status, 'completed');
    });

    for (const [whose, visit] of Object.entries({
      'of another tenant': () => ({ tenant: 'victim', sub: 'u1' }),
      'of another person of the same tenant': () => ({ sub: 'u2' }),
      'of nobody in particular': () => ({ sub: undefined }),
      'that may not see the widget': () => ({ widgets: ['another'] }),
    })) {
      it(`makes no token request in the session ${whose}, and has failed then`, async () => {
        const { id, reference, handle } = await comeBack(stage);
        const before = tokenRequests();
        const { status: answered, body } = await finishReturn(stage, reference, handle, {
          token: await stage.hub.token(visit() as object),
        });
        assert.deepEqual([answered, body.code], [403, 'other_session']);
        assert.deepEqual(await ended(id), { status: 'failed', code: 'other_session' });
        assert.equal((await finishReturn(stage, reference, handle)).status, 404);
        assert.equal(tokenRequests(), before);
      });
    }

    it('makes no token request for a page of another origin', async () => {
      const { id, reference, handle } = await comeBack(stage);
      const before = tokenRequests();
      assert.equal((await finishReturn(stage, reference, handle, { origin: elsewhere })).body.code, 'other_session');
      assert.deepEqual(await ended(id), { status: 'failed', code: 'other_session' });
      assert.equal(tokenRequests(), before);
    });

    it('comes back to the same address when the browser delivers the callback again, and to the done page once it is over', async () => {
      const { browser, callbackUrl, location, reference, handle } = await comeBack(stage);
      assert.equal((await browser.callback(callbackUrl)).headers.get('location'), location.href);
      await finishReturn(stage, reference, handle);
      assert.equal((await browser.callback(callbackUrl)).headers.get('location'), `${publicUrl}/oauth/done/${reference}`);
    });

    it('refuses a callback that was forwarded to another browser, and is not burnt by it', async () => {
      const { browser, address, id } = await confirmWindow(stage);
      const forwarded = new URL(`${publicUrl}/oauth/callback/drive?code=x&state=${address.searchParams.get('state')}`);
      assert.equal((await new PageBrowser(stage).callback(forwarded)).status, 404);
      assert.equal(await status(id), 'bound');
      assert.equal((await browser.view(id)).next, 'continue');
    });

    it('keeps what came back for a minute', async () => {
      const { id, reference, handle } = await comeBack(stage);
      const before = tokenRequests();
      ahead = minute + 1000;
      assert.equal((await finishReturn(stage, reference, handle)).body.status, 'failed');
      assert.deepEqual(await ended(id), { status: 'failed', code: 'interrupted' });
      const forgotten = await comeBack(stage);
      ahead = 2 * minute + 2000;
      await sweepAuthorizations(stage.hub.services);
      assert.deepEqual(await ended(forgotten.id), { status: 'failed', code: 'interrupted' });
      assert.equal((await finishReturn(stage, forgotten.reference, forgotten.handle)).status, 404);
      assert.equal(tokenRequests(), before);
    });

    it('that took longer than anybody waits keeps nothing of what is given back', async () => {
      const other = { widget: 'else', dependency: 'other', action: undefined };
      const { id, reference, handle } = await comeBack(stage, other, bob);
      const revoked = () => provider.log.filter(({ event, account: whose }) => event === 'revoke' && whose === bob.email).length;
      account.hold();
      const finishing = finishReturn(stage, reference, handle);
      await until(() => account.isHolding());
      ahead = minute + 1000;
      const swept = sweepAuthorizations(stage.hub.services);
      await until(async () => (await status(id)) !== 'returned', { timeout: 3000 }).catch(() => undefined);
      account.open();
      await swept;
      await finishing;
      await until(() => revoked() > 0);
      assert.deepEqual(await ended(id), { status: 'failed', code: 'interrupted' });
      const { credentials } = await readConnection(stage, 'else');
      assert.notEqual(credentials[0].account, bob.email);
    });

    it('that was cancelled meanwhile is not taken up again', async () => {
      const { id, reference, handle } = await comeBack(stage);
      await stage.hub.call('DELETE', `/v1/authorizations/${id}`, { token: stage.token });
      assert.equal((await finishReturn(stage, reference, handle)).status, 404);
      assert.equal(await status(id), 'cancelled');
    });

    it('says at the done page that the person refused, and leads back where it took the place of the page', async () => {
      for (const window of ['popup', 'redirect'] as const) {
        const bound = await confirmWindow(stage, { window });
        const denied = new URL(
          `${publicUrl}/oauth/callback/drive?error=access_denied&iss=${encodeURIComponent(stage.provider.issuer)}&state=${bound.address.searchParams.get('state')}`,
        );
        const answer = await bound.browser.callback(denied);
        assert.equal(answer.headers.get('location'), `${publicUrl}/oauth/done/${bound.reference}`);
        const { screen, closes } = await bound.browser.outcome(bound.reference);
        assert.deepEqual([screen.title, closes], ['Nothing was connected', false]);
        assert.deepEqual(
          [screen.back?.url, screen.close],
          window === 'popup' ? [undefined, 'Close window'] : [returnUrl, undefined],
        );
      }
    });

    it('says to the page that it returned to how it was opened', async () => {
      const { reference, handle } = await comeBack(stage, { window: 'redirect' });
      assert.equal((await finishReturn(stage, reference, handle)).body.window, 'redirect');
    });
  });

  describe('what is bound once', () => {
    it('by the proof is not bound by Continue', async () => {
      const bound = await bindWindow(stage, { returnUrl });
      const victim = new PageBrowser(stage);
      assert.equal((await victim.view(bound.id)).next, 'stop');
      const answer = await victim.confirm(bound);
      assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [409, null]);
      assert.equal((await victim.request('GET', `/oauth/continue/${bound.id}`)).status, 403);
    });

    it('by Continue is not bound by the proof, and still makes no token request without its session', async () => {
      const before = tokenRequests();
      const back = await confirmWindow(stage);
      const attacker = new PageBrowser(stage);
      const answer = await attacker.bind(back);
      assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [409, null]);
      assert.equal((await attacker.view(back.id)).next, 'stop');
      assert.equal(tokenRequests(), before);
    });

    it('of ten Continues at once is bound by one', async () => {
      const registered = await register(stage, { returnUrl });
      const answers = await Promise.all(Array.from({ length: 10 }, () => new PageBrowser(stage).confirm(registered)));
      assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, ...Array.from({ length: 9 }, () => 409)]);
    });

    it('by Continue says that cookies are blocked, before the provider', async () => {
      const registered = await register(stage, { returnUrl });
      const browser = new PageBrowser(stage);
      await browser.view(registered.id);
      const receipt = await receiptOf(browser.confirm(registered));
      browser.cookies.clear();
      assert.equal((await browser.view(registered.id, 'view-number-1', drawId())).next, 'stop');
      assert.equal(await status(registered.id), 'bound');
      const view = await browser.view(registered.id, 'view-number-1', receipt);
      assert.equal(view.next === 'stop' && view.screen.title, 'Your browser blocks cookies');
      assert.deepEqual(await ended(registered.id), { status: 'failed', code: 'cookies_blocked' });
    });

    it('binds nothing for a page of another site that presses Continue', async () => {
      const registered = await register(stage, { returnUrl });
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': '', origin: 'https://evil.example' },
        { 'x-integration-hub': '' },
        { 'content-type': 'text/plain' },
        { 'content-type': 'application/x-www-form-urlencoded' },
      ]) {
        const answer = await new PageBrowser(stage).request('POST', `/oauth/continue/${registered.id}`, { body: {}, headers });
        assert.ok(answer.status >= 400 && answer.status < 500);
        assert.equal(answer.headers.get('set-cookie'), null);
      }
      assert.equal(await status(registered.id), 'registered');
    });
  });

  describe('an address to return to', () => {
    it('is one of the operator\u2019s list, or on loopback any page of an allowed origin', async () => {
      const returns = async (url: string, origin = hostOrigin) =>
        (await tryToRegister(stage, { id: drawId(), proof: drawId(), returnUrl: url, origin })).body.returns;
      assert.equal(await returns(returnUrl), true);
      assert.equal(await returns(`${elsewhere}/settings/integrations`, elsewhere), true);
      for (const url of [
        `${elsewhere}/settings/integrations?next=1`,
        `${elsewhere}/settings/integrations/`,
        `${elsewhere}/`,
        'http://localhost:9999/',
        'https://localhost:5173/',
        'http://localhost:5173@evil.example/',
        'javascript:alert(1)',
        'nothing',
      ])
        assert.equal(await returns(url), false, url);
    });

    it('that is missing sends the person back, tells the developer why, and binds nothing', async () => {
      const registered = await register(stage);
      const browser = new PageBrowser(stage);
      const view = await browser.view(registered.id);
      assert.ok(view.next === 'hello' && view.lost.ask === undefined);
      assert.equal(view.lost.title, 'Go back to localhost:5173');
      assert.match(view.hint ?? '', /returnUrls/);
      const answer = await browser.confirm(registered);
      assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [403, null]);
      assert.equal(await status(registered.id), 'started');
    });
  });
});
