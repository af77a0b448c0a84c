import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { environmentTable, optionsFromEnvironment } from '../../../src/server/options/option-variables.js';

describe('options from the environment', () => {
  it('are read by name, and absent where nothing is set', () => {
    assert.deepEqual(optionsFromEnvironment({ PATH: '/bin', INTEGRATION_HUB_RATE_LIMIT: '' }), {});
    assert.deepEqual(
      optionsFromEnvironment({
        INTEGRATION_HUB_PUBLIC_URL: 'https://hub.example',
        INTEGRATION_HUB_ALLOWED_ORIGINS: 'https://a.example, https://b.example,',
        INTEGRATION_HUB_SESSION_KEYS: 'k1:a:secret,k2:b',
        INTEGRATION_HUB_ADMIN_KEYS: '[{"kid":"x","algorithm":"EdDSA","publicKey":{"kty":"OKP"}}]',
        DATABASE_URL: 'postgres://localhost/hub',
        INTEGRATION_HUB_RATE_LIMIT: '60',
        INTEGRATION_HUB_LOG_LEVEL: 'debug',
      }),
      {
        publicUrl: 'https://hub.example',
        allowedOrigins: ['https://a.example', 'https://b.example'],
        sessionKeys: [
          { kid: 'k1', algorithm: 'HS256', secret: 'a:secret' },
          { kid: 'k2', algorithm: 'HS256', secret: 'b' },
        ],
        adminKeys: [{ kid: 'x', algorithm: 'EdDSA', publicKey: { kty: 'OKP' } }],
        databaseUrl: 'postgres://localhost/hub',
        rateLimit: 60,
        logLevel: 'debug',
      },
    );
  });

  for (const [name, value] of [
    ['INTEGRATION_HUB_RATE_LIMIT', 'many-secrets'],
    ['INTEGRATION_HUB_BODY_LIMIT', '-1 many-secrets'],
    ['INTEGRATION_HUB_LOG_LEVEL', 'many-secrets'],
    ['INTEGRATION_HUB_SESSION_KEYS', 'many-secrets'],
    ['INTEGRATION_HUB_SESSION_KEYS', '[many-secrets'],
  ] as const) {
    it(`that cannot be read are named, but not repeated: ${name}=${value.slice(0, 2)}…`, () => {
      assert.throws(
        () => optionsFromEnvironment({ [name]: value }),
        (error: Error) =>
          error instanceof TypeError &&
          error.message.startsWith(name) &&
          !error.message.includes('many-secrets') &&
          error.cause === undefined,
      );
    });
  }

  it('stand in the README, each with its option, default and meaning', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const row of environmentTable) {
      const line = `| \`${row.name}\` | \`${row.option}\` | ${row.default} | ${row.meaning} |`;
      assert.ok(readme.includes(line), `The README lacks: ${line}`);
    }
    const named = [...readme.matchAll(/^\| `((?:INTEGRATION_HUB_|DATABASE_)\w+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(
      named,
      environmentTable.map(({ name }) => name),
    );
  });
});
