import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WidgetDefinition } from '../../../../src/contract/widget.js';
import {
  type ConfigurationFlow,
  CredentialsRefusedError,
  defineFlow,
  defineWidget,
  type FlowContext,
  FlowError,
} from '../../../../src/server/hub/definitions/define.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

/** As flows in plain JavaScript do it. */
const foreign = { code: 'quota_exceeded\0', dependency: { of: 'a service' } } as unknown as { readonly code: 'flow_failed' };

const flows: Readonly<Record<string, readonly [expected: string, run: (context: FlowContext) => Promise<unknown>]>> = {
  'sleeps-for-nothing': ['failed', (context) => context.sleep(Number(undefined))],
  'sleeps-for-ever': ['failed', (context) => context.sleep(Number.POSITIVE_INFINITY)],
  'names-a-step-with-zeros': ['succeeded', (context) => context.step('item \0 of a service', async () => 1)],
  'names-a-step-at-length': ['succeeded', (context) => context.step('item '.repeat(200_000), async () => 1)],
  'has-a-code-given-later': [
    'failed',
    async (context) => {
      const late = () =>
        Promise.reject(Object.assign(new FlowError('Too much'), foreign, { userMessageHeader: 7, message: 503 }));
      await context.step('one', late).catch(() => undefined);
      return late();
    },
  ],
  'has-a-code-of-a-service': ['failed', async () => Promise.reject(new FlowError('Too much', foreign))],
  'has-it-in-a-step': ['failed', (context) => context.step('s', () => Promise.reject(new FlowError('Too much', foreign)))],
};

const widgets: readonly WidgetDefinition[] = Object.keys(flows).map((key) =>
  defineWidget({ key, name: key, actions: [{ key: 'run', name: 'Run', type: 'none', visibility: 'pre_auth', flow: key }] }),
);

const form = {
  key: 'odd',
  name: 'Odd',
  version: '1',
  steps: [{ key: 'step', title: 'Step', fields: [{ key: 'name', type: 'text', label: 'Name' }] }],
  async validate(_context: unknown, { name }: { readonly name: string }) {
    if (name === 'flow') throw new FlowError('Too much', foreign);
    throw new CredentialsRefusedError(503 as unknown as string, { of: 'a service' } as unknown as string);
  },
} as unknown as ConfigurationFlow;

eachDatabase((databases) => {
  let hub: TestServer;
  let token: string;
  before(async () => {
    hub = await startTestServer(await databases.place(), {
      connectors: [],
      configurationFlows: [form],
      flows: Object.entries(flows).map(([key, [, run]]) =>
        defineFlow({
          key,
          name: key,
          version: '1',
          async run(context) {
            await run(context);
            return undefined;
          },
        }),
      ),
      widgets: [
        ...widgets,
        defineWidget({
          key: 'form',
          name: 'Form',
          configurations: [{ flow: 'odd' }],
          actions: [{ key: 'configure', name: 'Configure', type: 'configuration', visibility: 'pre_auth', flow: 'odd' }],
        }),
      ],
    });
    token = await hub.token();
  });
  after(() => hub.stop());

  describe('a flow in plain JavaScript', () => {
    for (const [key, [expected]] of Object.entries(flows)) {
      it(`that ${key.replaceAll('-', ' ')} has ${expected}`, async () => {
        const { body } = await hub.call('POST', `/v1/widgets/${key}/connections/default/actions/run/runs`, { token, body: {} });
        const run = await until(async () => {
          const now = await hub.call('GET', `/v1/runs/${body.id}`, { token });
          return now.body.finishedAt === undefined ? undefined : now.body;
        });
        assert.deepEqual([run.status, run.error?.code], [expected, expected === 'failed' ? 'flow_failed' : undefined]);
      });
    }

    it('is no fault of the server in a form either', async () => {
      const save = (name: string) =>
        hub.call('PUT', '/v1/widgets/form/connections/default/configurations/odd', { token, body: { values: { name } } });
      assert.equal((await save('flow')).body.code, 'flow_failed');
      const { body } = await save('refused');
      assert.deepEqual([body.code, body.said], ['credentials_refused', '503']);
    });
  });
});
