import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonValue } from '../../../../src/contract/names.js';
import { proveTyped } from '../../../../src/server/hub/credentials/prove-typed.js';
import { typedOrigins } from '../../../../src/server/hub/credentials/typed-origins.js';
import { defineConnector } from '../../../../src/server/hub/definitions/define.js';
import { ProblemError } from '../../../../src/server/platform/problem-error.js';

const subdomain = { key: 'subdomain', label: 'Subdomain', type: 'text', required: true } as const;
const key = { key: 'apiKey', label: 'API key', type: 'password', required: true } as const;

const connectorOf = (tested = true) =>
  defineConnector({
    key: 'tickets',
    name: 'Tickets',
    methods: [{ method: 'api_key', fields: [subdomain, key] }, { method: 'bearer_token' }],
    origins: ['https://{subdomain}.tickets.example', 'https://status.tickets.example'],
    ...(tested
      ? {
          async test({ values }, { fetch }) {
            const answer = await fetch(`https://${String(values['subdomain'])}.tickets.example/me`);
            return { account: await answer.text() };
          },
        }
      : {}),
  });

const sent: { readonly url: string; readonly key: string | null }[] = [];
const outgoing = async (input: URL, init: RequestInit = {}) => {
  sent.push({ url: input.href, key: new Headers(init.headers).get('authorization') });
  return new Response('alice');
};
const prove = (values: Record<string, JsonValue>, tested = true) =>
  proveTyped(connectorOf(tested), { method: 'api_key', values: { apiKey: 'k', ...values } }, outgoing as never);

describe('typed-in credentials of an account with a host of its own', () => {
  it('are sent there, and proved there', async () => {
    sent.length = 0;
    assert.equal(await prove({ subdomain: 'Acme' }), 'alice');
    assert.deepEqual(sent, [{ url: 'https://acme.tickets.example/me', key: 'Bearer k' }]);
  });

  for (const wrong of ['evil.example/', 'evil.example#', 'a.b', '@', '%2f', 'xn--80ak6aa92e', 'a\\b', '-a', 'a b', 'ü'])
    for (const tested of [true, false])
      it(`are sent nowhere for ${JSON.stringify(wrong)}${tested ? '' : ', without a test call either'}`, async () => {
        sent.length = 0;
        await assert.rejects(prove({ subdomain: wrong }, tested), (error) => {
          assert.ok(error instanceof ProblemError);
          assert.deepEqual(error.options.errors, [{ pointer: '#/values/subdomain', code: 'invalid' }]);
          return error.code === 'validation_failed';
        });
        assert.deepEqual(sent, []);
      });

  it('go to what needs no name where their method asks for none', () => {
    const origins = (values: Record<string, JsonValue>) => [...typedOrigins(connectorOf(), { values })];
    const everywhere = ['https://acme.tickets.example', 'https://status.tickets.example'];
    assert.deepEqual(origins({ subdomain: 'acme' }), everywhere);
    for (const values of [{}, { subdomain: '' }, { subdomain: null }, { subdomain: ['acme'] }, { toString: 'acme' }])
      assert.deepEqual(origins(values), ['https://status.tickets.example']);
  });
});
