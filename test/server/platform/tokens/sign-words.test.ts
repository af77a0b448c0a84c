import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { signAdmin, signSession } from '../../../../src/server/platform/tokens/sign-token.js';

const planted = 'planted-secret-that-is-long-enough-0123456789';
const key = { kid: 'k1', algorithm: 'HS256', secret: planted };
const sound = { key, publicUrl: 'https://hub.example', tenant: 'acme' };

const pair = generateKeyPairSync('ed25519');
const pem = String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
const jwk = pair.privateKey.export({ format: 'jwk' });
const edwards = { kid: 'k2', algorithm: 'EdDSA', privateKey: jwk };

type Row = readonly [what: string, given: object, says: RegExp];

/** Where, what is there, and the way out. */
const rows: readonly Row[] = [
  [
    'the secret is not set',
    { key: { ...key, secret: undefined } },
    /: key\.secret is undefined: is the variable set.*32 bytes: openssl/,
  ],
  ['the secret is empty', { key: { ...key, secret: '' } }, /: key\.secret is an empty text: is the variable set/],
  [
    'the secret is short',
    { key: { ...key, secret: planted.slice(0, 20) } },
    /: key\.secret has 20 bytes, .*at least 32 bytes: make one with openssl/,
  ],
  [
    'the secret is bytes',
    { key: { ...key, secret: Buffer.from(planted) } },
    /: key\.secret is bytes: a text of at least 32 bytes is expected/,
  ],
  ['the URL is not set', { publicUrl: undefined }, /: publicUrl is undefined: is the variable set.*such as https:/],
  ['the URL has no scheme', { publicUrl: 'localhost:8787' }, /: publicUrl has no scheme: .*such as https:/],
  ['the key is a text', { key: planted }, /: key is a text: write key: \{ kid: 'k1', algorithm: 'HS256', secret: process\.env/],
  ['the key is a promise', { key: Promise.resolve(key) }, /: key is a promise \(await it\): write key: \{/],
  ['the key has no name', { key: { ...key, kid: undefined } }, /: key\.kid is undefined: the name is expected.*such as 'k1'/],
  [
    'the algorithm is another one',
    { key: { ...key, algorithm: 'HS512' } },
    /: key\.algorithm is a text, and none of HS256 \| EdDSA \| ES256 \| RS256/,
  ],
  ['the tenant is a number', { tenant: 42 }, /: tenant is a number: a text is expected\. Write tenant: String\(…\)/],
  ['the tenant is not known', { tenant: undefined }, /: tenant is undefined: say whose session it is.*tenant: 'acme'/],
  ['the person is a number', { sub: 42 }, /: sub is a number: a text is expected\. Write sub: String\(…\)/],
  ['the widgets are null', { widgets: null }, /: widgets is null/],
  [
    'the life is words',
    { expiresIn: '15m' },
    /: expiresIn is a text: a token lives a number of seconds up to 3600\. Write expiresIn: 900/,
  ],
  ['the life is a day', { expiresIn: 86_400 }, /: expiresIn is out of range: .*up to 3600/],
  [
    'the private key is a PEM',
    { key: { ...edwards, privateKey: pem } },
    /: key\.privateKey is a PEM, and a JWK is expected.*createPrivateKey\(pem\)\.export/,
  ],
  ['the secret is a PEM', { key: { ...key, secret: pem } }, /: key\.secret is a PEM: with a private key, say algorithm: 'EdDSA'/],
  [
    'the private key is a KeyObject',
    { key: { ...edwards, privateKey: createPrivateKey(pem) } },
    /: key\.privateKey is an object \(\w+\) without kty/,
  ],
  [
    'the key is the public half',
    { key: { ...edwards, privateKey: pair.publicKey.export({ format: 'jwk' }) } },
    /: key\.privateKey has no private part \(d\)/,
  ],
  [
    'the key is of another kind',
    { key: { ...edwards, algorithm: 'ES256' } },
    /: key\.privateKey is of another kind than ES256, whose kty is EC/,
  ],
  [
    'the key is broken',
    { key: { ...edwards, privateKey: { ...jwk, d: planted } } },
    /key\.privateKey is no key of EdDSA: make the pair again/,
  ],
  ['the environment is a text', { env: 'LIVE' }, /: env is a text: a list is expected\. Write env: \['LIVE'\]/],
  [
    'an environment is in small letters',
    { env: ['LIVE', 'live'] },
    /: env\[1\] is no environment: write capitals, such as "LIVE"/,
  ],
  ['access is another word', { access: 'read' }, /: access is a text, and none of use \| view/],
  ['a claim has another name', { tenantId: 'acme' }, /: a session has no tenantId \(for tenantId, did you mean tenant\?\)/],
  ['a claim is not known', { colour: 'red' }, /: a session has no colour \(there are tenant, /],
];

const said = async (call: () => Promise<string>): Promise<string> => {
  const error: unknown = await call().then(
    () => 'It was signed',
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof TypeError, String(error));
  assert.ok(error.cause === undefined, 'a cause may quote what was given');
  return error.message;
};

describe('a call that signs', () => {
  for (const [what, given, says] of rows) {
    it(`is refused in its own words where ${what}`, async () => {
      const message = await said(() => signSession({ ...sound, ...given } as Parameters<typeof signSession>[0]));
      assert.match(message, says);
      assert.equal(message.split('\n').length, 1, message);
      assert.ok(!message.includes(planted.slice(0, 14)) && !message.includes('BEGIN'), message);
    });
  }

  it('says everything that is wrong at once', async () => {
    const wrong = { key: planted, publicUrl: undefined, tenant: 5, expiresIn: '15m' };
    const lines = (await said(() => signSession(wrong as never))).split('\n');
    assert.deepEqual(
      lines.map((line) => /(\w+) is/.exec(line)?.[1]),
      ['key', 'publicUrl', 'expiresIn', 'tenant'],
    );
  });

  it('takes an object', async () => {
    for (const nothing of [undefined, null, 'acme', Promise.resolve(sound)])
      assert.match(
        await said(() => signSession(nothing as never)),
        /^signSession takes an object, and there is .*: write signSession\(/,
      );
  });

  it('is refused for an administrator in the same way', async () => {
    const wrong = { key, publicUrl: 'https://hub.example', role: 'owner' };
    assert.match(await said(() => signAdmin(wrong as never)), /: role is a text, and none of viewer \| editor \| deployer/);
  });

  it('is taken where it is right', async () => {
    assert.equal((await signSession(sound as Parameters<typeof signSession>[0])).split('.').length, 3);
    const asymmetric = { ...sound, key: edwards } as Parameters<typeof signSession>[0];
    assert.equal((await signSession(asymmetric)).split('.').length, 3);
  });
});
