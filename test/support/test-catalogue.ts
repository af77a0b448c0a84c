import { setTimeout as pause } from 'node:timers/promises';
import { type ActionDefinition, visibilities } from '../../src/contract/action.js';
import {
  CredentialsRefusedError,
  defineConfigurationFlow,
  defineConnector,
  defineFlow,
  defineWidget,
  FlowError,
} from '../../src/server/hub/definitions/define.js';
import type { ServerOptions } from '../../src/server/options/options.js';

export const clientSecret = 'the-clients-own-secret-that-no-browser-sees';

const notes = defineConnector({
  key: 'notes',
  name: 'Notes',
  description: 'A service that takes an API key',
  methods: [{ method: 'api_key' }, { method: 'oauth' }],
  origins: ['https://notes.example'],
  oauth: {
    authorizationUrl: 'https://notes.example/authorize',
    tokenUrl: 'https://notes.example/token',
    clientId: 'hub',
    clientSecret,
    params: { scope: 'read write' },
    requiredScopes: ['read'],
    scopeWords: { read: 'Read your notes', write: 'Write notes' },
  },
  async test({ values }) {
    if (!String(values['apiKey']).startsWith('good')) throw new CredentialsRefusedError('No such key', 'apiKey');
    return { account: 'alice@notes.example' };
  },
});

const work = defineFlow({
  key: 'work',
  name: 'Work',
  version: '1',
  async run(context) {
    await context.count('files', 3);
    return { userMessageHeader: 'Done', userMessage: `Did ${JSON.stringify(context.input)}` };
  },
});

export const wait = defineFlow({
  key: 'wait',
  name: 'Wait until cancelled',
  version: '1',
  async run(context) {
    await context.sleep(3_600_000);
    return undefined;
  },
});

const settings = defineConfigurationFlow({
  key: 'settings',
  name: 'Settings',
  version: '1',
  steps: [
    {
      key: 'all',
      title: 'All',
      fields: [
        { key: 'name', type: 'text', label: 'Name', required: true, maximumLength: 20 },
        { key: 'secret', type: 'password', label: 'Secret' },
        { key: 'folder', type: 'select', label: 'Folder', dynamic: true },
        { key: 'fixed', type: 'text', label: 'Fixed', hidden: true, default: 'by the author' },
        { key: 'extra', type: 'text', label: 'Extra', visibleWhen: [{ field: 'name', values: ['with extra'] }] },
      ],
    },
  ],
  options: {
    async folder({ signal }, { search, cursor }) {
      if (search === 'sign in') throw new FlowError('Sign in first', { code: 'not_authenticated', dependency: 'notes' });
      if (search === 'say') throw new FlowError('The service is closed on Sundays');
      if (search === 'break') throw new Error(`a secret: ${clientSecret}`);
      if (search === 'wait') await pause(60_000, undefined, { signal });
      return cursor === undefined
        ? { options: [{ label: 'One', value: '1' }], cursor: 'next' }
        : { options: [{ label: 'Two', value: '2' }] };
    },
  },
  async validate(_context, values) {
    return values['name'] === 'taken' ? [{ pointer: '#/values/name', code: 'custom', detail: 'This name is taken' }] : [];
  },
});

const lifecycle = [
  { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth', activeLabel: 'Live' },
  { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'settings' },
  { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
] as const satisfies ActionDefinition[];

/** No connector: an Activation only switches it on. */
const plain = defineWidget({
  key: 'plain',
  name: 'Plain',
  history: true,
  label: 'inbound',
  configurations: [{ flow: 'settings' }],
  metrics: [
    { key: 'files', title: 'Files', source: 'files', aggregate: 'sum', window: 7, format: 'number' },
    { key: 'runs', title: 'Runs', source: 'runs', aggregate: 'sum', window: 2, format: 'number' },
    { key: 'last', title: 'Last run', source: 'lastRun', aggregate: 'last', window: 7, format: 'time' },
  ],
  actions: [
    ...lifecycle,
    {
      key: 'work',
      name: 'Work',
      type: 'none',
      visibility: 'always',
      flow: 'work',
      payload: { secretly: 'for the flow only', n: 7 },
    },
    { key: 'wait', name: 'Wait', type: 'none', visibility: 'always', flow: 'wait' },
  ],
});

const keyed = defineWidget({
  key: 'keyed',
  name: 'Keyed',
  images: [{ url: 'https://cdn.example/a.svg', theme: 'default' }],
  history: true,
  dependencies: [
    {
      key: 'notes',
      connector: 'notes',
      primary: true,
      allowSwitching: true,
      attributes: { clientSecret: `${clientSecret}-too` },
    },
  ],
  configurations: [{ flow: 'settings' }],
  actions: [...lifecycle],
});

/** Every visibility for every type that can be started. */
const matrix = defineWidget({
  key: 'matrix',
  name: 'Matrix',
  dependencies: [{ key: 'notes', connector: 'notes', primary: true }],
  configurations: [{ flow: 'settings' }],
  actions: (['none', 'activation', 'deactivation'] as const).flatMap((type) =>
    visibilities.slice(0, type === 'none' ? undefined : 6).map((visibility) => ({
      key: `${type}-${visibility}`,
      name: `${type} ${visibility}`,
      type,
      visibility,
      ...(type === 'none' ? { flow: 'work' } : {}),
    })),
  ),
});

/** The only one that tenant beta sees beside the others, and that acme does not. */
const reserved = defineWidget({
  key: 'reserved',
  name: 'Reserved',
  tenants: ['beta'],
  history: true,
  actions: [...lifecycle].filter(({ type }) => type !== 'configuration'),
});

export const testCatalogue: Required<Pick<ServerOptions, 'connectors' | 'flows' | 'configurationFlows' | 'widgets'>> = {
  connectors: [notes],
  flows: [work, wait],
  configurationFlows: [settings],
  widgets: [plain, keyed, matrix, reserved],
};
