import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createServer } from '../../../src/server/create-server.js';
import { unreadVariables } from '../../../src/server/options/option-variables.js';
import { ServerOptionsError } from '../../../src/server/options/resolve-options.js';

const planted = 'planted-secret-that-is-long-enough-0123456789';
const key = { kid: 'k1', algorithm: 'HS256', secret: planted };
const vaultKeys = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const sound = { publicUrl: 'https://hub.example', allowedOrigins: ['https://app.example'], sessionKeys: [key] };

type Row = readonly [what: string, given: object, says: string | RegExp];

/** The option with its variable; what is there and what is expected; the way out. */
const rows: readonly Row[] = [
  ['a list has another name', { widget: [] }, 'widget: there is no option "widget": did you mean "widgets"?'],
  ['an option is misspelt', { allowedOrigin: ['https://app.example'] }, /^allowedOrigin: .*did you mean "allowedOrigins"\?$/],
  [
    'an option is not known',
    { colour: 'red' },
    /^colour: there is no option "colour": there are publicUrl, .*workspaceConnections$/,
  ],
  [
    'the address is not set',
    { publicUrl: undefined },
    "publicUrl (INTEGRATION_HUB_PUBLIC_URL): a text is expected, nothing is there: write publicUrl: 'https://integrations.example.com'",
  ],
  [
    'the address has no scheme',
    { publicUrl: 'hub.example:8787' },
    /^publicUrl \(INTEGRATION_HUB_PUBLIC_URL\): "hub\.example:8787" is not the address .* such as "https:\/\/hub\.example:8787"$/,
  ],
  [
    'the address is plain http',
    { publicUrl: 'http://hub.example' },
    /^publicUrl .*must be https.*Write "https:\/\/hub\.example"$/,
  ],
  [
    'a list is a text, which would be taken letter by letter',
    { deployOnStart: 'LIVE' },
    "deployOnStart (INTEGRATION_HUB_DEPLOY_ON_START): a list of texts is expected, there is a text: write deployOnStart: ['LIVE']",
  ],
  [
    'an environment is in small letters',
    { deployOnStart: ['live'] },
    /^deployOnStart \(INTEGRATION_HUB_DEPLOY_ON_START\): "live" is not an environment.*such as "LIVE"/,
  ],
  [
    'an origin has a path',
    { allowedOrigins: ['https://app.example/integrations'] },
    /^allowedOrigins \(INTEGRATION_HUB_ALLOWED_ORIGINS\): "https:\/\/app\.example\/integrations" is not an exact.*write "https:\/\/app\.example"$/,
  ],
  ['an origin has no scheme', { embedOrigins: ['app.example'] }, /^embedOrigins .*: write "https:\/\/app\.example"$/],
  [
    'an origin is not set',
    { allowedOrigins: [undefined] },
    /^allowedOrigins .*a list of texts is expected, there is undefined among them: write/,
  ],
  [
    'a secret comes from a variable that is not set',
    { sessionKeys: [{ ...key, secret: undefined }] },
    /^sessionKeys \(INTEGRATION_HUB_SESSION_KEYS\)\[0\] \(kid "k1"\): the secret is a text, there is undefined: is the variable set.*openssl rand -hex 32$/,
  ],
  [
    'a secret is short',
    { sessionKeys: [{ ...key, secret: planted.slice(0, 20) }] },
    /\(kid "k1"\): the secret needs at least 32 bytes, and has 20\. Make one with: openssl rand -hex 32$/,
  ],
  [
    'a key is a text',
    { sessionKeys: [planted] },
    /^sessionKeys .*\[0\]: a key is expected, there is a text: write \{ kid: 'k1', algorithm: 'HS256', secret \}$/,
  ],
  [
    'the keys are one key',
    { sessionKeys: key },
    /^sessionKeys .*: a list of keys is expected, there is an object: write sessionKeys: \[\{/,
  ],
  [
    'a public key is a PEM',
    { sessionKeys: [{ kid: 'k2', algorithm: 'EdDSA', publicKey: `-----BEGIN PUBLIC KEY-----\n${planted}` }] },
    /\(kid "k2"\): publicKey is a JWK.*there is a PEM\. In Node: createPublicKey\(pem\)\.export/,
  ],
  [
    'an algorithm is not known',
    { adminKeys: [{ ...key, algorithm: 'HS512' }] },
    /^adminKeys .*the algorithm is one of HS256 \| EdDSA/,
  ],
  [
    'a host has a scheme',
    { allowPrivateHosts: ['http://localhost:9000'] },
    /^allowPrivateHosts .*is no host: write name or name:port, such as "localhost:9000"$/,
  ],
  [
    'a number is a text',
    { rateLimit: '600' },
    'rateLimit (INTEGRATION_HUB_RATE_LIMIT): a whole number is expected, there is a text: write rateLimit: 600, without quotes',
  ],
  ['a level is not known', { logLevel: 'verbose' }, /^logLevel .*one of debug \| info \| warn \| error is expected/],
  [
    'a log cannot be written to',
    { log: { info: () => undefined } },
    /^log: an object with debug, info, warn and error is expected, there is an object/,
  ],
  [
    'the database is another one',
    { databaseUrl: `mysql://hub:${planted}@db/hub`, vaultKeys },
    /^databaseUrl \(DATABASE_URL\): mysql:\/\/ is not a database that is worked with, which is PostgreSQL: write postgres:\/\/user:password@host:5432\/database, or leave it out/,
  ],
  [
    'the database has no scheme',
    { databaseUrl: 'db.example.com:5432/hub', vaultKeys },
    /^databaseUrl \(DATABASE_URL\): the address of a database begins with its scheme: write postgres:/,
  ],
  [
    'the database is written in words',
    { databaseUrl: `host=db dbname=hub password=${planted}`, vaultKeys },
    /^databaseUrl \(DATABASE_URL\): the address of a database begins with its scheme/,
  ],
  [
    'a password of the database is not written as in a URL',
    { databaseUrl: `postgres://hub:a#${planted}@db/hub`, vaultKeys },
    /^databaseUrl \(DATABASE_URL\): the address cannot be read.*encodeURIComponent/,
  ],
  [
    'a password of the database has a bare percent sign',
    { databaseUrl: `postgres://hub:50%${planted}@db/hub`, vaultKeys },
    /^databaseUrl \(DATABASE_URL\): the address cannot be read.*encodeURIComponent/,
  ],
  [
    'there is a way past a pooler and no pooler',
    { directDatabaseUrl: `postgres://hub:${planted}@db/hub` },
    /^directDatabaseUrl \(INTEGRATION_HUB_DIRECT_DATABASE_URL\) without databaseUrl \(DATABASE_URL\).*Give both$/,
  ],
  [
    'a key of the vault is too short',
    { vaultKeys: `k1:${planted}` },
    /^vaultKeys \(INTEGRATION_HUB_VAULT_KEYS\): Key 1 of the vault is not "id:base64" with 32 bytes\. Make one:/,
  ],
  [
    'the vault has no keys on PostgreSQL',
    { databaseUrl: `postgres://hub:${planted}@db/hub` },
    /^vaultKeys \(INTEGRATION_HUB_VAULT_KEYS\) is missing:.*openssl rand -base64 32/,
  ],
];

const faultsOf = (given: object): readonly string[] => {
  try {
    createServer({ ...sound, ...given } as Parameters<typeof createServer>[0]);
  } catch (error) {
    assert.ok(error instanceof ServerOptionsError, String(error));
    return error.faults;
  }
  return [];
};

describe('the options of a server', () => {
  for (const [what, given, says] of rows) {
    it(`are refused where ${what}`, () => {
      const said = faultsOf(given);
      assert.equal(said.length, 1, said.join('\n') || 'They were taken');
      assert.ok(typeof says === 'string' ? said[0] === says : says.test(said[0] ?? ''), said[0]);
      assert.ok(!said.join('\n').includes(planted.slice(0, 14)), 'a secret is never said');
    });
  }

  it('are no promise', () => {
    assert.throws(() => createServer(Promise.resolve(sound) as never), /The options are a promise: await it/);
  });

  it('with definitions in another shape are named at the start, with nothing thrown on the way', () => {
    const odd: unknown[] = [{}, 'x', 5, [null], ['x'], [{}], [{ methods: 'x', oauth: 5, dependencies: [null] }]];
    for (const given of odd) {
      assert.deepEqual(faultsOf({ connectors: given, widgets: given, flows: given, configurationFlows: given }), []);
      assert.deepEqual(faultsOf({ workspaceConnections: given }), []);
    }
  });
});

describe('variables that nothing reads', () => {
  it('are named with the one that was meant, never with their value', () => {
    const said = unreadVariables({
      INTEGRATION_HUB_ALLOWED_ORIGIN: planted,
      INTEGRATIONHUB_PUBLIC_URL: planted,
      INTEGRATION_HUB_COLOUR: planted,
      INTEGRATION_HUB_SECRET: planted,
      INTEGRATION_HUB_DATA: planted,
      PATH: planted,
    });
    assert.deepEqual(said.slice(0, 2), [
      'Nothing reads the variable INTEGRATION_HUB_ALLOWED_ORIGIN: did you mean INTEGRATION_HUB_ALLOWED_ORIGINS?',
      'Nothing reads the variable INTEGRATIONHUB_PUBLIC_URL: did you mean INTEGRATION_HUB_PUBLIC_URL?',
    ]);
    assert.match(said[2] ?? '', /^Nothing reads the variable INTEGRATION_HUB_COLOUR: there are INTEGRATION_HUB_PUBLIC_URL, /);
    assert.equal(said.length, 3);
    assert.ok(!said.join('\n').includes(planted));
  });
});
