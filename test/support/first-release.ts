import type { ActionDefinition } from '../../src/contract/action.js';
import {
  type CodeDefinitions,
  defineConfigurationFlow,
  defineConnector,
  defineFlow,
  defineWidget,
  FlowError,
} from '../../src/server/hub/definitions/define.js';

export const ownSecret = 'the-secret-of-this-client-that-no-browser-sees';
export const typedPassword = 'a password that somebody typed';
const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>')}`;

const lifecycle = [
  { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth', flow: 'greet' },
  { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'settings' },
  { key: 'sync', name: 'Sync now', type: 'none', visibility: 'always', flow: 'greet' },
  { key: 'break', name: 'Break', type: 'none', visibility: 'always', flow: 'refuse' },
  { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
] as const satisfies ActionDefinition[];

/** What the code of a server defined whose database is kept in `fixtures/first-release.json`. */
export function firstRelease(issuer: string, { dropped }: { readonly dropped: boolean }): CodeDefinitions {
  return {
    connectors: [
      defineConnector({
        key: 'drive',
        name: 'Drive',
        methods: [{ method: 'oauth' }],
        oauth: {
          authorizationUrl: `${issuer}/o/oauth2/v2/auth`,
          tokenUrl: `${issuer}/token`,
          userInfoUrl: `${issuer}/v1/userinfo`,
          issuer,
          clientId: 'another-client',
          params: { scope: 'openid email profile', access_type: 'offline', prompt: 'consent select_account' },
        },
        origins: [issuer],
      }),
      defineConnector({
        key: 'keyed',
        name: 'Keyed',
        images: [{ url: picture, theme: 'default' }],
        methods: [{ method: 'api_key' }],
        apply: { in: 'header', name: 'x-key' },
        origins: ['https://keyed.example'],
      }),
    ],
    flows: [
      defineFlow({
        key: 'greet',
        name: 'Greet',
        version: '1',
        async run(context) {
          await context.count('files', 3);
          return { userMessageHeader: 'Done', userMessage: 'Hello' };
        },
      }),
      defineFlow({
        key: 'refuse',
        name: 'Refuse',
        version: '1',
        async run() {
          throw new FlowError('Not on a Sunday');
        },
      }),
    ],
    configurationFlows: [
      defineConfigurationFlow({
        key: 'settings',
        name: 'Settings',
        version: '1',
        steps: [
          {
            key: 'all',
            title: 'All',
            fields: [
              { key: 'name', type: 'text', label: 'Name', required: true },
              { key: 'password', type: 'password', label: 'Password' },
              { key: 'minutes', type: 'number', label: 'Minutes' },
            ],
          },
        ],
        schedule: ({ minutes }) => (typeof minutes === 'number' ? { action: 'sync', minutes } : undefined),
      }),
    ],
    widgets: [
      defineWidget({
        key: 'files',
        name: 'Files',
        description: 'Copies files',
        label: 'bi_directional',
        history: true,
        images: [{ url: picture, theme: 'default' }],
        dependencies: [
          { key: 'drive', connector: 'drive', primary: true, attributes: { clientId: 'hub', clientSecret: ownSecret } },
        ],
        configurations: [{ flow: 'settings' }],
        metrics: [{ key: 'files', title: 'Files', source: 'files', aggregate: 'sum', window: 7, format: 'number' }],
        actions: [...lifecycle],
      }),
      defineWidget({
        key: 'many',
        name: 'Many keys',
        history: true,
        multiConnection: true,
        dependencies: [{ key: 'keyed', connector: 'keyed', primary: true, imageUrl: picture }],
        actions: lifecycle.filter(({ key }) => key === 'connect' || key === 'disconnect'),
      }),
      defineWidget({ key: 'reserved', name: 'For beta', tenants: ['beta'], actions: [...lifecycle] }),
      defineWidget({ key: 'off', name: 'Switched off', disabled: true, actions: [...lifecycle] }),
      ...(dropped
        ? [defineWidget({ key: 'dropped', name: 'Dropped by the code', tenants: ['acme'], actions: lifecycle.slice(0, 1) })]
        : []),
    ],
  };
}
