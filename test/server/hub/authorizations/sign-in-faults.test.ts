import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { driveReadonly } from '../../../../demo/providers/authorization/scopes.js';
import type { TokenFault } from '../../../../demo/providers/authorization/token-faults.js';
import { sweepAuthorizations } from '../../../../src/server/hub/authorizations/sweep.js';
import { hashOf } from '../../../../src/server/platform/hash.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { type EndpointGate, startGate } from '../../../support/endpoint-gate.js';
import { hostOrigin, publicUrl } from '../../../support/server.js';
import {
  bindWindow,
  bob,
  consent,
  drawId,
  PageBrowser,
  readAuthorization,
  readConnection,
  receiptOf,
  register,
  type SignInStage,
  signInFully,
  startProvider,
  startSignInStage,
  tryToRegister,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const minute = 60_000;

eachDatabase((databases) => {
  let stage: SignInStage;
  let gate: EndpointGate;
  let ahead = 0;

  before(async () => {
    await build(['pages']);
    const provider = await startProvider();
    gate = await startGate(provider.endpoints.token);
    const hosts = [provider.issuer, gate.url].map((url) => new URL(url).host);
    stage = await startSignInStage(await databases.place(), {
      provider,
      other: { tokenUrl: gate.url, cancelWords: ['changed_their_mind'] },
      server: { now: () => new Date(Date.now() + ahead), allowPrivateHosts: hosts },
    });
  });
  after(async () => {
    await stage.stop();
    await Promise.all([stage.provider.close(), gate.close()]);
  });
  beforeEach(() => {
    ahead = 0;
    stage.provider.failTokenEndpoint();
    stage.provider.failIssuer();
  });

  const tokenRequests = (): number =>
    stage.provider.log.filter(({ event }) => event === 'token' || event === 'token_failed').length;
  const status = async (id: string): Promise<string> => (await readAuthorization(stage, id)).status;
  const failure = async (id: string) => {
    const { status, error } = await until(
      async () => {
        const read = await readAuthorization(stage, id);
        return read.status === 'returned' ? undefined : read;
      },
      { timeout: 20_000 },
    );
    return { status, ...error };
  };
  const stored = async (): Promise<number> =>
    (await stage.hub.services.database.queries.selectFrom('credentials').select('id').execute()).length;

  describe('a registration', () => {
    it('is refused for an id that is taken, by whomever', async () => {
      const { id } = await register(stage);
      const proof = drawId();
      assert.equal((await tryToRegister(stage, { id, proof })).body.code, 'already_registered');
      const token = await stage.hub.token({ tenant: 'other' });
      assert.equal((await tryToRegister(stage, { id, proof, token })).body.code, 'already_registered');
    });

    it('is refused from an origin that the operator does not list, and from none', async () => {
      for (const origin of ['https://evil.example', 'null', undefined, publicUrl]) {
        const { status, body } = await tryToRegister(stage, { id: drawId(), proof: drawId(), origin });
        assert.deepEqual([status, body.code], [403, 'origin_not_allowed'], String(origin));
      }
    });

    it('is refused for what the tenant cannot see, and for an action that is no Activation', async () => {
      const refusal = async (registration: object) =>
        (await tryToRegister(stage, { id: drawId(), proof: drawId(), ...registration })).body.code;
      assert.equal(await refusal({ widget: 'nothing' }), 'widget_not_found');
      assert.equal(await refusal({ dependency: 'nothing' }), 'not_found');
      assert.equal(await refusal({ action: 'nothing' }), 'not_found');
      assert.equal(await refusal({ action: 'disconnect' }), 'invalid_request');
      assert.equal(await refusal({ token: await stage.hub.token({ access: 'view' }) }), 'not_permitted');
      assert.equal(await refusal({ token: await stage.hub.token({ preview: true }) }), 'read_only');
    });

    it('keeps hashes only', async () => {
      const { id, proof } = await register(stage);
      const row = await stage.hub.services.database.queries
        .selectFrom('authorizations')
        .selectAll()
        .where('id_hash', '=', hashOf(id))
        .executeTakeFirstOrThrow();
      const text = JSON.stringify(row);
      assert.ok(!text.includes(id) && !text.includes(proof));
    });

    it('is read and cancelled by its tenant only', async () => {
      const { id } = await register(stage);
      const token = await stage.hub.token({ tenant: 'other' });
      for (const method of ['GET', 'DELETE'])
        assert.equal((await stage.hub.call(method, `/v1/authorizations/${id}`, { token })).status, 404);
      assert.equal(await status(id), 'registered');
      const { body } = await stage.hub.call('DELETE', `/v1/authorizations/${id}`, { token: stage.token });
      assert.equal(body.status, 'cancelled');
    });

    for (const shop of [
      'evil.com/',
      'evil.com#',
      'a.b',
      '@',
      'x@evil.com',
      '%2f',
      '\\',
      'xn--80ak6aa92e',
      'a\u0000b',
      '-a',
      'a_b',
      ' ',
      'ä',
      '..',
      `${'a'.repeat(64)}`,
    ]) {
      it(`refuses ${JSON.stringify(shop)} as a shop's name`, async () => {
        const { status, body } = await tryToRegister(stage, {
          id: drawId(),
          proof: drawId(),
          widget: 'shop',
          dependency: 'shop',
          values: { shop },
        });
        assert.deepEqual([status, body.errors[0].pointer], [422, '#/values/shop']);
      });
    }

    it("fills a shop's name into the host of the provider", async () => {
      const { address } = await bindWindow(stage, { widget: 'shop', dependency: 'shop', values: { shop: 'My-Shop' } });
      assert.equal(address.origin, 'https://my-shop.shops.test');
    });
  });

  describe('the start page', () => {
    it('waits for a registration that comes after it', async () => {
      const browser = new PageBrowser(stage);
      const id = drawId();
      const answer = browser.view(id);
      await register(stage, { id });
      const next = await answer;
      assert.equal(next.next, 'hello');
      assert.equal(next.next === 'hello' && next.origin, hostOrigin);
      assert.equal(await status(id), 'started');
    });

    it('is told by a second registration of the same place that it is over', async () => {
      const first = await bindWindow(stage);
      const second = await register(stage);
      assert.equal(await status(first.id), 'cancelled');
      const view = await first.browser.view(first.id);
      assert.deepEqual([view.next, view.next === 'stop' && view.closes], ['stop', true]);
      const page = await first.browser.request('GET', `/oauth/continue/${first.id}`);
      assert.match(await page.text(), /Continued in another window/);
      assert.equal(await status(second.id), 'registered');
    });

    it('is bound by one of many proofs posted at once, and of two that register at once one stays', async () => {
      const registered = await register(stage);
      const browsers = Array.from({ length: 10 }, () => new PageBrowser(stage));
      const answers = await Promise.all(browsers.map((browser) => browser.bind(registered)));
      assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, ...Array.from({ length: 9 }, () => 409)]);
      const ids = Array.from({ length: 5 }, drawId);
      await Promise.all(ids.map((id) => register(stage, { id })));
      const statuses = await Promise.all(ids.map(status));
      assert.equal(statuses.filter((one) => one === 'registered').length, 1);
    });

    it('gets no cookie for the proof of another id', async () => {
      const [mine, other] = [await register(stage), await register(stage, { widget: 'two', dependency: 'from' })];
      const answer = await new PageBrowser(stage).bind({ id: mine.id, proof: other.proof });
      assert.equal(answer.status, 403);
      assert.equal(answer.headers.get('set-cookie'), null);
      assert.equal(await status(mine.id), 'registered');
    });

    it('goes on by itself when the browser that bound it loads it again, and says to every other that it goes on elsewhere', async () => {
      const { id, browser } = await bindWindow(stage);
      assert.equal((await browser.view(id, 'view-number-2')).next, 'continue');
      const stranger = new PageBrowser(stage);
      const view = await stranger.view(id);
      assert.equal(view.next === 'stop' && view.screen.title, 'Continued in another window');
      assert.equal((await stranger.request('GET', `/oauth/continue/${id}`)).status, 403);
    });

    it('says that cookies are blocked, before the provider is reached', async () => {
      const registered = await register(stage);
      const browser = new PageBrowser(stage);
      await browser.view(registered.id);
      const receipt = await receiptOf(browser.bind(registered));
      browser.cookies.clear();
      const refused = await browser.request('GET', `/oauth/continue/${registered.id}`);
      assert.match(await refused.text(), /Your browser blocks cookies/);
      const view = await browser.view(registered.id, 'view-number-1', receipt);
      assert.equal(view.next === 'stop' && view.screen.title, 'Your browser blocks cookies');
      assert.deepEqual(await failure(registered.id), { status: 'failed', code: 'cookies_blocked' });
    });

    it('binds nothing for a page of another site', async () => {
      const registered = await register(stage);
      const before = await status(registered.id);
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
        { 'sec-fetch-site': '', origin: 'https://evil.example' },
        { 'sec-fetch-site': '', origin: 'null' },
        { 'sec-fetch-site': '', origin: '' },
        { 'x-integration-hub': '' },
        { 'content-type': 'text/plain' },
        { 'content-type': 'application/x-www-form-urlencoded' },
        { 'content-type': 'multipart/form-data' },
      ]) {
        const browser = new PageBrowser(stage);
        const bodies: readonly (readonly [string, unknown])[] = [
          [`bind/${registered.id}`, { proof: registered.proof }],
          [`start/${registered.id}/view`, { view: 'view-number-9' }],
          ...(Object.hasOwn(headers, 'x-integration-hub') ? [] : [[`left/${registered.id}`, { view: 'view-number-9' }] as const]),
        ];
        for (const [path, body] of bodies) {
          const answer = await browser.request('POST', `/oauth/${path}`, { body, headers });
          assert.ok(answer.status >= 400 && answer.status < 500, `${path} ${JSON.stringify(headers)}: ${answer.status}`);
          assert.equal(answer.headers.get('set-cookie'), null);
          assert.equal(answer.headers.get('access-control-allow-origin'), null);
        }
      }
      assert.equal(await status(registered.id), before);
    });

    it('keeps at most eight cookies, and forgets the oldest', async () => {
      const browser = new PageBrowser(stage);
      const kept: string[] = [];
      for (let turn = 0; turn < 10; turn++) {
        const registered = await register(stage);
        ahead += 1000;
        await browser.bind(registered);
        kept.push(hashOf(registered.id).slice(0, 16));
      }
      assert.deepEqual(
        [...browser.cookies.keys()].sort(),
        kept
          .slice(2)
          .map((name) => `integration-hub-${name}`)
          .sort(),
      );
    });
  });

  describe('a window that is closed before the provider', () => {
    it('cancels, 2 s after its last view has left', async () => {
      const { id } = await register(stage);
      const browser = new PageBrowser(stage);
      await browser.view(id, 'view-number-1');
      await browser.left(id, 'view-number-1');
      assert.equal(await status(id), 'started');
      await until(async () => (await status(id)) === 'cancelled', { timeout: 4000 });
    });

    it('cancels nothing when it was a reload, in whichever order the notices arrive', async () => {
      const browser = new PageBrowser(stage);
      const [early, late, twin] = [
        await register(stage),
        await register(stage, { widget: 'two', dependency: 'from' }),
        await register(stage, { widget: 'two', dependency: 'to' }),
      ];
      await browser.view(early.id, 'view-number-1');
      await browser.left(early.id, 'view-number-1');
      await browser.view(early.id, 'view-number-2');
      await browser.view(late.id, 'view-number-1');
      await browser.view(late.id, 'view-number-2');
      await browser.left(late.id, 'view-number-1');
      await browser.view(twin.id, 'view-number-1');
      await browser.view(twin.id, 'view-number-2');
      await browser.left(twin.id, 'view-number-2');
      ahead = 5000;
      await sweepAuthorizations(stage.hub.services);
      assert.deepEqual(await Promise.all([early, late, twin].map(({ id }) => status(id))), ['started', 'started', 'started']);
      await browser.left(early.id, 'view-number-2');
      ahead = 10_000;
      await sweepAuthorizations(stage.hub.services);
      assert.equal(await status(early.id), 'cancelled');
    });

    it('counts no load whose notice came before its first request', async () => {
      const { id } = await register(stage);
      const browser = new PageBrowser(stage);
      await browser.left(id, 'view-number-1');
      await browser.view(id, 'view-number-1');
      ahead = 5000;
      await sweepAuthorizations(stage.hub.services);
      assert.equal(await status(id), 'cancelled');
    });

    it('cancels nothing that has left for the provider', async () => {
      const { id, browser } = await bindWindow(stage);
      await browser.left(id);
      ahead = 5000;
      await sweepAuthorizations(stage.hub.services);
      assert.equal(await status(id), 'bound');
    });
  });

  describe('a callback', () => {
    it('delivered again in the same browser shows the success, without a second exchange', async () => {
      const { browser, callbackUrl, reference } = await signInFully(stage);
      const before = tokenRequests();
      const again = await browser.callback(callbackUrl);
      assert.equal(again.headers.get('location'), `${publicUrl}/oauth/done/${reference}`);
      const page = await browser.request('GET', `/oauth/done/${reference}`);
      assert.match(await page.text(), /Connected\. You can close this window\./);
      assert.equal(tokenRequests(), before);
    });

    it('delivered twenty times at once is exchanged once', async () => {
      const { browser, callbackUrl, reference, id } = await consent(stage);
      const before = tokenRequests();
      const answers = await Promise.all(Array.from({ length: 20 }, () => browser.callback(callbackUrl)));
      assert.deepEqual(
        new Set(answers.map((answer) => answer.headers.get('location'))),
        new Set([`${publicUrl}/oauth/done/${reference}`]),
      );
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
      assert.equal(await status(id), 'completed');
      assert.equal(tokenRequests(), before + 1);
    });

    it('in another browser is refused as one that nobody knows, and burns nothing', async () => {
      const { browser, callbackUrl, reference, id } = await consent(stage);
      const stranger = new PageBrowser(stage);
      const [mine, unknown] = [
        await stranger.callback(callbackUrl),
        await stranger.callback(new URL(`${publicUrl}/oauth/callback/drive?code=x&state=${drawId()}`)),
      ];
      assert.equal(mine.status, 404);
      assert.equal(await mine.text(), await unknown.text());
      assert.deepEqual([...mine.headers.keys()].sort(), [...unknown.headers.keys()].sort());
      const other = await bindWindow(stage, { widget: 'two', dependency: 'from' });
      assert.equal((await other.browser.callback(callbackUrl)).status, 404);
      assert.equal(await status(id), 'bound');
      assert.equal((await browser.callback(callbackUrl)).status, 303);
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
      const done = await stranger.request('GET', `/oauth/done/${reference}`);
      assert.equal(done.status, 404);
      assert.equal((await stranger.callback(callbackUrl)).status, 404);
    });

    it('of a sign-in that another took the place of is refused', async () => {
      const { browser, callbackUrl, id, reference } = await consent(stage);
      await register(stage);
      const before = tokenRequests();
      await browser.callback(callbackUrl);
      const { screen, closes } = await browser.outcome(reference);
      assert.deepEqual([screen.title, closes], ['Continued in another window', true]);
      assert.deepEqual([await status(id), tokenRequests()], ['cancelled', before]);
    });

    it('at the redirect URI of another connector is refused', async () => {
      const { browser, callbackUrl, id } = await consent(stage);
      const before = tokenRequests();
      const elsewhere = new URL(`${publicUrl}/oauth/callback/other${callbackUrl.search}`);
      assert.equal((await browser.callback(elsewhere)).status, 404);
      assert.deepEqual([await status(id), tokenRequests()], ['bound', before]);
    });

    it('past the deadline is refused', async () => {
      const { browser, callbackUrl, id, reference } = await consent(stage);
      const before = tokenRequests();
      ahead = 10 * minute;
      await browser.callback(callbackUrl);
      assert.equal((await browser.outcome(reference)).screen.title, 'This sign-in took too long');
      assert.deepEqual([await status(id), tokenRequests()], ['expired', before]);
    });

    it('of a person who refused says so in neutral words', async () => {
      const { browser, callbackUrl, id, reference } = await consent(stage, {}, { deny: true });
      await browser.callback(callbackUrl);
      const { screen, closes } = await browser.outcome(reference);
      assert.deepEqual([screen.state, screen.title, closes], ['idle', 'Nothing was connected', false]);
      assert.deepEqual(await failure(id), { status: 'failed', code: 'access_denied' });
    });

    for (const [why, answer, isRefusal] of [
      ['user_cancelled_login', { error: 'user_cancelled_login', error_description: 'The user cancelled' }, true],
      ['user_cancelled_authorize', { error: 'user_cancelled_authorize' }, true],
      ['user_denied', { error: 'user_denied' }, true],
      ['consent_required', { error: 'consent_required', error_description: 'AADSTS65001' }, true],
      ['a reason beside another error', { error: 'server_error', error_reason: 'user_denied' }, true],
      ['a reason without an error', { error_code: '200', error_message: 'Permissions', error_reason: 'user_denied' }, true],
      ['a sub-code', { error: 'interaction', error_subcode: 'cancel' }, true],
      ['other letters', { error: 'UserCancelled' }, true],
      ['a word of its own', { error: 'changed_their_mind' }, true],
      ['an error', { error: 'server_error', error_description: 'Denied by a broken disk' }, false],
      ['a client that is not allowed to ask', { error: 'unauthorized_client' }, false],
      ['an error that has a number only', { error_code: '1349048', error_message: 'Cannot load URL' }, false],
    ] as const) {
      it(`of which the service says ${why} is ${isRefusal ? 'a refusal of the person' : 'a fault of the service'}`, async () => {
        const bound = await bindWindow(stage, { widget: 'else', dependency: 'other' });
        const back = new URL(bound.address.searchParams.get('redirect_uri') ?? '');
        const state = bound.address.searchParams.get('state') ?? '';
        back.search = new URLSearchParams({ ...answer, state, iss: stage.provider.issuer }).toString();
        await bound.browser.callback(back);
        const { screen } = await bound.browser.outcome(bound.reference);
        assert.equal(screen.state, isRefusal ? 'idle' : 'broken');
        const { code } = await failure(bound.id);
        assert.equal(code, isRefusal ? 'access_denied' : 'provider_error');
      });
    }

    it('with fewer scopes than the connection needs keeps nothing', async () => {
      const before = await stored();
      const { outcome, id } = await signInFully(stage, { widget: 'two', dependency: 'from' }, { without: [driveReadonly] });
      assert.equal(outcome.screen.state, 'broken');
      assert.deepEqual(await failure(id), { status: 'failed', code: 'insufficient_scope', missing: [driveReadonly] });
      assert.equal(await stored(), before);
    });

    for (const fault of ['wrong', 'missing', 'doubled'] as const) {
      it(`that names its issuer ${fault} makes no token request`, async () => {
        stage.provider.failIssuer(fault);
        const before = tokenRequests();
        const { outcome, id } = await signInFully(stage);
        assert.equal(outcome.screen.state, 'broken');
        assert.deepEqual(await failure(id), { status: 'failed', code: 'provider_error' });
        assert.equal(tokenRequests(), before);
      });
    }

    it('posted as a form is bounced once through a GET, which carries the cookie', async () => {
      const { browser, callbackUrl, reference } = await consent(stage);
      const post = await new PageBrowser(stage).request('POST', callbackUrl.pathname, {
        body: callbackUrl.searchParams.toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'cross-site',
          origin: 'null',
          'x-integration-hub': '',
        },
      });
      assert.equal(post.status, 303);
      const get = new URL(post.headers.get('location') ?? '');
      assert.equal(get.origin + get.pathname, callbackUrl.origin + callbackUrl.pathname);
      await browser.callback(get);
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
    });

    it('loses the code from the address before the token request', async () => {
      stage.provider.failTokenEndpoint('time_out', 1);
      const { browser, callbackUrl, reference, id } = await consent(stage);
      const answer = await browser.callback(callbackUrl);
      assert.equal(answer.headers.get('location'), `${publicUrl}/oauth/done/${reference}`);
      const page = await browser.request('GET', `/oauth/done/${reference}`);
      assert.match(await page.text(), /Finishing the sign-in/);
      assert.equal(await status(id), 'returned');
      assert.deepEqual(await failure(id), { status: 'failed', code: 'provider_unreachable' });
    });

    it('that is cancelled while its code is exchanged stores nothing, and gives the tokens back', async () => {
      const place = { widget: 'else', dependency: 'other' };
      const { browser, callbackUrl, id, reference } = await consent(stage, place, bob);
      const revoked = () => stage.provider.log.filter(({ event }) => event === 'revoke').length;
      const before = revoked();
      await browser.callback(callbackUrl);
      await until(() => gate.isHolding());
      const { body } = await stage.hub.call('DELETE', `/v1/authorizations/${id}`, { token: stage.token });
      assert.equal(body.status, 'cancelled');
      gate.open();
      await until(() => revoked() === before + 1);
      assert.equal((await readConnection(stage, 'else')).credentials[0].status, 'missing');
      assert.equal((await browser.outcome(reference)).screen.title, 'The sign-in was cancelled');
    });

    it('that is erased while it is refreshed gives the fresh tokens back', async () => {
      gate.open();
      await signInFully(stage, { widget: 'else', dependency: 'other', action: undefined }, bob);
      const { credentials, database } = stage.hub.services;
      const { connection } = await database.queries
        .selectFrom('credentials')
        .select('connection')
        .where('dependency', '=', 'other')
        .executeTakeFirstOrThrow();
      const revoked = () => stage.provider.log.filter(({ event }) => event === 'revoke').length;
      const before = revoked();
      gate.hold();
      const checked = credentials.check({ connection, dependency: 'other' });
      await until(() => gate.isHolding());
      await database.queries.deleteFrom('credentials').where('connection', '=', connection).execute();
      gate.open();
      await checked;
      assert.equal(revoked(), before + 1);
    });

    const faults: readonly (readonly [TokenFault, string])[] = [
      ['status_500', 'provider_error'],
      ['status_503', 'provider_error'],
      ['reset', 'provider_unreachable'],
      ['redirect', 'provider_error'],
      ['html', 'provider_error'],
      ['endless_body', 'provider_error'],
      ['error_with_200', 'provider_error'],
      ['invalid_grant', 'provider_error'],
    ];
    for (const [fault, code] of faults) {
      it(`whose token request is answered with ${fault} ends in ${code}`, async () => {
        stage.provider.failTokenEndpoint(fault);
        const { outcome, id } = await signInFully(stage);
        assert.deepEqual([outcome.screen.state, outcome.closes], ['broken', false]);
        const { status, code: found } = await failure(id);
        assert.deepEqual([status, found], ['failed', code]);
      });
    }

    it('whose tokens come without a type is read all the same', async () => {
      stage.provider.failTokenEndpoint('no_token_type');
      assert.equal((await signInFully(stage)).outcome.screen.state, 'connected');
    });

    it('whose exchange a crash cut off fails after a minute, and can be tried again', async () => {
      stage.provider.failTokenEndpoint('time_out', 1);
      const { browser, callbackUrl, id, reference } = await consent(stage, { widget: 'two', dependency: 'to' });
      await browser.callback(callbackUrl);
      ahead = minute + 1000;
      await sweepAuthorizations(stage.hub.services);
      assert.deepEqual(await failure(id), { status: 'failed', code: 'interrupted' });
      assert.match((await browser.outcome(reference)).screen.text, /interrupted/);
    });
  });

  describe('a sign-in as it is told', () => {
    it('writes its failures and reconnections into the history, and the person', async () => {
      await signInFully(stage, { action: undefined });
      await signInFully(stage, {}, { deny: true });
      const { body } = await stage.hub.call('GET', '/v1/widgets/files/connections/default/history', { token: stage.token });
      const kinds = body.entries.filter(({ kind }: { kind: string }) => kind !== 'run' && kind !== 'connected');
      assert.deepEqual(
        kinds.slice(0, 2).map(({ kind, who, outcome }: Record<string, string>) => [kind, who, outcome]),
        [
          ['sign_in_failed', 'Alice', 'failed'],
          ['reconnected', 'Alice', 'succeeded'],
        ],
      );
    });

    it('logs no code, token, secret, proof or cookie', async () => {
      const { id, proof, callbackUrl, browser } = await signInFully(stage);
      const text = JSON.stringify(stage.hub.log);
      for (const secret of [
        id,
        proof,
        callbackUrl.searchParams.get('code'),
        callbackUrl.searchParams.get('state'),
        ...browser.cookies.values(),
      ]) {
        assert.ok(secret !== null && !text.includes(secret));
      }
    });
  });
});
