import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { driveMetadataReadonly, driveReadonly } from '../../../demo/providers/authorization/scopes.js';
import { type AuthorizationServer, startAuthorizationServer } from '../../../demo/providers/authorization-server.js';
import { application, DriveApplication, password } from '../../support/drive-application.js';
import { signIn, Visitor } from '../../support/visitor.js';

const alice = { email: 'alice@example.com', password: password('alice@example.com') };
const bob = { email: 'bob@example.com', password: password('bob@example.com') };

describe('the authorization server of the demo', () => {
  let server: AuthorizationServer;
  let app: DriveApplication;

  beforeEach(async () => {
    server = await startAuthorizationServer({ port: 0, clients: [application] });
    app = new DriveApplication(server);
  });
  afterEach(() => server.close());

  const events = () => server.log.map(({ event }) => event);

  it('takes a person through sign-in and consent to tokens that work', async () => {
    const callback = await signIn(app.authorizationUrl(), alice);
    assert.equal(callback.origin + callback.pathname, application.redirectUris[0]);
    assert.equal(callback.searchParams.get('state'), 'the-state');
    assert.equal(callback.searchParams.get('iss'), server.issuer);

    const { status, body } = await app.exchange(callback.searchParams.get('code') ?? '');
    assert.equal(status, 200);
    assert.equal(body['token_type'], 'Bearer');
    assert.equal(body['expires_in'], 3600);
    assert.ok(String(body['scope']).split(' ').includes(driveReadonly));
    assert.ok(body['refresh_token']);

    const userinfo = await fetch(server.endpoints.userinfo, { headers: { authorization: `Bearer ${body['access_token']}` } });
    const person = (await userinfo.json()) as Record<string, unknown>;
    assert.equal(person['email'], alice.email);
    assert.equal(person['name'], 'Alice Archer');
    assert.match(String(person['sub']), /^\d{21}$/);
    const info = await server.verifyAccessToken(String(body['access_token']));
    assert.equal(info?.accountId, person['sub']);
    assert.deepEqual(events(), ['login', 'consent', 'token', 'userinfo']);
  });

  it('says so when the password is wrong, and keeps the address that was typed', async () => {
    const visitor = new Visitor();
    const page = await visitor.open(app.authorizationUrl());
    const action = /action="([^"]+\/login)"/.exec(page.text)?.[1] ?? '';
    const refused = await visitor.open(new URL(action, server.issuer), { email: alice.email, password: 'not-the-password' });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /role="alert">.*do not belong together/);
    assert.match(refused.text, /value="alice@example.com"/);
    assert.ok(!refused.text.includes('not-the-password'));
    assert.deepEqual(events(), ['login_failed']);
    assert.equal(server.log[0]?.account, alice.email);

    const accepted = await visitor.open(new URL(action, server.issuer), { ...alice });
    assert.match(accepted.text, /wants to use your Drive/);
  });

  it('shows what the address field contained as text, never as markup', async () => {
    const visitor = new Visitor();
    const page = await visitor.open(app.authorizationUrl());
    const action = /action="([^"]+\/login)"/.exec(page.text)?.[1] ?? '';
    const refused = await visitor.open(new URL(action, server.issuer), { email: '"><script>alert(1)</script>', password: 'x' });
    assert.ok(!refused.text.includes('<script'));
    assert.match(refused.headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self'/);
  });

  it('sends access_denied when consent is denied', async () => {
    const callback = await signIn(app.authorizationUrl(), { ...alice, deny: true });
    assert.equal(callback.searchParams.get('error'), 'access_denied');
    assert.equal(callback.searchParams.get('state'), 'the-state');
    assert.equal(callback.searchParams.get('code'), null);
    assert.deepEqual(events(), ['login', 'denied']);
  });

  it('grants less when a scope is unticked', async () => {
    const scope = `openid email ${driveReadonly} ${driveMetadataReadonly}`;
    const { body } = await app.connect(alice.email, { without: [driveReadonly] }, { scope });
    assert.equal(body['scope'], `openid email ${driveMetadataReadonly}`);
  });

  it('asks again at prompt=consent, and hands out a refresh token only for offline access', async () => {
    const visitor = new Visitor();
    assert.ok((await app.connect(alice.email, { visitor })).body['refresh_token']);
    assert.ok((await app.connect(alice.email, { visitor })).body['refresh_token']);
    assert.deepEqual(events(), ['login', 'consent', 'token', 'consent', 'token']);
    const silently = await app.connect(alice.email, { visitor }, { prompt: 'none' });
    assert.equal(silently.body['refresh_token'], undefined);
    const online = await app.connect(alice.email, { visitor }, { access_type: 'online' });
    assert.equal(online.body['refresh_token'], undefined);
  });

  it('lets another account sign in on the way without ending what the first one granted', async () => {
    const visitor = new Visitor();
    const first = await app.connect(alice.email, { visitor });
    const second = await app.connect(bob.email, { visitor });
    const info = await server.verifyAccessToken(String(second.body['access_token']));
    assert.equal(info?.email, bob.email);
    assert.equal((await app.refresh(first.body['refresh_token'])).status, 200);
  });

  it('rotates refresh tokens, and ends the family when an old one comes back', async () => {
    const { body: first } = await app.connect(alice.email);
    const { status, body: second } = await app.refresh(first['refresh_token']);
    assert.equal(status, 200);
    assert.notEqual(second['refresh_token'], first['refresh_token']);
    const replay = await app.refresh(first['refresh_token']);
    assert.equal(replay.status, 400);
    assert.equal(replay.body['error'], 'invalid_grant');
    assert.equal((await app.refresh(second['refresh_token'])).body['error'], 'invalid_grant');
    assert.equal(await server.verifyAccessToken(String(second['access_token'])), undefined);
    assert.deepEqual(events().slice(2), ['token', 'refresh', 'refresh_failed', 'refresh_failed']);
  });

  it('ends everything that an application got from an account when one token is revoked', async () => {
    const { body: one } = await app.connect(alice.email);
    const { body: other } = await app.connect(alice.email);
    const { body: somebodyElse } = await app.connect(bob.email);
    assert.equal((await app.revoke(one['refresh_token'])).status, 200);
    assert.equal(await server.verifyAccessToken(String(one['access_token'])), undefined);
    assert.equal((await app.refresh(other['refresh_token'])).body['error'], 'invalid_grant');
    assert.equal((await app.refresh(somebodyElse['refresh_token'])).status, 200);
    assert.equal(server.log.find(({ event }) => event === 'revoke')?.account, alice.email);
  });

  it('lets the owner of an account take all access away', async () => {
    const { body } = await app.connect(alice.email);
    await server.revokeAccount(alice.email);
    assert.equal(await server.verifyAccessToken(String(body['access_token'])), undefined);
    assert.equal((await app.refresh(body['refresh_token'])).body['error'], 'invalid_grant');
  });

  it('ends access tokens on demand and leaves refresh tokens good', async () => {
    const { body } = await app.connect(alice.email);
    await server.expireAccessTokens(alice.email);
    assert.equal(await server.verifyAccessToken(String(body['access_token'])), undefined);
    assert.equal((await app.refresh(body['refresh_token'])).status, 200);
  });

  it('demands PKCE, the right secret, and a registered redirect URI', async () => {
    const withoutPkce = await signIn(
      app.authorizationUrl({ code_challenge: undefined, code_challenge_method: undefined }),
      alice,
    );
    assert.equal(withoutPkce.searchParams.get('error'), 'invalid_request');
    const elsewhere = await new Visitor().open(app.authorizationUrl({ redirect_uri: 'http://127.0.0.1:9/elsewhere' }));
    assert.equal(elsewhere.status, 400);
    assert.equal(elsewhere.url.origin, server.issuer);
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_id: 'hub',
      client_secret: 'wrong',
    });
    assert.equal((await fetch(server.endpoints.token, { method: 'POST', body })).status, 401);
  });

  it('takes forms from its own pages only', async () => {
    const visitor = new Visitor();
    const page = await visitor.open(app.authorizationUrl());
    const action = new URL(/action="([^"]+\/login)"/.exec(page.text)?.[1] ?? '', server.issuer);
    const forged = await visitor.open(action, { ...alice }, 'http://localhost:1');
    assert.equal(forged.status, 403);
    assert.ok(!events().includes('login'));
  });

  it('sends the opener policy that is switched on', async () => {
    const policy = async () =>
      (await fetch(app.authorizationUrl(), { redirect: 'manual' })).headers.get('cross-origin-opener-policy');
    assert.equal(await policy(), null);
    server.setCoop('same-origin');
    assert.equal(await policy(), 'same-origin');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ coop: 'same-origin-allow-popups' });
    assert.equal((await fetch(`${server.url}/admin/switches`, { method: 'POST', headers, body })).status, 200);
    assert.equal(await policy(), 'same-origin-allow-popups');
  });

  it('leaves by a page of its own or by a plain redirect', async () => {
    const visitor = new Visitor();
    await app.connect(alice.email, { visitor });
    const page = await visitor.open(app.authorizationUrl());
    assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self'/);
    server.setReturnBy('redirect');
    const freer = await visitor.open(app.authorizationUrl());
    assert.doesNotMatch(freer.headers.get('content-security-policy') ?? '', /form-action/);
    const callback = await signIn(app.authorizationUrl(), { ...alice, visitor });
    assert.ok(callback.searchParams.get('code'));
  });

  it('breaks its token endpoint in the way that is asked for, and only so often', async () => {
    const callback = await signIn(app.authorizationUrl(), alice);
    const code = callback.searchParams.get('code') ?? '';
    server.failTokenEndpoint('status_500', 1);
    assert.equal((await app.exchange(code)).status, 500);
    const { status, body } = await app.exchange(code);
    assert.equal(status, 200);

    server.failTokenEndpoint('time_out');
    const request = { method: 'POST', body: new URLSearchParams(), signal: AbortSignal.timeout(100) };
    await assert.rejects(fetch(server.endpoints.token, request), { name: 'TimeoutError' });
    server.failTokenEndpoint('endless_body');
    const endless = await fetch(server.endpoints.token, { method: 'POST', body: new URLSearchParams() });
    let received = 0;
    for await (const chunk of endless.body ?? []) {
      received += chunk.length;
      if (received > 1_000_000) break;
    }
    assert.ok(received > 1_000_000);

    server.failTokenEndpoint('nested', 1);
    const nested = await app.refresh(body['refresh_token']);
    assert.equal(nested.body['access_token'], undefined);
    const inner = nested.body['data'] as unknown as Record<string, string>;
    server.failTokenEndpoint('no_token_type', 1);
    const bare = await app.refresh(inner['refresh_token']);
    assert.equal(bare.status, 200);
    assert.equal(bare.body['token_type'], undefined);
    assert.ok((await app.refresh(bare.body['refresh_token'])).body['token_type']);
  });

  it('spoils the iss of the callback on demand', async () => {
    server.failIssuer('missing');
    assert.equal((await signIn(app.authorizationUrl(), alice)).searchParams.get('iss'), null);
    server.failIssuer('doubled');
    assert.equal((await signIn(app.authorizationUrl(), alice)).searchParams.getAll('iss').length, 2);
    server.failIssuer();
    assert.deepEqual((await signIn(app.authorizationUrl(), alice)).searchParams.getAll('iss'), [server.issuer]);
  });

  it('keeps no secret in its log', async () => {
    const { body } = await app.connect(alice.email);
    const { body: next } = await app.refresh(body['refresh_token']);
    const log = await (await fetch(`${server.url}/admin/log`)).text();
    assert.deepEqual(JSON.parse(log), server.log);
    for (const secret of [body, next].flatMap((answer) =>
      ['access_token', 'refresh_token', 'id_token'].map((name) => answer[name]),
    )) {
      assert.ok(!log.includes(String(secret)));
    }
    assert.ok(!log.includes(alice.password) && !log.includes(application.clientSecret));
  });
});

