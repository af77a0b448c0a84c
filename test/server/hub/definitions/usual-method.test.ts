import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthMethod } from '../../../../src/contract/connector.js';
import { isMethodOffered } from '../../../../src/server/hub/authorizations/register.js';
import { createCatalogue } from '../../../../src/server/hub/definitions/create-catalogue.js';
import { defineConnector } from '../../../../src/server/hub/definitions/define.js';
import { viewWidget } from '../../../../src/server/hub/widgets/widget-view.js';

const connectorWith = (methods: readonly AuthMethod[]) =>
  defineConnector({
    key: 'it',
    name: 'It',
    methods: methods.map((method) => ({ method })),
    ...(methods.includes('oauth')
      ? { oauth: { authorizationUrl: 'https://it.example/a', tokenUrl: 'https://it.example/t', clientId: 'hub' } }
      : {}),
    origins: ['https://it.example'],
  });

const dependency = { key: 'it', connector: 'it', primary: true };

describe('how a dependency is signed in to where nobody says', () => {
  for (const [methods, usual] of [
    [['api_key', 'basic_auth', 'oauth'], 'oauth'],
    [['oauth', 'api_key'], 'oauth'],
    [['basic_auth', 'api_key'], 'basic_auth'],
    [['api_key'], 'api_key'],
  ] as const)
    it(`is ${usual} of ${methods.join(', ')}`, () => {
      const connector = connectorWith(methods);
      const catalogue = createCatalogue({ connectors: [connector], flows: [], configurationFlows: [] });
      const widget = { key: 'w', name: 'W', dependencies: [dependency], actions: [] };
      const [shown] = viewWidget(widget, catalogue, 'https://hub.example').dependencies;
      assert.deepEqual([shown?.defaultMethod, shown?.methods.map(({ method }) => method)], [usual, [usual]]);
      assert.deepEqual(
        methods.filter((method) => isMethodOffered(connector, dependency, method)),
        [usual],
      );
    });

  it('is what the widget says, else', () => {
    const connector = connectorWith(['oauth', 'api_key']);
    const asked = { ...dependency, defaultMethod: 'api_key' } as const;
    assert.deepEqual([isMethodOffered(connector, asked, 'api_key'), isMethodOffered(connector, asked, 'oauth')], [true, false]);
  });
});
