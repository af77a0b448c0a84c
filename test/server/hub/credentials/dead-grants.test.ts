import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { OAuthDefinition } from '../../../../src/contract/connector.js';
import { type Connector, defineConnector, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { type Issued, type QuirkyProvider, startQuirkyProvider, type TokenAnswer } from '../../../support/quirky-provider.js';
import { passThrough, quirkyConnector, startQuirkyHub } from '../../../support/quirky-stage.js';
import { startTestServer, type TestServer } from '../../../support/server.js';

type Refusal = TokenAnswer & { readonly headers?: Readonly<Record<string, string>> };

const refused = (status: number, body: object | string, more: Partial<Refusal> = {}): Refusal => ({ status, body, ...more });
const described = (error: string, words: string) => ({ error, error_description: words });

/** A refused refresh after which only a sign-in helps. */
const dead: Readonly<Record<string, Refusal>> = {
  'invalid_grant with 400': refused(400, { error: 'invalid_grant' }),
  'invalid_grant with 401': refused(401, described('invalid_grant', 'Session not active')),
  'invalid_grant with 403': refused(403, { error: 'invalid_grant' }),
  'invalid_grant as a form': refused(400, 'error=invalid_grant', { type: 'application/x-www-form-urlencoded' }),
  'unauthorized_client, said of the refresh token': refused(403, described('unauthorized_client', 'refresh_token is invalid')),
  'a status in capitals': refused(400, { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' }),
  'a name of its own, without words': refused(400, { code: 'REFRESH_TOKEN_EXPIRED' }),
  'invalid_code with 200': refused(200, { error: 'invalid_code' }),
  'ok: false with 200': refused(200, { ok: false, error: 'invalid_refresh_token' }),
  'invalid_request, said of the refresh token': refused(
    400,
    described('invalid_request', 'The provided authorization grant or refresh token is invalid, expired or revoked'),
  ),
  'invalid_request for want of an active one': refused(
    400,
    described('invalid_request', 'This request requires an active refresh_token'),
  ),
  'the code 190': refused(400, { error: { message: 'Error validating access token', type: 'OAuthException', code: 190 } }),
  'the code 190 in quotes': refused(401, { error: { message: 'The session was ended', code: '190' } }),
  interaction_required: refused(400, described('interaction_required', 'AADSTS50076: use multi-factor authentication')),
  consent_required: refused(400, { error: 'consent_required' }),
  'a list of errors': refused(400, { errors: [{ errorType: 'invalid_grant', message: 'Refresh token invalid: abc' }] }),
  'words alone': refused(401, { message: 'Refresh Token has been revoked by the user' }),
};

/** A refused refresh that says nothing of the grant. */
const passing: Readonly<Record<string, Refusal>> = {
  'too many requests': refused(429, { error: 'rate_limited', message: 'Slow down' }),
  'too many requests, whatever it says besides': refused(429, { error: 'invalid_grant' }),
  'out of order': refused(503, '<h1>Maintenance</h1>', { type: 'text/html' }),
  'out of order, whatever it says besides': refused(500, { error: 'invalid_grant' }),
  'invalid_client with 401': refused(401, { error: 'invalid_client' }),
  'invalid_client, said of a refresh token': refused(400, described('invalid_client', 'The refresh_token is invalid for it')),
  'unauthorized_client without words': refused(403, { error: 'unauthorized_client' }),
  'unauthorized_client, said of the client': refused(
    400,
    described('unauthorized_client', 'The client may not use the grant type refresh_token'),
  ),
  'a grant type that is not known': refused(400, described('invalid_request', 'The grant_type refresh_token is invalid')),
  'a parameter that is missing': refused(400, described('invalid_request', 'Missing required parameter: refresh_token')),
  'temporarily_unavailable with 400': refused(400, { error: 'temporarily_unavailable' }),
  'a page where an answer should be': refused(403, '<h1>Forbidden</h1>', { type: 'text/html' }),
  'an answer without a token': refused(200, { message: 'Hello' }),
};

interface Own {
  readonly answer: Refusal;
  readonly deadGrants: OAuthDefinition['deadGrants'];
}

/** What only its definition knows. */
const own: Readonly<Record<string, Own>> = {
  'a status': { answer: refused(403, 'Gone', { type: 'text/plain' }), deadGrants: [{ status: [403] }] },
  'a path and values': {
    answer: refused(200, { data: { error_code: 10010, description: 'ended' } }),
    deadGrants: [{ body: { 'data.error_code': [10007, 10010] } }],
  },
  'words with a part that differs': {
    answer: refused(400, { fault: { faultstring: 'Grant 4711 was withdrawn by its owner' } }),
    deadGrants: [{ status: [400], body: { 'fault.faultstring': ['grant * was withdrawn*'] } }],
  },
  'a status that is otherwise an outage': {
    answer: refused(500, { error: 'session_gone' }),
    deadGrants: [{ status: [500], body: { error: ['session_gone'] } }],
  },
};

/** The same answers where the definition says something else. */
const notOwn: Readonly<Record<string, Own>> = {
  'another status': { answer: refused(403, 'Gone', { type: 'text/plain' }), deadGrants: [{ status: [410] }] },
  'another value': { answer: refused(400, { code: 'E7' }), deadGrants: [{ body: { code: ['E8'] } }] },
  'one of two places': {
    answer: refused(400, { code: 'E7', kind: 'client' }),
    deadGrants: [{ body: { code: ['E7'], kind: ['grant'] } }],
  },
  'an outage, where no status is named': {
    answer: refused(503, { code: 'E7' }),
    deadGrants: [{ body: { code: ['E7'] } }],
  },
};

/** Of the API: the token is good no more, though the status is not 401. */
const deadTokens: Readonly<Record<string, { readonly answer: TokenAnswer; readonly deadTokens?: Connector['deadTokens'] }>> = {
  'an error code with 400': { answer: refused(400, { error: { code: 190, type: 'OAuthException' } }) },
  'invalid_token with 403': { answer: refused(403, { error: 'invalid_token' }) },
  'a session id in a list': { answer: refused(403, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }]) },
  'ok: false with 200': { answer: refused(200, { ok: false, error: 'token_revoked' }) },
  'what its definition says': {
    answer: refused(200, { stat: 'fail', code: 98 }),
    deadTokens: [{ status: [200], body: { stat: ['fail'], code: [98, 99] } }],
  },
};
const liveTokens: Readonly<Record<string, TokenAnswer>> = {
  'another error with 400': refused(400, { error: { code: 100, type: 'OAuthException' } }),
  'a right that is missing': refused(403, { error: 'insufficient_scope' }),
  'ok: false for something else': refused(200, { ok: false, error: 'channel_not_found' }),
  'a thing that is called like it': refused(200, { ok: true, error: 'token_revoked', name: 'invalid_token' }),
  'too many requests': refused(429, { error: 'invalid_token' }),
  'a long answer': refused(200, { ok: false, error: 'token_revoked', rows: 'x'.repeat(40_000) }),
};

const ownCases = { ...own, ...notOwn };
const tokens = ({ access, refresh }: Issued) => ({ access_token: access, expires_in: 3600, refresh_token: refresh });

eachDatabase((databases) => {
  describe('a grant', () => {
    let provider: QuirkyProvider;
    let hub: TestServer;
    let ahead = 0;
    let refresh: Refusal | undefined;
    let me: TokenAnswer | undefined;

    const keys = {
      usual: 'usual',
      brief: 'brief',
      typed: 'typed',
      ...Object.fromEntries(Object.keys(ownCases).map((name, index) => [name, `own-${index}`])),
      ...Object.fromEntries(Object.keys(deadTokens).map((name, index) => [`${name} of an API`, `api-${index}`])),
    } as Readonly<Record<string, string>>;
    const keyOf = (name: string): string => keys[name] ?? '';

    before(async () => {
      await build(['pages']);
      const quirk = {
        answer: (issued: Issued) => ({ body: tokens(issued) }),
        refuseRefresh: () => refresh,
        answerMe: (isGood: boolean) => (isGood ? me : undefined),
      };
      provider = await startQuirkyProvider({
        ...Object.fromEntries(Object.values(keys).map((key) => [key, quirk])),
        brief: { ...quirk, answer: ({ access }: Issued) => ({ body: { access_token: access } }) },
      });
      const connectors = Object.entries(keys).map(([name, key]) =>
        quirkyConnector(provider, key, ownCases[name] === undefined ? {} : { deadGrants: ownCases[name].deadGrants }, {
          methods: key === 'typed' ? [{ method: 'bearer_token' }] : [{ method: 'oauth' }],
          ...(deadTokens[name.replace(/ of an API$/, '')]?.deadTokens === undefined
            ? {}
            : { deadTokens: deadTokens[name.replace(/ of an API$/, '')]?.deadTokens }),
        }),
      );
      hub = await startQuirkyHub(await databases.place(), provider, connectors, {
        widget: { history: true },
        now: () => new Date(Date.now() + ahead),
      });
    });
    after(async () => {
      await hub?.stop();
      await provider?.close();
    });
    beforeEach(async () => {
      ahead = 0;
      refresh = undefined;
      me = undefined;
      await hub.services.database.queries.deleteFrom('connections').execute();
    });

    async function signIn(key: string): Promise<void> {
      const { browser, reference } = await passThrough({ hub, token: await hub.token() }, key);
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
    }
    const stored = (key: string) =>
      hub.services.database.queries
        .selectFrom('credentials')
        .innerJoin('connections', 'connections.id', 'credentials.connection')
        .selectAll('credentials')
        .where('connections.widget', '=', key)
        .executeTakeFirstOrThrow();
    const use = async (key: string): Promise<Response> =>
      hub.services.credentials.fetchFor(await stored(key))(`${provider.url}/${key}/me`);
    const refreshes = (key: string) => provider.log.filter((entry) => entry === `${key} refresh_token`).length;

    /** Signed in, an hour ago, and the token endpoint answers this from now on. */
    async function refusedLater(key: string, answer: Refusal): Promise<void> {
      await signIn(key);
      refresh = answer;
      ahead = 3_700_000;
    }

    async function isOver(key: string): Promise<void> {
      await assert.rejects(use(key), { code: 'not_authenticated' });
      assert.equal((await stored(key)).status, 'expired');
      ahead = 0;
      const { body } = await hub.call('GET', `/v1/widgets/${key}/connections/default/history`, {
        token: await hub.token(),
      });
      assert.equal(body.entries.filter(({ kind }: { kind: string }) => kind === 'expired').length, 1);
    }

    for (const [name, answer] of Object.entries(dead)) {
      it(`is over when a refresh is refused with ${name}`, async () => {
        await refusedLater('usual', answer);
        await isOver('usual');
      });
    }

    for (const [name, answer] of Object.entries(passing)) {
      it(`lives on when a refresh is refused with ${name}, and twenty calls ask once`, async () => {
        await refusedLater('usual', answer);
        const before = refreshes('usual');
        for (let call = 0; call < 20; call++)
          await assert.rejects(use('usual'), { name: 'ProviderError', code: 'provider_error' });
        assert.equal(refreshes('usual') - before, 1);
        assert.equal((await stored('usual')).status, 'valid');
        refresh = undefined;
        ahead += 60_000;
        assert.equal((await use('usual')).status, 200);
      });
    }

    for (const [name, { answer }] of Object.entries(own)) {
      it(`is over when its definition says so by ${name}`, async () => {
        await refusedLater(keyOf(name), answer);
        await isOver(keyOf(name));
      });
    }

    for (const [name, { answer }] of Object.entries(notOwn)) {
      it(`lives on where its definition names ${name}`, async () => {
        await refusedLater(keyOf(name), answer);
        await assert.rejects(use(keyOf(name)), { name: 'ProviderError' });
        assert.equal((await stored(keyOf(name))).status, 'valid');
      });
    }

    it('that is refused for the moment is asked about again: later each time, as late as the provider says, and at once after a sign-in', async () => {
      await refusedLater('usual', refused(429, { error: 'rate_limited' }, { headers: { 'retry-after': '300' } }));
      const before = refreshes('usual');
      const ask = async (): Promise<number> => {
        await assert.rejects(use('usual'), { code: 'provider_error' });
        return refreshes('usual') - before;
      };
      assert.equal(await ask(), 1);
      ahead += 290_000;
      assert.equal(await ask(), 1);
      ahead += 20_000;
      assert.equal(await ask(), 2);
      ahead += 310_000;
      assert.equal(await ask(), 2);
      ahead = 0;
      refresh = undefined;
      await signIn('usual');
      ahead = 3_700_000;
      assert.equal((await use('usual')).status, 200);
      assert.equal(refreshes('usual') - before, 3);
    });

    for (const [name, { answer }] of Object.entries(deadTokens)) {
      const key = keyOf(`${name} of an API`);
      it(`renews a token that its service calls dead by ${name}, and calls once more`, async () => {
        await signIn(key);
        const first = provider.current(key);
        const before = refreshes(key);
        me = answer;
        // The answer is about the first token: the next one is good.
        const call = use(key).then(async (response) => [response.status, provider.current(key) === first] as const);
        assert.deepEqual((await call)[1], false);
        assert.equal(refreshes(key) - before, 1);
        refresh = refused(400, { error: 'invalid_grant' });
        await isOver(key);
      });
    }

    for (const [name, answer] of Object.entries(liveTokens)) {
      it(`is left alone when its service answers ${name}, and the answer arrives whole`, async () => {
        await signIn('usual');
        const before = refreshes('usual');
        me = answer;
        const response = await use('usual');
        assert.equal(response.status, answer.status);
        assert.deepEqual(await response.json(), answer.body);
        assert.equal(refreshes('usual') - before, 0);
        assert.equal((await stored('usual')).status, 'valid');
      });
    }

    it('without a refresh token is over when its service says so without a 401, and not before', async () => {
      await signIn('brief');
      me = refused(400, { error: 'bad_request' });
      assert.equal((await use('brief')).status, 400);
      assert.equal((await stored('brief')).status, 'valid');
      me = refused(200, { ok: false, error: 'invalid_auth' });
      await isOver('brief');
    });
  });

  describe('a typed-in token without a test call', () => {
    let provider: QuirkyProvider;
    let hub: TestServer;
    let me: TokenAnswer = { body: { ok: true } };

    before(async () => {
      provider = await startQuirkyProvider({ typed: { answer: () => ({ body: {} }), answerMe: () => me } });
      hub = await startTestServer(await databases.place(), {
        connectors: [
          defineConnector({ key: 'typed', name: 'Typed', methods: [{ method: 'bearer_token' }], origins: [provider.url] }),
        ],
        widgets: [
          defineWidget({
            key: 'typed',
            name: 'Typed',
            dependencies: [{ key: 'typed', connector: 'typed', primary: true }],
            actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
          }),
        ],
        flows: [],
        configurationFlows: [],
        allowPrivateHosts: [new URL(provider.url).host],
      });
    });
    after(async () => {
      await hub?.stop();
      await provider?.close();
    });

    it('expires when its service says that it is dead, and not for other refusals', async () => {
      const token = await hub.token();
      const saved = await hub.call('PUT', '/v1/widgets/typed/connections/default/credentials/typed', {
        token,
        body: { method: 'bearer_token', values: { token: 'a-token' }, action: 'connect' },
      });
      assert.equal(saved.status, 200, JSON.stringify(saved.body));
      const row = await hub.services.database.queries.selectFrom('credentials').selectAll().executeTakeFirstOrThrow();
      const use = () => hub.services.credentials.fetchFor(row)(`${provider.url}/typed/me`);
      for (const answer of [
        refused(401, { error: 'unknown' }),
        refused(403, { error: 'forbidden' }),
        refused(200, { ok: false }),
      ]) {
        me = answer;
        assert.equal((await use()).status, answer.status);
      }
      me = refused(200, { ok: false, error: 'account_inactive' });
      await assert.rejects(use(), { code: 'not_authenticated' });
      await assert.rejects(use(), { code: 'not_authenticated' });
    });
  });
});
