import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CatalogueError, createCatalogue } from '../../../../src/server/hub/definitions/create-catalogue.js';
import { defineConnector } from '../../../../src/server/hub/definitions/define.js';

const shop = { key: 'shop', label: 'Shop', type: 'text', required: true } as const;

function faultsOf(tokenUrl: string, origin = 'https://api.example.com', method: 'oauth' | 'api_key' = 'oauth'): string {
  const connector = defineConnector({
    key: 'it',
    name: 'It',
    methods: [{ method, fields: [shop] }],
    oauth: { authorizationUrl: 'https://{shop}.example.com/authorize', tokenUrl, clientId: 'hub' },
    origins: [origin],
  });
  try {
    createCatalogue({ connectors: [connector], flows: [], configurationFlows: [] });
    return '';
  } catch (cause) {
    assert.ok(cause instanceof CatalogueError);
    return cause.message;
  }
}

describe('an address that a sign-in is to fill', () => {
  it('is one whose host begins with what is asked', () => {
    assert.equal(faultsOf('https://{shop}.example.com/token'), '');
    assert.equal(faultsOf('https://id.example.com/token', 'https://{shop}.example.com'), '');
  });

  for (const url of [
    'https://accounts.zoho.{shop}/token',
    'https://login.example.com/{shop}/token',
    'https://{shop}/token',
    'https://{shop}.{shop}.example.com/token',
    'https://my-{shop}.example.com/token',
    'https://{}.example.com/token',
  ])
    it(`is found at start where nothing can fill it: ${url}`, () => {
      assert.match(faultsOf(url), /oauth\.tokenUrl .*cannot be filled: a placeholder stands for the first label of a host/);
    });

  it('is found at start where nothing asks for it, such as a name that is misspelt', () => {
    assert.match(faultsOf('https://{store}.example.com/token'), /oauth\.tokenUrl .*cannot be filled: nothing asks for "store"/);
    assert.match(faultsOf('https://a.example/t', 'https://{stop}.example.com'), /origins\[0\] .*nothing asks for "stop"/);
  });

  it('may be anything where nobody signs in by it', () => {
    assert.equal(faultsOf('https://login.example.com/{tenant}/token', 'https://{shop}.example.com', 'api_key'), '');
  });
});
