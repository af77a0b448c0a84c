import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { OAuthDefinition } from '../../../../src/contract/connector.js';
import { build } from '../../../support/build.js';
import { onEmbedded } from '../../../support/databases.js';
import { type Issued, type Quirk, type QuirkyProvider, startQuirkyProvider } from '../../../support/quirky-provider.js';
import { passThrough, quirkyConnector, startQuirkyHub } from '../../../support/quirky-stage.js';
import { publicUrl, type TestServer } from '../../../support/server.js';
import { type HubSession, readAuthorization } from '../../../support/sign-in-stage.js';

interface Row {
  readonly quirk: Quirk;
  readonly definition?: Partial<OAuthDefinition>;
  /** What is found out afterwards: refreshed after this many seconds, still good, or not any more. */
  readonly later?: { readonly after: number; readonly is: 'refreshed' | 'same' | 'needs_sign_in' };
  readonly scope?: readonly string[];
}

const usual = ({ access, refresh, scope }: Issued) => ({
  access_token: access,
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: refresh,
  scope,
});
const without = (value: object, name: string): object =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
const readWrite = ['read', 'write'];

const good: Readonly<Record<string, Row>> = {
  'a form-encoded answer': {
    quirk: {
      answer: (issued) => ({
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(Object.entries(usual(issued)).map(([key, value]) => [key, String(value)])).toString(),
      }),
    },
    scope: readWrite,
  },
  'a token below authed_user': {
    quirk: { answer: (issued) => ({ body: { ok: true, access_token: 'of-a-bot', authed_user: usual(issued) } }) },
    definition: { tokenPath: 'authed_user' },
    scope: readWrite,
  },
  'a token below data': {
    quirk: { answer: (issued) => ({ body: { message: 'success', data: usual(issued) } }) },
    definition: { tokenPath: 'data' },
    scope: readWrite,
  },
  'a token in another place than usual': {
    quirk: { answer: (issued) => ({ body: { ok: true, access_token: '', authed_user: usual(issued) } }) },
    definition: { fallbackTokenPath: 'authed_user' },
    scope: readWrite,
  },
  'no token type': { quirk: { answer: (issued) => ({ body: without(usual(issued), 'token_type') }) }, scope: readWrite },
  'a token type of its own': { quirk: { answer: (issued) => ({ body: { ...usual(issued), token_type: 'bot' } }) } },
  'bodies in JSON only': {
    quirk: { body: 'json', answer: (issued) => ({ body: usual(issued) }) },
    definition: { bodyFormat: 'json' },
    later: { after: 3600, is: 'refreshed' },
  },
  'client_key instead of client_id': {
    quirk: { clientName: 'client_key', answer: (issued) => ({ body: usual(issued) }) },
    definition: { renameParams: { client_id: 'client_key' } },
    later: { after: 3600, is: 'refreshed' },
  },
  'scopes between commas': {
    quirk: { scope: 'read,write', answer: (issued) => ({ body: { ...usual(issued), scope: 'read,write' } }) },
    definition: { scopeSeparator: ',', params: { scope: 'read,write' }, requiredScopes: readWrite },
    scope: readWrite,
  },
  'scopes as a list': {
    quirk: { answer: (issued) => ({ body: { ...usual(issued), scope: readWrite } }) },
    definition: { requiredScopes: readWrite },
    scope: readWrite,
  },
  'scopes as addresses, in another case, and one of them never listed': {
    quirk: { answer: (issued) => ({ body: { ...usual(issued), scope: 'https://api.example/Read https://api.example/WRITE' } }) },
    definition: { requiredScopes: [...readWrite, 'offline_access'] },
  },
  'a wider scope than the required one': {
    quirk: { answer: (issued) => ({ body: { ...usual(issued), scope: 'admin' } }) },
    definition: { requiredScopes: readWrite, scopeIncludes: { admin: ['write'], write: ['read'] } },
  },
  'no refresh token': {
    quirk: { answer: (issued) => ({ body: without(usual(issued), 'refresh_token') }) },
    later: { after: 3600, is: 'needs_sign_in' },
  },
  'a refresh token that is good once': {
    quirk: { rotates: true, answer: (issued) => ({ body: usual(issued) }) },
    later: { after: 3600, is: 'refreshed' },
  },
  'no expiry, where the definition knows it': {
    quirk: { answer: (issued) => ({ body: without(usual(issued), 'expires_in') }) },
    definition: { defaultExpiresIn: 600 },
    later: { after: 600, is: 'refreshed' },
  },
  'no expiry, where nobody knows it': {
    quirk: { answer: (issued) => ({ body: without(usual(issued), 'expires_in') }) },
    later: { after: 100_000, is: 'same' },
  },
  'an expiry in quotes': {
    quirk: { answer: (issued) => ({ body: { ...usual(issued), expires_in: '1200' } }) },
    later: { after: 1200, is: 'refreshed' },
  },
  'names of its own, in another case and place': {
    quirk: {
      answer: ({ access, refresh, scope }) => ({
        body: { Result: { AccessToken: { Value: access }, RefreshToken: refresh, ExpiresInSeconds: 900, Permissions: scope } },
      }),
    },
    definition: {
      tokenPath: 'Result',
      tokenNames: {
        access_token: 'AccessToken.Value',
        refresh_token: 'RefreshToken',
        expires_in: 'ExpiresInSeconds',
        scope: 'Permissions',
      },
    },
    later: { after: 900, is: 'refreshed' },
    scope: readWrite,
  },
  'Basic authentication of a client with special characters': {
    quirk: {
      authentication: 'basic',
      client: { id: 'a:b/ü@c', secret: 'p+q %&=:é' },
      answer: (issued) => ({ body: usual(issued) }),
    },
    definition: { clientId: 'a:b/ü@c', clientSecret: 'p+q %&=:é', clientAuthentication: 'basic' },
    later: { after: 3600, is: 'refreshed' },
  },
  'Basic authentication that decodes nothing': {
    quirk: {
      authentication: 'basic_raw',
      client: { id: 'hub-1', secret: 'p+q%/=' },
      answer: (issued) => ({ body: usual(issued) }),
    },
    definition: { clientId: 'hub-1', clientSecret: 'p+q%/=', clientAuthentication: 'basic_raw' },
  },
  'a client whose id and secret came with a line end': {
    quirk: { answer: (issued) => ({ body: usual(issued) }) },
    definition: { clientId: ' hub\n', clientSecret: 'secret\r\n' },
    later: { after: 3600, is: 'refreshed' },
  },
  'a client without a secret': {
    quirk: { authentication: 'none', answer: (issued) => ({ body: usual(issued) }) },
    definition: { clientAuthentication: 'none' },
    later: { after: 3600, is: 'refreshed' },
  },
  'JSON that is called text': {
    quirk: { answer: (issued) => ({ type: 'text/plain; charset=utf-8', body: JSON.stringify(usual(issued)) }) },
    scope: readWrite,
  },
  'further parameters': {
    quirk: { extra: { audience: 'api', tenant: 'common' }, answer: (issued) => ({ body: usual(issued) }) },
    definition: { tokenParams: { audience: 'api', tenant: 'common' } },
    later: { after: 3600, is: 'refreshed' },
  },
  'no knowledge of PKCE': {
    quirk: { pkce: false, answer: (issued) => ({ body: usual(issued) }) },
    definition: { pkce: false },
  },
};

