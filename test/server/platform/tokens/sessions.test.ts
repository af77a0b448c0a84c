import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { ProblemError } from '../../../../src/server/platform/problem-error.js';
import { signAdmin, signSession } from '../../../../src/server/platform/tokens/sign-token.js';
import type { TokenKey } from '../../../../src/server/platform/tokens/token-key.js';
import { createTokenVerifier, type TokenVerifier } from '../../../../src/server/platform/tokens/verify-token.js';

const publicUrl = 'https://hub.example/base';
const shared = {
  kid: 'shared',
  algorithm: 'HS256',
  secret: 'a secret of more than sixty-four bytes, so that it would do for HS512 as well',
} as const;
const operator = { kid: 'operator', algorithm: 'HS256', secret: 'the secret of the operator, long enough' } as const;

const pair = (algorithm: 'EdDSA' | 'ES256' | 'RS256') => {
  const { publicKey, privateKey } =
    algorithm === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    signing: { kid: algorithm, algorithm, privateKey: privateKey.export({ format: 'jwk' }) as JsonWebKey } satisfies TokenKey,
    known: { kid: algorithm, algorithm, publicKey: publicKey.export({ format: 'jwk' }) as JsonWebKey },
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
};
const edwards = pair('EdDSA');
const pairs = [edwards, pair('ES256'), pair('RS256')];

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = (): number => Math.floor(Date.now() / 1000);

