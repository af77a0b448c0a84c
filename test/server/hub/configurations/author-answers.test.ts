import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FormValues } from '../../../../src/contract/form.js';
import { type ConfigurationFlow, defineFlow, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';

/** What plain JavaScript may answer in the place of what was asked for. */
const noRefusals: readonly unknown[] = [
  'text',
  5,
  {},
  [null],
  ['text'],
  [{}],
  [{ pointer: 5, code: 'invalid' }],
  [{ pointer: '#' }],
];
const noPages: readonly unknown[] = [
  undefined,
  null,
  'text',
  [],
  {},
  { options: null },
  { options: [null] },
  { options: [{ value: 1 }] },
];
const noSchedules: readonly unknown[] = [
  'text',
  { action: 'sync' },
  { action: 'sync', minutes: '5' },
  { action: 'a\0b', minutes: 5 },
];

let answer: unknown;

const form = {
  key: 'odd',
  name: 'Odd',
  version: '1',
  steps: [
    {
      key: 'step',
      title: 'Step',
      fields: [
        { key: 'asks', type: 'text', label: 'Asks' },
        { key: 'minutes', type: 'number', label: 'Minutes' },
        { key: 'folder', type: 'select', label: 'Folder', dynamic: true },
      ],
    },
  ],
  validate: async (_context: unknown, { asks }: FormValues) => (asks === 'validate' ? answer : undefined),
  schedule({ asks, minutes }: FormValues) {
    if (asks === 'throw') throw new Error('of the author');
    return asks === 'schedule' ? answer : asks === 'minutes' ? { action: 'sync', minutes } : undefined;
  },
  options: { folder: async () => answer },
} as unknown as ConfigurationFlow;

const sync = defineFlow({ key: 'sync', name: 'Sync', version: '1', run: async () => undefined });
const widget = defineWidget({
  key: 'odd',
  name: 'Odd',
  configurations: [{ flow: 'odd' }],
  actions: [
    { key: 'sync', name: 'Sync', type: 'none', visibility: 'pre_auth', flow: 'sync' },
    { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'pre_auth', flow: 'odd' },
  ],
});

eachDatabase((databases) => {
  let hub: TestServer;
  let token: string;
  before(async () => {
    hub = await startTestServer(await databases.place(), {
      connectors: [],
      flows: [sync],
      configurationFlows: [form],
      widgets: [widget],
    });
    token = await hub.token();
  });
  after(() => hub.stop());

  const address = '/v1/widgets/odd/connections/default/configurations/odd';
  const save = (values: object) => hub.call('PUT', address, { token, body: { values } });
  const minutes = async () =>
    (await hub.services.database.queries.selectFrom('schedules').select('minutes').execute())[0]?.minutes;

  describe('a form whose author answers what is none', () => {
    it('has failed as a flow, whatever it answers', async () => {
      assert.equal((await save({ asks: 'nothing' })).status, 200);
      for (answer of noRefusals)
        assert.equal((await save({ asks: 'validate' })).body.code, 'flow_failed', JSON.stringify(answer));
      for (answer of noSchedules)
        assert.equal((await save({ asks: 'schedule' })).body.code, 'flow_failed', JSON.stringify(answer));
      assert.equal((await save({ asks: 'throw' })).body.code, 'flow_failed');
      for (answer of noPages) {
        const { body } = await hub.call('POST', `${address}/options`, { token, body: { field: 'folder' } });
        assert.equal(body.code, 'flow_failed', JSON.stringify(answer));
      }
      assert.deepEqual(
        hub.log.filter(({ level }) => level === 'error'),
        [],
      );
    });

    it('has found nothing wrong where it answers nothing', async () => {
      for (answer of [undefined, null, []]) assert.equal((await save({ asks: 'validate' })).status, 200);
    });

    it('has a schedule of whole minutes, and of none that a person made up', async () => {
      for (const [typed, kept] of [
        [5, 5],
        [0.5, 1],
        [1.2, 2],
      ]) {
        assert.equal((await save({ asks: 'minutes', minutes: typed })).status, 200);
        assert.equal(await minutes(), kept);
      }
      for (const typed of [0, -5, 3e9, Number.MAX_SAFE_INTEGER]) {
        const { status, body } = await save({ asks: 'minutes', minutes: typed });
        assert.deepEqual([status, body.code, body.errors[0].pointer], [422, 'validation_failed', '#/values'], `${typed}`);
      }
      assert.equal(await minutes(), 2);
      for (answer of [undefined, null]) assert.equal((await save({ asks: 'schedule' })).status, 200);
      assert.equal(await minutes(), undefined);
    });
  });
});