const bad: Readonly<Record<string, Row & { readonly said: string }>> = {
  'an error with 200, as GitHub has it': {
    quirk: {
      answer: () => ({ body: { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' } }),
    },
    said: 'The code passed is incorrect or expired.',
  },
  'an error with 200, as Slack has it': {
    quirk: { answer: () => ({ body: { ok: false, error: 'oauth_authorization_url_mismatch' } }) },
    said: 'oauth_authorization_url_mismatch',
  },
};

const rows = Object.entries({ ...good, ...bad }).map(([name, row], index) => ({ name, key: `quirk-${index + 1}`, ...row }));
const keyOf = (name: string): string => rows.find((row) => row.name === name)?.key ?? '';

onEmbedded((databases) => {
  describe('a token endpoint with', () => {
    let provider: QuirkyProvider;
    let hub: TestServer;
    let stage: HubSession;
    let ahead = 0;

    before(async () => {
      await build(['pages']);
      provider = await startQuirkyProvider(Object.fromEntries(rows.map(({ key, quirk }) => [key, quirk])));
      const connectors = rows.map(({ key, name, definition }) => quirkyConnector(provider, key, definition, { name }));
      hub = await startQuirkyHub(await databases.place(), provider, connectors, {
        now: () => new Date(Date.now() + ahead),
      });
      stage = { hub, token: await hub.token() };
    });
    after(async () => {
      await hub?.stop();
      await provider?.close();
    });
    beforeEach(() => {
      ahead = 0;
    });

    /** The way of a person, from Connect to the page that says what came of it. */
    async function signIn(key: string) {
      const { callbackUrl, callback, ...bound } = await passThrough(stage, key);
      assert.equal(callbackUrl.origin + callbackUrl.pathname, `${publicUrl}/oauth/callback/${key}`);
      assert.equal(callback.status, 303);
      return { ...bound, outcome: await bound.browser.outcome(bound.reference) };
    }

    const requests = (key: string) =>
      provider.log.filter((entry) => entry.startsWith(`${key} `)).map((entry) => entry.split(' ')[1]);
    const stored = (key: string) =>
      hub.services.database.queries
        .selectFrom('credentials')
        .innerJoin('connections', 'connections.id', 'credentials.connection')
        .selectAll('credentials')
        .where('connections.widget', '=', key)
        .execute();

    /** What the service answers to the stored credential. */
    async function use(key: string): Promise<unknown> {
      const [row] = await stored(key);
      assert.ok(row !== undefined, 'nothing is stored');
      const answer = await hub.services.credentials.fetchFor(row)(`${provider.url}/${key}/me`);
      assert.equal(answer.status, 200);
      return answer.json();
    }

    for (const [name, { later }] of Object.entries(good)) {
      const key = keyOf(name);
      it(`${name} ends in a credential that its service takes`, async () => {
        const { outcome } = await signIn(key);
        assert.equal(outcome.screen.state, 'connected', provider.log.join(', '));
        const first = provider.current(key);
        assert.ok(first !== undefined);
        assert.deepEqual(await use(key), { from: key });
        assert.equal(provider.current(key), first);
        if (later === undefined) return;
        ahead = later.after * 1000 + 1000;
        if (later.is === 'needs_sign_in') await assert.rejects(use(key), { code: 'not_authenticated' });
        else assert.deepEqual(await use(key), { from: key });
        assert.equal(provider.current(key) === first, later.is !== 'refreshed');
        if (later.is !== 'refreshed') return;
        ahead *= 2;
        assert.deepEqual(await use(key), { from: key });
        const grants = requests(key).filter((request) => request !== 'me');
        assert.deepEqual(grants, ['authorization_code', 'refresh_token', 'refresh_token']);
      });
    }

    for (const [name, { said }] of Object.entries(bad)) {
      const key = keyOf(name);
      it(`${name} ends in a clear error, and stores nothing`, async () => {
        const { outcome, id } = await signIn(key);
        assert.deepEqual([outcome.screen.state, outcome.screen.said?.words], ['broken', said]);
        const { status, error } = await readAuthorization(stage, id);
        assert.deepEqual([status, error], ['failed', { code: 'provider_error', said }]);
        assert.deepEqual(await stored(key), []);
      });
    }

    it('its own way of naming scopes is understood', async () => {
      for (const [name, { scope }] of Object.entries(good)) {
        if (scope === undefined) continue;
        const [row] = await stored(keyOf(name));
        assert.ok(row !== undefined);
        const context = JSON.stringify(['credential', 'LIVE', 'acme', row.connection, row.dependency]);
        const secret = (await hub.services.vault.open(row.sealed, context)) as { readonly scope?: readonly string[] };
        assert.deepEqual(secret.scope, scope, name);
      }
    });
  });
});
