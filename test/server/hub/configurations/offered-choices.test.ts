import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Option } from '../../../../src/contract/form.js';
import { defineConfigurationFlow, defineWidget, type OptionsQuery } from '../../../../src/server/hub/definitions/define.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';

const folders: readonly Option[] = Array.from({ length: 60 }, (_, index) => ({
  label: index % 2 === 0 ? 'Archive' : `Folder ${index}`,
  value: `f${index}`,
  detail: `Drive ${index}`,
}));

let offered: readonly Option[] = [];
let isAway = false;
let asked: OptionsQuery[] = [];

/** Pages of twenty, searched by name. */
async function page(_context: unknown, query: OptionsQuery) {
  asked.push(query);
  if (isAway) throw new Error('The service is away');
  if (query.search === 'unsearchable') throw new Error('No such search');
  const found = offered.filter(({ label }) => label.includes(query.search ?? ''));
  const from = Number(query.cursor ?? 0);
  const options = found.slice(from, from + 20);
  return found.length > from + 20 ? { options, cursor: String(from + 20) } : { options };
}

const list = async (_context: unknown, query: OptionsQuery) => {
  asked.push(query);
  const { board } = query.values as { board?: { value: string } };
  return { options: board === undefined ? [] : [{ label: `List of ${board.value}`, value: `${board.value}-list` }] };
};

const still: Option[] = [
  { label: 'Daily', value: 'daily', detail: 'at night' },
  { label: 'Hourly', value: 'hourly', disabled: true },
];

const form = defineConfigurationFlow({
  key: 'choices',
  name: 'Choices',
  version: '1',
  steps: [
    {
      key: 'all',
      title: 'All',
      fields: [
        { key: 'folder', type: 'select', label: 'Folder', dynamic: true },
        { key: 'folders', type: 'multi_select', label: 'Folders', dynamic: true },
        { key: 'loose', type: 'select', label: 'Loose', dynamic: true, strict: false },
        { key: 'often', type: 'radio', label: 'How often', options: still },
        { key: 'map', type: 'field_mapping', label: 'Map', dynamic: true, sources: [{ label: 'Owner', value: 'owner' }] },
        {
          key: 'rows',
          type: 'group',
          label: 'Rows',
          fields: [
            { key: 'board', type: 'select', label: 'Board', options: ['one', 'two'].map((value) => ({ label: value, value })) },
            { key: 'list', type: 'select', label: 'List', dynamic: true, dependsOn: ['board'] },
            { key: 'fixed', type: 'text', label: 'Fixed', disabled: true, default: 'by the author' },
            { key: 'more', type: 'text', label: 'More', visibleWhen: [{ field: '../often' }] },
          ],
        },
      ],
    },
  ],
  options: { folder: page, folders: page, loose: page, map: page, list },
});

const widget = defineWidget({
  key: 'choices',
  name: 'Choices',
  configurations: [{ flow: 'choices' }],
  actions: [{ key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'choices' }],
});

const choice = (value: string, label = 'forged') => ({ label, value });