/** A token as an attacker would make it: any header, any claims, signed with HMAC and any key. */
function forge(
  options: { header?: Record<string, unknown>; claims?: Record<string, unknown>; key?: string; hash?: string } = {},
): string {
  const header = { alg: 'HS256', typ: 'integration-session+jwt', kid: 'shared', ...options.header };
  const claims = { aud: publicUrl, tenant: 'acme', iat: seconds(), exp: seconds() + 600, ...options.claims };
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${createHmac(options.hash ?? 'sha256', options.key ?? shared.secret)
    .update(content)
    .digest('base64url')}`;
}

describe('a session token', () => {
  let verifier: TokenVerifier;
  before(async () => {
    verifier = await createTokenVerifier({
      publicUrl: `${publicUrl}/`,
      sessionKeys: [shared, ...pairs.map(({ known }) => known)],
      adminKeys: [operator],
      now: () => new Date(),
    });
  });

  const refusal = async (token: string | null, environment = 'LIVE'): Promise<string> => {
    try {
      await verifier.session(token === null ? null : `Bearer ${token}`, environment);
      return 'accepted';
    } catch (cause) {
      assert.ok(cause instanceof ProblemError, String(cause));
      return cause.code;
    }
  };

  it('is accepted when the host signed it, and is all that is known of the session', async () => {
    const token = await signSession({
      key: shared,
      publicUrl,
      tenant: 'acme',
      tenantName: 'Acme',
      sub: 'u1',
      name: 'Alice',
      env: ['LIVE', 'STAGING'],
      widgets: ['a'],
      access: 'view',
      preview: true,
    });
    const { expiresAt, token: hash, ...session } = await verifier.session(`Bearer ${token}`, 'STAGING');
    assert.ok(hash !== undefined && !token.includes(hash));
    assert.deepEqual(session, {
      environment: 'STAGING',
      tenant: 'acme',
      tenantName: 'Acme',
      subject: 'u1',
      person: 'Alice',
      widgets: ['a'],
      access: 'view',
      preview: true,
    });
    const life = expiresAt.getTime() - Date.now();
    assert.ok(life > 890_000 && life <= 901_000, `${life}`);
  });

  for (const { signing } of pairs) {
    it(`is accepted when signed with ${signing.algorithm}`, async () => {
      assert.equal(await refusal(await signSession({ key: signing, publicUrl, tenant: 'acme' })), 'accepted');
    });
  }

  it('is accepted as the forgery below makes it, when nothing is forged', async () =>
    assert.equal(await refusal(forge()), 'accepted'));
  it('is missing without a header', async () => assert.equal(await refusal(null), 'token_missing'));

  const wrong: readonly [why: string, token: () => string | Promise<string>, code?: string][] = [
    ['is no JWT', () => 'abc'],
    ['has a fourth part', () => `${forge()}.e30`],
    [
      'is not signed (none)',
      () => `${encode({ alg: 'none', typ: 'integration-session+jwt', kid: 'shared' })}.${forge().split('.')[1]}.`,
    ],
    ['says none and is signed', () => forge({ header: { alg: 'none' } })],
    ['is signed with another secret', () => forge({ key: 'another secret, also thirty-two bytes long' })],
    ['names another algorithm than its key', () => forge({ header: { alg: 'HS512' }, hash: 'sha512' })],
    ['is signed with a public key as the secret (PEM)', () => forge({ header: { kid: 'RS256' }, key: pairs[2]?.pem ?? '' })],
    [
      'is signed with a public key as the secret (JWK)',
      () => forge({ header: { kid: 'EdDSA' }, key: JSON.stringify(edwards.known.publicKey) }),
    ],
    [
      'names a key of another algorithm',
      async () => await signSession({ key: { ...edwards.signing, kid: 'ES256' }, publicUrl, tenant: 'acme' }),
    ],
    ['names a key that is not there', () => forge({ header: { kid: 'gone' } })],
    ['names no key', () => forge({ header: { kid: undefined } })],
    ...[{ a: 1 }, { toString: 1 }, ['shared'], 7, true, null].map((kid): [string, () => string] => [
      `names ${JSON.stringify(kid)} as its key`,
      () => forge({ header: { kid } }),
    ]),
    ['names __proto__ as its key', () => forge({ header: { kid: '__proto__' } })],
    ['brings its own key', () => forge({ header: { kid: 'mine', jwk: { kty: 'oct', k: 'eHh4' } }, key: 'xxx' })],
    ['names where its key is', () => forge({ header: { kid: 'mine', jku: 'https://evil.example/keys' } })],
    ['is critical about what we do not know', () => forge({ header: { crit: ['x'], x: 1 } })],
    ['is an admin token', () => signAdmin({ key: { ...operator }, publicUrl, role: 'deployer' })],
    ['is an admin token signed with a session key', () => signAdmin({ key: shared, publicUrl, role: 'deployer' })],
    ['has no type', () => forge({ header: { typ: undefined } })],
    ['has the usual type', () => forge({ header: { typ: 'JWT' } })],
    ['is for another server', () => forge({ claims: { aud: 'https://other.example' } })],
    ['is for the origin alone', () => forge({ claims: { aud: 'https://hub.example' } })],
    ['is for nobody', () => forge({ claims: { aud: undefined } })],
    ['has expired', () => forge({ claims: { iat: seconds() - 900, exp: seconds() - 61 } }), 'token_expired'],
    ['never expires', () => forge({ claims: { exp: undefined } })],
    ['expires at a word', () => forge({ claims: { exp: 'soon' } })],
    ['lives for more than an hour', () => forge({ claims: { exp: seconds() + 3700 } })],
    [
      'lives for more than an hour and does not say since when',
      () => forge({ claims: { iat: undefined, exp: seconds() + 3700 } }),
    ],
    [
      'lives for more than an hour and says that it was made later',
      () => forge({ claims: { iat: seconds() + 3000, exp: seconds() + 6000 } }),
    ],
    [
      'was made for more than an hour and is nearly over',
      () => forge({ claims: { iat: seconds() - 7200, exp: seconds() + 60 } }),
    ],
    ['is not valid yet', () => forge({ claims: { nbf: seconds() + 120 } })],
    ['has no tenant', () => forge({ claims: { tenant: undefined } })],
    ['has an empty tenant', () => forge({ claims: { tenant: '' } })],
    ['has a tenant with a zero character', () => forge({ claims: { tenant: 'a\u0000b' } })],
    ['has a tenant that is no text', () => forge({ claims: { tenant: { $ne: null } } })],
    ['has an access that is not known', () => forge({ claims: { access: 'own' } })],
    ['has claims that are no object', () => forge().replace(/\.[^.]+\./, `.${encode(['a'])}.`)],
    ['is for another environment', () => forge({ claims: { env: ['STAGING'] } }), 'not_permitted'],
    ['is for no environment', () => forge({ claims: { env: [] } }), 'not_permitted'],
  ];
  for (const [why, token, code = 'token_invalid'] of wrong) {
    it(`is refused when it ${why}`, async () => assert.equal(await refusal(await token()), code));
  }

  const told: readonly [why: string, token: () => string, hint: string][] = [
    [
      'names a key that is not there',
      () => forge({ header: { kid: 'k1' } }),
      'No session key is named k1: add it to sessionKeys (INTEGRATION_HUB_SESSION_KEYS)',
    ],
    [
      'names a key that is no name',
      () => forge({ header: { kid: '<b>k1</b>' } }),
      'No session key has the kid of this token: add it to sessionKeys (INTEGRATION_HUB_SESSION_KEYS)',
    ],
    [
      'names no key',
      () => forge({ header: { kid: undefined } }),
      "The token's header has no kid: it names the key in sessionKeys (INTEGRATION_HUB_SESSION_KEYS)",
    ],
    [
      'is signed with another secret',
      () => forge({ key: 'another secret, also thirty-two bytes long' }),
      'The token is signed with another secret than sessionKeys has under shared',
    ],
    [
      'is signed with another secret and for another server',
      () => forge({ claims: { aud: 'https://evil.example' }, key: 'another secret, also thirty-two bytes long' }),
      'The token is signed with another secret than sessionKeys has under shared',
    ],
    [
      'names another algorithm than its key',
      () => forge({ header: { alg: 'HS512' }, hash: 'sha512' }),
      "The token's alg is not HS256, which sessionKeys has under shared",
    ],
    [
      'is for another server',
      () => forge({ claims: { aud: ['https://other.example', 'x'] } }),
      `The token is for https://other.example, x (aud), this server is ${publicUrl} (publicUrl)`,
    ],
    [
      'is for nobody',
      () => forge({ claims: { aud: undefined } }),
      `The token is for nobody (aud), this server is ${publicUrl} (publicUrl)`,
    ],
    ['never expires', () => forge({ claims: { exp: undefined } }), "The token's exp is missing"],
    [
      'has the usual type',
      () => forge({ header: { typ: 'JWT' } }),
      "The typ in the token's header must be integration-session+jwt",
    ],
    [
      'is not valid yet',
      () => forge({ claims: { nbf: seconds() + 120 } }),
      'The token is not valid yet (nbf): compare the clocks of the two servers',
    ],
    [
      'has no tenant and an access that is not known',
      () => forge({ claims: { tenant: undefined, access: 'own' } }),
      'Missing or not allowed in the token: tenant, access',
    ],
    ['has claims that are no object', () => forge().replace(/\.[^.]+\./, `.${encode(['a'])}.`), 'secret'],
    ['is no JWT', () => 'a.b.c', 'This is no JWT as signSession makes it'],
  ];
  for (const [why, token, hint] of told) {
    it(`tells developers how to mend it when it ${why}`, async () => {
      const problem = await verifier.session(`Bearer ${token()}`, 'LIVE').then(
        () => undefined,
        (cause: ProblemError) => cause.toProblem('reference'),
      );
      assert.deepEqual([problem?.code, problem?.status], ['token_invalid', 401]);
      assert.ok(problem?.hint?.includes(hint), problem?.hint);
      for (const other of [...pairs.map(({ known }) => known.kid), operator.kid, shared.secret])
        assert.ok(!JSON.stringify(problem).includes(other), other);
    });
  }

  it('names the server with or without a slash at its end, and nobody where a name is null', async () => {
    for (const aud of [`${publicUrl}/`, [`${publicUrl}/`], ['https://other.example', `${publicUrl}/`]])
      assert.equal(await refusal(forge({ claims: { aud } })), 'accepted', JSON.stringify(aud));
    for (const aud of [`${publicUrl}//`, `${publicUrl}/x`, `${publicUrl}/?`, null])
      assert.equal(await refusal(forge({ claims: { aud } })), 'token_invalid', JSON.stringify(aud));
    const bare = await signSession({ key: shared, publicUrl, tenant: 'acme', sub: null, name: null, tenantName: null });
    for (const token of [forge({ claims: { sub: null, name: null, tenantName: null } }), bare]) {
      const { subject, person, tenantName } = await verifier.session(`Bearer ${token}`, 'LIVE');
      assert.deepEqual([subject, person, tenantName], [undefined, undefined, undefined]);
    }
    for (const name of ['tenant', 'widgets', 'env', 'access', 'preview'])
      assert.equal(await refusal(forge({ claims: { [name]: null } })), 'token_invalid', name);
  });

  it('may be a few seconds out of step with the clock', async () => {
    assert.equal(await refusal(forge({ claims: { iat: seconds() - 100, exp: seconds() - 20 } })), 'accepted');
    assert.equal(await refusal(forge({ claims: { nbf: seconds() + 20 } })), 'accepted');
  });

  it('is not made when it could not be accepted', async () => {
    const base = { key: shared, publicUrl, tenant: 'acme' };
    await assert.rejects(signSession({ ...base, expiresIn: 3601 }), TypeError);
    await assert.rejects(signSession({ ...base, tenant: '' }), /tenant/);
    await assert.rejects(signSession({ ...base, env: ['live'] }), /env/);
    await assert.rejects(signSession({ ...base, key: { ...shared, secret: 'short' } }), /32 bytes/);
    const others: readonly (readonly [given: object, fault: RegExp])[] = [
      [{ key: undefined }, /key/],
      [{ key: { ...shared, kid: undefined } }, /key\.kid/],
      [{ key: { ...shared, kid: '' } }, /key\.kid/],
      [{ key: { ...shared, algorithm: 'none' } }, /key\.algorithm/],
      [{ key: { ...shared, secret: undefined } }, /32 bytes/],
      ...['nope', '', undefined, 5, 'file:///hub', 'javascript:1'].map((url) => [{ publicUrl: url }, /publicUrl/] as const),
      ...[0, -1, Number.NaN, '5m', '60', null].map((life) => [{ expiresIn: life }, /lives/] as const),
      [{ widgets: Array.from({ length: 2000 }, (_, index) => `widget-${index}`) }, /characters/],
      [{ role: 'deployer', aud: 'https://other.example', hologram: 1 }, /role, aud, hologram/],
      [{ tenent: 'acme' }, /tenent/],
    ];
    for (const [given, fault] of others) {
      const refused = { name: 'TypeError', message: fault };
      await assert.rejects(signSession({ ...base, ...given } as typeof base), refused, JSON.stringify(given));
    }
  });

  it('is accepted as long as it may be', async () => {
    const ofLength = (count: number) =>
      signSession({ key: shared, publicUrl, tenant: 'acme', widgets: Array.from({ length: count }, (_, index) => `w${index}`) });
    let count = 2000;
    let token: string | undefined;
    while (token === undefined) token = await ofLength(count--).catch(() => undefined);
    assert.ok(token.length > 8100, `${token.length}`);
    assert.equal(await refusal(token), 'accepted');
  });
});

