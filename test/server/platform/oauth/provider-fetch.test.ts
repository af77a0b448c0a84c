import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OAuthDefinition } from '../../../../src/contract/connector.js';
import { createProviderClient } from '../../../../src/server/platform/oauth/provider-client.js';
import { ProviderError } from '../../../../src/server/platform/oauth/provider-error.js';
import { OutgoingError } from '../../../../src/server/platform/outgoing/outgoing-error.js';

const base = {
  authorizationUrl: 'https://p.test/authorize',
  tokenUrl: 'https://p.test/token',
  clientId: 'hub',
  clientSecret: 'the secret',
};

interface Asked {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A provider that answers one thing. */
function provider(answer: () => Response, definition: Partial<OAuthDefinition> = {}) {
  const asked: Asked[] = [];
  const client = createProviderClient({ ...base, ...definition, clientId: 'hub' }, async (url, init = {}) => {
    asked.push({ url: String(url), headers: new Headers(init.headers), body: String(init.body) });
    return answer();
  });
  const exchange = () =>
    client.exchange({ redirectUri: 'https://hub.test/oauth/callback/p', code: 'c0de', verifier: 'v'.repeat(43) });
  return { client, asked, exchange };
}

const json =
  (value: unknown, status = 200, type = 'application/json') =>
  () =>
    new Response(typeof value === 'string' ? value : JSON.stringify(value), { status, headers: { 'content-type': type } });

const refused = (code: ProviderError['code'], said?: string) => (error: unknown) => {
  assert.ok(error instanceof ProviderError, String(error));
  assert.deepEqual([error.code, error.said], [code, said]);
  return true;
};

describe('a token answer', () => {
  const readable: Readonly<Record<string, readonly [() => Response, Partial<OAuthDefinition>?]>> = {
    'as RFC 6749 has it': [json({ access_token: 't', token_type: 'Bearer', expires_in: 3600, refresh_token: 'r', scope: 'a b' })],
    'with a type of its own': [
      json({ access_token: 't', token_type: 'bot', expires_in: 3600, refresh_token: 'r', scope: 'a,b' }),
      { scopeSeparator: ',' },
    ],
    'without a type': [json({ access_token: 't', expires_in: '3600', refresh_token: 'r', scope: ['a', 'b'] })],
    'with 201': [json({ access_token: 't', expires_in: 3600, refresh_token: 'r', scope: 'a b' }, 201)],
    'as a form': [json('access_token=t&expires_in=3600&refresh_token=r&scope=a%20b', 200, 'application/x-www-form-urlencoded')],
    'as JSON called HTML': [json({ access_token: 't', expires_in: 3600, refresh_token: 'r', scope: 'a b' }, 200, 'text/html')],
    'below a path': [
      json({ ok: true, data: { inner: { access_token: 't', expires_in: 3600, refresh_token: 'r', scope: 'a b' } } }),
      { tokenPath: 'data.inner' },
    ],
    'beside an empty one': [
      json({
        ok: true,
        access_token: '',
        authed_user: { access_token: 't', expires_in: 3600, refresh_token: 'r', scope: 'a b' },
      }),
      { fallbackTokenPath: 'authed_user' },
    ],
    'with a broken id token': [
      json({ access_token: 't', id_token: 'x.y.z', expires_in: 3600, refresh_token: 'r', scope: 'a b' }),
    ],
  };
  for (const [name, [answer, definition]] of Object.entries(readable)) {
    it(`${name} is read`, async () => {
      const tokens = await provider(answer, definition).exchange();
      assert.deepEqual(tokens, { accessToken: 't', refreshToken: 'r', expiresIn: 3600, scope: ['a', 'b'] });
    });
  }

  it('that lives longer than a clock counts lives for ten years', async () => {
    for (const life of [1e9, 1e15, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, '9999999999']) {
      const { expiresIn = 0 } = await provider(json({ access_token: 't', expires_in: life })).exchange();
      assert.equal(expiresIn, 10 * 366 * 24 * 3600, `${life}`);
    }
  });

  it('with nothing but a token is read, and lives as long as its definition says', async () => {
    const tokens = await provider(json({ access_token: 't', refresh_token: null, expires_in: null, scope: '' }), {
      defaultExpiresIn: 60,
    }).exchange();
    assert.deepEqual(tokens, { accessToken: 't', refreshToken: undefined, expiresIn: 60, scope: undefined });
  });

  const wrong: Readonly<Record<string, readonly [() => Response, ProviderError['code'], string?]>> = {
    'an error with 200': [
      json({ error: 'bad_verification_code', error_description: 'The code is wrong\u0007' }),
      'grant_dead',
      'The code is wrong',
    ],
    'ok: false': [json({ ok: false, error: 'invalid_code' }), 'provider_error', 'invalid_code'],
    'a nested error': [
      json({ error: { message: 'No such app', type: 'OAuthException', code: 1 } }, 400),
      'provider_error',
      'No such app',
    ],
    'an error as a form': [json('error=invalid_grant&error_description=Gone', 400, 'text/plain'), 'grant_dead', 'Gone'],
    'an empty object': [json({}), 'provider_error'],
    'a list': [json([{ access_token: 't' }]), 'provider_error'],
    'a token that is no text': [json({ access_token: 7 }), 'provider_error'],
    HTML: [json('<!doctype html><h1>Hello</h1>', 200, 'text/html'), 'provider_error'],
    'HTML with 500': [json('<h1>Oops</h1>', 500, 'text/html'), 'provider_error'],
    nothing: [json(''), 'provider_error'],
    'a redirect': [() => new Response(null, { status: 302, headers: { location: 'https://elsewhere.test/' } }), 'provider_error'],
    'a prototype': [json('{"__proto__":{"access_token":"t"},"constructor":{"access_token":"t"}}'), 'provider_error'],
  };
  for (const [name, [answer, code, said]] of Object.entries(wrong)) {
    it(`that is ${name} is refused`, async () => {
      await assert.rejects(provider(answer).exchange(), refused(code, said));
    });
  }

  it('is looked for below own properties only', async () => {
    for (const tokenPath of ['constructor', '__proto__', 'a.constructor', 'toString']) {
      await assert.rejects(provider(json({ a: {} }), { tokenPath }).exchange(), refused('provider_error'));
    }
  });

  it('that does not come is told from one that is wrong', async () => {
    const unreachable = provider(() => {
      throw new OutgoingError('unreachable', 'p.test');
    });
    await assert.rejects(unreachable.exchange(), refused('provider_unreachable'));
    const endless = provider(
      () => new Response(new ReadableStream({ start: (stream) => stream.error(new OutgoingError('too_large', 'p.test')) })),
    );
    await assert.rejects(endless.exchange(), refused('provider_error'));
  });
});

describe('a token request', () => {
  const answer = json({ access_token: 't' });

  it('authenticates as the definition says', async () => {
    const post = provider(answer);
    await post.exchange();
    assert.equal(new URLSearchParams(post.asked[0]?.body).get('client_secret'), 'the secret');
    const basic = provider(answer, { clientAuthentication: 'basic' });
    await basic.exchange();
    assert.match(basic.asked[0]?.headers.get('authorization') ?? '', /^Basic /);
    assert.doesNotMatch(basic.asked[0]?.body ?? '', /secret/);
    const none = provider(answer, { clientAuthentication: 'none' });
    await none.exchange();
    assert.doesNotMatch(none.asked[0]?.body ?? '', /secret/);
  });

  it('carries code, verifier and redirect URI, further parameters and other names', async () => {
    const { asked, exchange } = provider(answer, {
      tokenParams: { audience: 'api' },
      renameParams: { client_id: 'client_key' },
      bodyFormat: 'json',
    });
    await exchange();
    assert.equal(asked[0]?.headers.get('content-type'), 'application/json');
    assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), {
      grant_type: 'authorization_code',
      code: 'c0de',
      redirect_uri: 'https://hub.test/oauth/callback/p',
      code_verifier: 'v'.repeat(43),
      client_key: 'hub',
      client_secret: 'the secret',
      audience: 'api',
    });
  });
});

describe('an authorization request', () => {
  it("carries state, PKCE and the author's parameters, which override none of ours", async () => {
    const { client } = provider(json({}), {
      params: { scope: 'a b', prompt: 'consent', state: 'theirs', redirect_uri: 'https://evil.test/' },
    });
    const url = await client.authorizationUrl({
      redirectUri: 'https://hub.test/oauth/callback/p',
      state: 'ours',
      verifier: 'v'.repeat(43),
    });
    const { code_challenge: challenge, ...rest } = Object.fromEntries(url.searchParams);
    assert.match(challenge ?? '', /^[\w-]{43}$/);
    assert.deepEqual(rest, {
      scope: 'a b',
      prompt: 'consent',
      state: 'ours',
      redirect_uri: 'https://hub.test/oauth/callback/p',
      client_id: 'hub',
      response_type: 'code',
      code_challenge_method: 'S256',
    });
  });

  it('leaves PKCE out where the provider knows none', async () => {
    const { client } = provider(json({}), { pkce: false, renameParams: { client_id: 'client_key' } });
    const url = await client.authorizationUrl({ redirectUri: 'https://hub.test/', state: 's', verifier: 'v'.repeat(43) });
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_key', 'redirect_uri', 'response_type', 'state']);
  });
});