eachDatabase((databases) => {
  let hub: TestServer;
  let token: string;
  before(async () => {
    hub = await startTestServer(await databases.place(), {
      connectors: [],
      flows: [],
      configurationFlows: [form],
      widgets: [widget],
    });
    token = await hub.token();
  });
  after(() => hub.stop());
  beforeEach(() => {
    offered = folders;
    isAway = false;
    asked = [];
  });

  const save = async (values: object) =>
    hub.call('PUT', '/v1/widgets/choices/connections/default/configurations/choices', { token, body: { values } });
  const wrong = async (values: object) => {
    const { status, body } = await save(values);
    return [status, ...(body.errors ?? []).map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)];
  };

  describe('what was chosen', () => {
    it('is said by its source, whatever the request called it', async () => {
      const { status, body } = await save({
        folder: choice('f1'),
        folders: [choice('f0'), { ...choice('f3'), detail: 'forged', more: 'forged' }],
        often: choice('daily'),
        map: { owner: choice('f2') },
        rows: [{ board: choice('two'), list: choice('two-list') }],
      });
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(body.values, {
        folder: { label: 'Folder 1', value: 'f1', detail: 'Drive 1' },
        folders: [
          { label: 'Archive', value: 'f0', detail: 'Drive 0' },
          { label: 'Folder 3', value: 'f3', detail: 'Drive 3' },
        ],
        often: { label: 'Daily', value: 'daily', detail: 'at night' },
        map: { owner: { label: 'Archive', value: 'f2', detail: 'Drive 2' } },
        rows: [
          { board: { label: 'two', value: 'two' }, list: { label: 'List of two', value: 'two-list' }, fixed: 'by the author' },
        ],
      });
    });

    it('and is not offered is refused where it stands, in a list, a mapping and a row', async () => {
      assert.deepEqual(
        await wrong({
          folder: choice('unheard'),
          folders: [choice('f0'), choice('unheard')],
          often: choice('hourly'),
        }),
        [422, '#/values/often not_an_option'],
      );
      assert.deepEqual(
        await wrong({
          folder: choice('unheard'),
          folders: [choice('f0'), choice('unheard')],
          map: { owner: choice('unheard') },
          rows: [{ board: choice('one'), list: choice('two-list') }, { list: choice('one-list') }],
        }),
        [422, ...['folder', 'folders', 'map/owner', 'rows/0/list', 'rows/1/list'].map((at) => `#/values/${at} not_an_option`)],
      );
      offered = folders.map((option) => ({ ...option, disabled: true }));
      assert.deepEqual(await wrong({ folder: choice('f0') }), [422, '#/values/folder not_an_option']);
    });

    it('is found by its name, and on any page where its source searches for nothing', async () => {
      assert.equal((await save({ folder: choice('f41', 'Folder 41') })).status, 200);
      assert.deepEqual(
        asked.map(({ search, cursor }) => [search, cursor]),
        [
          [undefined, undefined],
          ['Folder 41', undefined],
        ],
      );
      assert.equal((await save({ folder: choice('f58', 'Archive') })).status, 200);
      assert.equal((await save({ folder: choice('f59', 'unsearchable') })).status, 200);
    });

    it('may be of any value where its author says so, and is then called by it', async () => {
      assert.deepEqual((await save({ loose: choice('anything') })).body.values.loose, choice('anything', 'anything'));
      assert.deepEqual((await save({ loose: choice('f1') })).body.values.loose.label, 'Folder 1');
    });

    it('stays saved while its source cannot be asked, and nothing else is', async () => {
      await save({ folder: choice('f1') });
      isAway = true;
      const { status, body } = await save({ folder: choice('f1'), often: choice('daily') });
      assert.deepEqual([status, body.values.folder.label], [200, 'Folder 1']);
      const other = await save({ folder: choice('f2') });
      assert.deepEqual([other.status, other.body.code], [502, 'flow_failed']);
    });

    it('in a row is looked for with what stands in that row, once for all that ask the same', async () => {
      const row = (board: string) => ({ board: choice(board), list: choice(`${board}-list`) });
      assert.equal((await save({ rows: [row('one'), row('two'), row('one')] })).status, 200);
      assert.deepEqual(
        asked.map(({ values }) => values),
        ['one', 'two']
          .map((board) => ({ board: { label: board, value: board } }))
          .map((values) => ({ board: { ...values.board, label: 'forged' } })),
      );
    });
  });

  describe('a row', () => {
    it('keeps what nobody can enter, and loses what is not shown by what stands around it', async () => {
      const rows = [{ fixed: 'forged', more: 'typed' }];
      assert.deepEqual((await save({ rows })).body.values.rows, [{ fixed: 'by the author' }]);
      assert.deepEqual((await save({ rows, often: choice('daily') })).body.values.rows, [
        { more: 'typed', fixed: 'by the author' },
      ]);
    });

    it('loads the options of its fields', async () => {
      const { status, body } = await hub.call('POST', '/v1/widgets/choices/connections/default/configurations/choices/options', {
        token,
        body: { field: 'list', values: { board: choice('one') } },
      });
      assert.deepEqual([status, body.options], [200, [{ label: 'List of one', value: 'one-list' }]]);
    });
  });
});