describe('an admin token', () => {
  it('carries its role, and is not a session token nor signed with a session key', async () => {
    const verifier = await createTokenVerifier({
      publicUrl,
      sessionKeys: [shared],
      adminKeys: [operator],
      now: () => new Date(),
    });
    const token = await signAdmin({ key: operator, publicUrl, role: 'editor', sub: 'root' });
    assert.deepEqual(await verifier.admin(`Bearer ${token}`), { role: 'editor', subject: 'root' });
    const others = [
      await signAdmin({ key: shared, publicUrl, role: 'deployer' }),
      await signSession({ key: shared, publicUrl, tenant: 'acme' }),
      forge({ header: { typ: 'integration-admin+jwt', kid: 'operator' }, claims: { role: 'owner' }, key: operator.secret }),
    ];
    for (const other of others) await assert.rejects(verifier.admin(`Bearer ${other}`), { code: 'token_invalid' });
    await assert.rejects(verifier.admin(null), { code: 'token_missing' });
  });

  it('is not made when it could not be accepted', async () => {
    const base = { key: operator, publicUrl, role: 'viewer' } as const;
    for (const [given, fault] of [
      [{ role: 'root' }, /role/],
      [{ role: undefined }, /role/],
      [{ role: 'constructor' }, /role/],
      [{ sub: 5 }, /sub/],
      [{ sub: null }, /sub/],
      [{ tenant: 'acme', exp: 1 }, /tenant, exp/],
      [{ key: { ...operator, kid: undefined } }, /key\.kid/],
      [{ publicUrl: 'nope' }, /publicUrl/],
      [{ sub: 'x'.repeat(9000) }, /sub/],
      [{ expiresIn: 3601 }, /lives/],
    ] as const) {
      const refused = { name: 'TypeError', message: fault };
      await assert.rejects(signAdmin({ ...base, ...given } as typeof base), refused, JSON.stringify(given));
    }
  });
});

describe('signing keys', () => {
  it('have names of their own and enough bytes', async () => {
    const make = (...keys: (typeof shared)[]) =>
      createTokenVerifier({ publicUrl, sessionKeys: keys, adminKeys: [], now: () => new Date() });
    await assert.rejects(make(shared, shared), /shared/);
    await assert.rejects(make({ ...shared, secret: 'short' as typeof shared.secret }), /32 bytes/);
  });
});
