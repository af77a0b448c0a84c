import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { type Place, type Secret, scanForSecrets } from './secret-scanner.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const secrets: readonly Secret[] = [
  { kind: 'client secret', value: 'client-secret/with+signs=&"quotes"' },
  { kind: 'access token', value: 'ya29.Abcdefghijklmnopqrstuvwxyz-0123456789_' },
  { kind: 'refresh token', value: '1//refresh~token of many words' },
  { kind: 'private key', value: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
  { kind: 'database password', value: 'pa§§wörd <of> the "database"' },
  { kind: 'session secret', value: 'signs-the-tokens-of-sessions' },
  { kind: 'vault key', value: Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256) },
];

const asText = (value: Secret['value']): string => (typeof value === 'string' ? value : Buffer.from(value).toString('base64'));
const place = (text: string): Place => ({ area: 'output', name: 'line 1', text });

/** A text with the secret in it, in each of the ways in which secrets have leaked before. */
const plants: Readonly<Record<string, (value: Secret['value']) => string>> = {
  plain: (value) => `before ${asText(value)} after`,
  'in a query': (value) => `GET /callback?x=1&secret=${encodeURIComponent(asText(value))}&y=2`,
  'in a form': (value) => new URLSearchParams({ grant: 'x', secret: asText(value), more: 'y' }).toString(),
  'in JSON': (value) => JSON.stringify({ a: 1, secret: asText(value) }),
  'in JSON in JSON': (value) => JSON.stringify({ message: JSON.stringify({ secret: asText(value) }) }),
  'in basic authentication': (value) =>
    `Basic ${Buffer.concat([Buffer.from('client-id:'), Buffer.from(value)]).toString('base64')}`,
  'in base64, one byte on': (value) =>
    Buffer.concat([Buffer.from('x'), Buffer.from(value), Buffer.from('yz')]).toString('base64'),
  'in base64, two bytes on': (value) => Buffer.concat([Buffer.from('xy'), Buffer.from(value)]).toString('base64url'),
  'in hexadecimal': (value) => `\\x00${Buffer.from(value).toString('hex')}`,
  'in an attribute': (value) =>
    `<input value="${asText(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}">`,
};

describe('scanForSecrets', () => {
  for (const secret of secrets) {
    it(`finds a planted ${secret.kind} however it is written`, () => {
      for (const [name, plant] of Object.entries(plants)) {
        const { leaks } = scanForSecrets(secrets, [place('nothing here'), place(plant(secret.value))]);
        assert.deepEqual(
          leaks.map(({ kind }) => kind),
          [secret.kind],
          name,
        );
      }
    });
  }

  it('finds one line of a private key', () => {
    const pem = asText(secrets[3]?.value ?? '');
    const { leaks } = scanForSecrets(secrets, [place(`  at ${pem.split('\n')[5]}`)]);
    assert.deepEqual(
      leaks.map(({ kind, form }) => ({ kind, form })),
      [{ kind: 'private key', form: 'one of its lines' }],
    );
  });

  it('finds nothing in ordinary text', () => {
    const { leaks } = scanForSecrets(secrets, [place('-----BEGIN PRIVATE KEY-----'), place('{"token":"[redacted]"}'), place('')]);
    assert.deepEqual(leaks, []);
  });

  it('says where a leak is, without repeating it', () => {
    const { leaks } = scanForSecrets(secrets, [place('password=signs-the-tokens-of-sessions; path=/')]);
    assert.deepEqual(leaks, [
      { kind: 'session secret', form: 'plain', area: 'output', name: 'line 1', excerpt: 'password=[session secret]; path=/' },
    ]);
  });

  it('lets a secret be where it belongs, and only that one, there', () => {
    const exception = { kind: 'access token', why: 'it is asked with', covers: ({ area }: Place) => area === 'header' };
    const [token = '', refresh = ''] = [asText(secrets[1]?.value ?? ''), asText(secrets[2]?.value ?? '')];
    const header = { area: 'header', name: 'authorization', text: `Bearer ${token}` };
    const { leaks, used } = scanForSecrets(secrets, [header, { ...header, text: refresh }, place(token)], [exception]);
    assert.deepEqual(
      leaks.map(({ kind, area }) => ({ kind, area })),
      [
        { kind: 'access token', area: 'output' },
        { kind: 'refresh token', area: 'header' },
      ],
    );
    assert.deepEqual([...used], [exception]);
  });

  it('tells an exception that covered nothing', () => {
    const { used } = scanForSecrets(secrets, [place('nothing')], [{ kind: 'access token', why: 'never', covers: () => true }]);
    assert.equal(used.size, 0);
  });

  it('refuses a secret that ordinary text could hold by chance', () => {
    assert.throws(() => scanForSecrets([{ kind: 'password', value: 'short' }], []), /too short/);
  });
});