describe('the authorization server after a restart', () => {
  let dataDirectory: string;

  before(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'authorization-server-'));
  });
  after(() => rm(dataDirectory, { recursive: true }));

  it('still takes refresh tokens, cookies and ID tokens of before, and still knows which ones were used up', async (test) => {
    const former = await startAuthorizationServer({ port: 0, clients: [application], dataDirectory });
    const stop = once(() => former.close());
    test.after(stop);
    const port = Number(new URL(former.issuer).port);
    const visitor = new Visitor();
    const { body: first } = await new DriveApplication(former).connect(alice.email, { visitor });
    const { body: second } = await new DriveApplication(former).refresh(first['refresh_token']);
    const keys = await (await fetch(former.endpoints.jwks)).text();
    // Everything must be on disk by the time of the answer: this is what a kill would leave.
    const onDisk = await readFile(join(dataDirectory, 'tokens.json'), 'utf8');
    assert.ok(onDisk.includes(String(second['refresh_token'])));
    await stop();

    const server = await startAuthorizationServer({ port, clients: [application], dataDirectory });
    test.after(() => server.close());
    const app = new DriveApplication(server);
    assert.equal(await (await fetch(server.endpoints.jwks)).text(), keys);
    assert.equal((await app.refresh(second['refresh_token'])).status, 200);
    assert.match((await visitor.open(app.authorizationUrl())).text, /Choose an account/);
    assert.equal((await app.refresh(first['refresh_token'])).body['error'], 'invalid_grant');
    assert.deepEqual(
      server.log.map(({ event }) => event),
      ['login', 'consent', 'token', 'refresh', 'refresh', 'refresh_failed'],
    );
  });
});

function once<Result>(work: () => Result): () => Result {
  let done: { result: Result } | undefined;
  return () => {
    done ??= { result: work() };
    return done.result;
  };
}
