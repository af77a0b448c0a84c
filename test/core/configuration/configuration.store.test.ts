import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Configuration } from '../../../src/contract/form.js';
import type { ConfigurationSnapshot } from '../../../src/core/configuration/configuration.js';
import { createConfigurationStore } from '../../../src/core/configuration/configuration.store.js';
import { IntegrationError } from '../../../src/core/errors.js';
import { aConfiguration, aField, createFakeBackend } from '../../support/fake-backend.js';
import { createFakeClock, settled } from '../../support/fake-clock.js';

type Open = Exclude<ConfigurationSnapshot, { status: 'loading' | 'failed' }>;

const address = { widget: 'orchard', connection: 'default' };

async function openForm(overrides: Partial<Configuration> = {}) {
  const backend = createFakeBackend({ configurations: [aConfiguration(overrides)] });
  const clock = createFakeClock();
  const stages: string[] = [];
  const form = createConfigurationStore({ backend, clock, address, flow: 'settings', onStage: (stage) => stages.push(stage) });
  await settled();
  return {
    backend,
    clock,
    form,
    stages,
    get now(): Open {
      const snapshot = form.getSnapshot();
      if (snapshot.status === 'loading' || snapshot.status === 'failed') throw new Error(`The form is ${snapshot.status}.`);
      return snapshot;
    },
  };
}

const field = aField;
const choice = (value: string) => ({ label: value.toUpperCase(), value });
const twoSteps: Configuration['steps'] = [
  { key: 'one', title: 'One', fields: [field({ key: 'prefix', required: true })] },
  { key: 'two', title: 'Two', fields: [field({ key: 'mail', type: 'email', required: true })] },
];

describe('a form', () => {
  it('keeps a stored secret that nobody typed over, and sends it back', async () => {
    const secret = { $secret: 'set' };
    const fields = [field({ key: 'token', type: 'password', required: true, minimumLength: 8 }), field()];
    const stage = await openForm({ steps: [{ key: 'one', title: 'One', fields }], values: { token: secret } });
    await stage.form.save();
    assert.deepEqual(stage.now.errors, []);
    const [, , request] = stage.backend.callsOf('saveConfiguration')[0] ?? [];
    assert.deepEqual(request, { values: { token: secret }, version: '1' });
    stage.form.setValue('token', 'short');
    await stage.form.save();
    assert.deepEqual(stage.now.errors, [{ pointer: '#/values/token', code: 'too_short' }]);
  });

  it('is filled with what is saved, and with defaults where nothing is', async () => {
    const { now } = await openForm({
      steps: [{ key: 's', title: 'S', fields: [field({ default: 'd' }), field({ key: 'other', default: 'd' })] }],
      values: { prefix: 'saved' },
    });
    assert.deepEqual(now.values, { prefix: 'saved', other: 'd' });
    assert.equal(now.dirty, false);
  });

  it('says why it could not be read, and reads again', async () => {
    const backend = createFakeBackend({ configurations: [aConfiguration()] });
    backend.failNext('readConfiguration', 'unavailable');
    const form = createConfigurationStore({
      backend,
      clock: createFakeClock(),
      address,
      flow: 'settings',
      onStage: () => undefined,
    });
    await settled();
    const failed = form.getSnapshot();
    assert.equal(failed.status === 'failed' && failed.error.code, 'unavailable');
    form.retry();
    await settled();
    assert.equal(form.getSnapshot().status, 'editing');
  });

  it('is dirty once something differs, and clean when it is put back', async () => {
    const stage = await openForm({ values: { prefix: 'a' } });
    stage.form.setValue('prefix', 'b');
    assert.equal(stage.now.dirty, true);
    stage.form.setValue('prefix', 'a');
    assert.equal(stage.now.dirty, false);
  });

  it('is not sent while something is wrong, and says what', async () => {
    const stage = await openForm();
    await stage.form.save();
    assert.deepEqual(stage.now.errors, [{ pointer: '#/values/prefix', code: 'required' }]);
    assert.equal(stage.backend.callsOf('saveConfiguration').length, 0);
    stage.form.setValue('prefix', 'x');
    assert.deepEqual(stage.now.errors, []);
  });

  it('stores what was typed, with the version that was filled in', async () => {
    const stage = await openForm({ version: '7' });
    stage.form.setValue('prefix', 'ord-');
    const held = stage.backend.hold('saveConfiguration');
    const saved = stage.form.save();
    assert.equal(stage.now.status, 'saving');
    held.release();
    await saved;
    const { status, dirty } = stage.now;
    assert.deepEqual([status, dirty], ['saved', false]);
    assert.deepEqual(stage.backend.callsOf('saveConfiguration'), [
      [address, 'settings', { values: { prefix: 'ord-' }, version: '7' }],
    ]);
    assert.deepEqual(stage.stages, ['save', 'saved']);
  });

  it('names the form that was filled in, where the backend named it', async () => {
    const stage = await openForm({ version: '7', form: 'the-one-that-was-opened' });
    stage.form.setValue('prefix', 'ord-');
    await stage.form.save();
    const [, , request] = stage.backend.callsOf('saveConfiguration')[0] ?? [];
    assert.deepEqual(request, { values: { prefix: 'ord-' }, version: '7', form: 'the-one-that-was-opened' });
  });

  it('keeps what was typed when saving fails, and shows the errors of the server at their fields', async () => {
    const stage = await openForm({ steps: twoSteps });
    stage.form.setValue('prefix', 'ord-');
    stage.form.setValue('mail', 'a@example.com');
    stage.form.next();
    const fields = [
      { pointer: '#/values/prefix', code: 'custom', detail: 'Taken.' },
      { pointer: '#/values/unknown', code: 'invalid' },
    ];
    stage.backend.failNext('saveConfiguration', new IntegrationError('validation_failed', { fields }));
    await stage.form.save();
    assert.equal(stage.now.status, 'editing');
    assert.deepEqual(stage.now.values, { prefix: 'ord-', mail: 'a@example.com' });
    assert.deepEqual(stage.now.errors, [fields[0], { pointer: '', code: 'invalid' }]);
    assert.equal(stage.now.step, 0, 'the step of the first error is shown');
    assert.equal(stage.now.status === 'editing' && stage.now.error?.code, 'validation_failed');
    assert.deepEqual(stage.stages, ['save', 'refused']);
  });

  it('sends nothing twice', async () => {
    const stage = await openForm({ values: { prefix: 'a' } });
    const held = stage.backend.hold('saveConfiguration');
    void stage.form.save();
    await stage.form.save();
    assert.equal(held.waiting, 1);
    held.release();
  });

  it('finishes what was asked for when its dialog closes meanwhile', async () => {
    const stage = await openForm({ values: { prefix: 'a' } });
    const held = stage.backend.hold('saveConfiguration');
    const saved = stage.form.save();
    stage.form.dispose();
    await settled();
    assert.deepEqual(stage.stages, ['save']);
    held.release();
    await saved;
    assert.deepEqual(stage.stages, ['save', 'saved']);
  });
});

describe('a wizard', () => {
  it('does not go on from a step with an error, and shows only the errors of that step', async () => {
    const stage = await openForm({ steps: twoSteps });
    assert.equal(stage.form.next(), false);
    assert.deepEqual(stage.now.errors, [{ pointer: '#/values/prefix', code: 'required' }]);
    stage.form.setValue('prefix', 'x');
    assert.equal(stage.form.next(), true);
    assert.equal(stage.now.step, 1);
    stage.form.back();
    assert.equal(stage.now.step, 0);
  });

  it('passes over a step in which nothing is asked', async () => {
    const middle = {
      key: 'm',
      title: 'M',
      fields: [field({ key: 'extra', visibleWhen: [{ field: 'prefix', values: ['more'] }] })],
    };
    const [first, last] = twoSteps;
    assert.ok(first && last);
    const stage = await openForm({ steps: [first, middle, last] });
    stage.form.setValue('prefix', 'x');
    stage.form.next();
    assert.equal(stage.now.step, 2);
    stage.form.back();
    assert.equal(stage.now.step, 0);
    stage.form.setValue('prefix', 'more');
    stage.form.next();
    assert.equal(stage.now.step, 1);
  });

  it('goes back to the first step that is wrong when it is saved', async () => {
    const stage = await openForm({ steps: twoSteps });
    stage.form.setValue('prefix', 'x');
    stage.form.next();
    stage.form.setValue('prefix', '');
    await stage.form.save();
    assert.equal(stage.now.step, 0);
    assert.equal(stage.now.errors.length, 2);
  });
});

describe('fields that are not there', () => {
  const conditional: Configuration['steps'] = [
    {
      key: 's',
      title: 'S',
      fields: [
        field({ key: 'copy', type: 'switch' }),
        field({ key: 'target', required: true, visibleWhen: [{ field: 'copy', values: [true] }] }),
        field({ key: 'constant', hidden: true, default: 'c' }),
        field({
          key: 'rows',
          type: 'group',
          fields: [field({ key: 'kind' }), field({ key: 'more', visibleWhen: [{ field: 'kind', values: ['a'] }] })],
        }),
      ],
    },
  ];

  it('are neither required nor sent, in groups neither; what was typed comes back with them', async () => {
    const stage = await openForm({ steps: conditional });
    stage.form.setValue('copy', true);
    stage.form.setValue('target', 'there');
    stage.form.setValue('copy', false);
    stage.form.setValue('rows', [
      { kind: 'a', more: '1' },
      { kind: 'b', more: '2' },
    ]);
    assert.equal(stage.now.values['target'], 'there');
    await stage.form.save();
    const [, , request] = stage.backend.callsOf('saveConfiguration')[0] as [unknown, unknown, { values: unknown }];
    assert.deepEqual(request.values, { copy: false, constant: 'c', rows: [{ kind: 'a', more: '1' }, { kind: 'b' }] });
  });
});

describe('fields that depend on fields that are not there', () => {
  it('are not there either, in the steps of a wizard too, and nothing that is seen is left out', async () => {
    const steps: Configuration['steps'] = [
      {
        key: 'one',
        title: 'One',
        fields: [
          field({ key: 'mode' }),
          field({ key: 'detail', visibleWhen: [{ field: 'mode', values: ['a'] }] }),
          field({ key: 'note', visibleWhen: [{ field: 'detail' }] }),
        ],
      },
      { key: 'two', title: 'Two', fields: [field({ key: 'more', visibleWhen: [{ field: 'note' }] })] },
      { key: 'three', title: 'Three', fields: [field({ key: 'last' })] },
    ];
    const stage = await openForm({ steps });
    for (const [key, value] of Object.entries({ mode: 'a', detail: 'd', note: 'n', more: 'm' })) stage.form.setValue(key, value);
    stage.form.setValue('mode', 'b');
    stage.form.next();
    assert.equal(stage.now.step, 2);
    await stage.form.save();
    const [, , request] = stage.backend.callsOf('saveConfiguration')[0] ?? [];
    assert.deepEqual(request, { values: { mode: 'b' }, version: '1' });
  });
});

describe('dynamic options', () => {
  const dynamic: Configuration['steps'] = [
    {
      key: 's',
      title: 'S',
      fields: [
        field({ key: 'drive', type: 'select', dynamic: true }),
        field({ key: 'folder', type: 'select', dynamic: true, dependsOn: ['drive'] }),
        field({ key: 'file', type: 'select', dynamic: true, dependsOn: ['folder'] }),
      ],
    },
  ];
  const many = Array.from({ length: 45 }, (_, index) => choice(`folder-${index}`));

  it('are loaded with the values they depend on, page by page', async () => {
    const stage = await openForm({ steps: dynamic });
    stage.backend.options.set('folder', many);
    stage.form.setValue('drive', choice('mine'));
    stage.form.loadOptions('folder');
    assert.deepEqual(stage.now.options['folder'], { status: 'loading', search: '', options: [] });
    await settled();
    stage.form.loadMoreOptions('folder');
    await settled();
    stage.form.loadMoreOptions('folder');
    await settled();
    assert.deepEqual(stage.now.options['folder'], { status: 'ready', search: '', options: many, more: false });
    assert.deepEqual(stage.backend.callsOf('readOptions')[0], [
      address,
      'settings',
      { field: 'folder', values: { drive: choice('mine') } },
    ]);
    stage.form.loadMoreOptions('folder');
    assert.equal(stage.backend.callsOf('readOptions').length, 3);
  });

  it('are searched once typing has paused, for the newest words only', async () => {
    const stage = await openForm({ steps: dynamic });
    stage.backend.options.set('drive', many);
    stage.form.loadOptions('drive');
    await settled();
    for (const search of ['f', 'fo', 'folder-4']) stage.form.loadOptions('drive', search);
    await stage.clock.advance(249);
    assert.equal(stage.backend.callsOf('readOptions').length, 1);
    await stage.clock.advance(1);
    assert.equal(stage.backend.callsOf('readOptions').length, 2);
    const found = stage.now.options['drive'];
    assert.equal(found?.status === 'ready' && found.options.length, 6);
  });

  it('come from the newest question, even when an older one is answered later', async () => {
    const stage = await openForm({ steps: dynamic });
    stage.backend.options.set('drive', [choice('old'), choice('new')]);
    const held = stage.backend.hold('readOptions');
    stage.form.loadOptions('drive');
    stage.form.loadOptions('drive', 'new');
    await stage.clock.advance(250);
    assert.equal(held.waiting, 1, 'the older question is given up');
    held.release();
    await settled();
    const found = stage.now.options['drive'];
    assert.deepEqual(found?.status === 'ready' && found.options, [choice('new')]);
  });

  it('say why they could not be loaded, and keep what was there', async () => {
    const stage = await openForm({ steps: dynamic });
    stage.backend.failNext('readOptions', 'provider_error');
    stage.form.loadOptions('drive');
    await settled();
    const failed = stage.now.options['drive'];
    assert.equal(failed?.status === 'failed' && failed.error.code, 'provider_error');
    assert.equal(stage.now.status, 'editing');
  });

  const saved = { drive: choice('a'), folder: choice('b'), file: choice('c') };
  /** What they depend on was changed by a person who then waits. */
  const paused = async (stage: Awaited<ReturnType<typeof openForm>>) => {
    await stage.clock.advance(250);
    await settled();
  };

  it('are asked for again when what they depend on changes: what is offered stays, what is not is cleared and said', async () => {
    const stage = await openForm({ steps: dynamic, values: saved });
    stage.backend.options.set('folder', [choice('b'), choice('d')]);
    stage.form.setValue('drive', choice('other'));
    assert.deepEqual(stage.now.values, { ...saved, drive: choice('other') }, 'nothing goes before it is known');
    await paused(stage);
    assert.deepEqual(stage.now.values, { ...saved, drive: choice('other') }, 'a folder that is offered stays');
    stage.backend.options.set('folder', [choice('d')]);
    stage.form.setValue('drive', choice('third'));
    await paused(stage);
    assert.deepEqual(stage.now.values['folder'], null);
    assert.deepEqual(stage.now.errors, [{ pointer: '#/values/folder', code: 'no_longer_offered' }]);
    await paused(stage);
    assert.deepEqual(stage.now.values['file'], null, 'and so does what depended on it');
  });

  it('bring back what was chosen where it is offered again, and nothing over a choice that was made since', async () => {
    const stage = await openForm({ steps: dynamic, values: saved });
    const change = async (drive: string, folders: string[]) => {
      stage.backend.options.set('folder', folders.map(choice));
      stage.form.setValue('drive', choice(drive));
      await paused(stage);
      return stage.now.values['folder'];
    };
    assert.equal(await change('other', ['d']), null);
    assert.deepEqual(await change('a', ['b', 'd']), choice('b'));
    assert.ok(stage.now.errors.every(({ pointer }) => pointer !== '#/values/folder'));
    assert.equal(await change('other', ['d']), null);
    stage.form.setValue('folder', choice('d'));
    assert.deepEqual(await change('a', ['b', 'd']), choice('d'));
  });

  it('leave a choice alone that an answer with more to come does not show, and one that could not be asked about', async () => {
    const stage = await openForm({ steps: dynamic, values: saved });
    stage.backend.options.set('folder', many);
    stage.form.setValue('drive', choice('other'));
    await paused(stage);
    assert.deepEqual(stage.now.values['folder'], choice('b'));
    stage.backend.failNext('readOptions', 'provider_error');
    stage.form.setValue('drive', choice('third'));
    await paused(stage);
    assert.deepEqual(stage.now.values['folder'], choice('b'));
  });

  it('answered late for what was there before change nothing', async () => {
    const stage = await openForm({ steps: dynamic, values: saved });
    const held = stage.backend.hold('readOptions');
    stage.form.setValue('drive', choice('other'));
    await stage.clock.advance(250);
    assert.equal(held.waiting, 1);
    stage.form.setValue('drive', choice('a'));
    await settled();
    assert.equal(held.waiting, 0, 'the older question is given up');
    assert.deepEqual(stage.now.values, saved);
  });

  it('of a list and of a mapping lose only what is not offered', async () => {
    const steps: Configuration['steps'] = [
      {
        key: 's',
        title: 'S',
        fields: [
          field({ key: 'drive' }),
          field({ key: 'folders', type: 'multi_select', dynamic: true, dependsOn: ['drive'] }),
          field({
            key: 'map',
            type: 'field_mapping',
            dynamic: true,
            dependsOn: ['drive'],
            sources: [choice('from'), choice('gone'), choice('none')],
          }),
        ],
      },
    ];
    const values = { folders: [choice('b'), choice('c')], map: { from: choice('b'), gone: choice('c'), none: null } };
    const stage = await openForm({ steps, values });
    for (const key of ['folders', 'map']) stage.backend.options.set(key, [choice('b')]);
    stage.form.setValue('drive', 'x');
    await paused(stage);
    assert.deepEqual(stage.now.values['folders'], [choice('b')]);
    assert.deepEqual(stage.now.values['map'], { from: choice('b'), none: null });
    for (const key of ['folders', 'map']) stage.backend.options.set(key, [choice('b'), choice('c')]);
    stage.form.setValue('drive', 'y');
    await paused(stage);
    assert.deepEqual(stage.now.values['folders'], values.folders);
    assert.deepEqual(stage.now.values['map'], values.map);
  });

  it("in the rows of a group are each row's own, by what is beside them and around them", async () => {
    const steps: Configuration['steps'] = [
      {
        key: 's',
        title: 'S',
        fields: [
          field({ key: 'account' }),
          field({
            key: 'rows',
            type: 'group',
            fields: [
              field({ key: 'board', type: 'select', dynamic: true, dependsOn: ['../account'] }),
              field({ key: 'list', type: 'select', dynamic: true, dependsOn: ['board', 'account'] }),
            ],
          }),
        ],
      },
    ];
    const rows = [
      { board: choice('one'), list: choice('b') },
      { board: choice('two'), list: choice('b') },
    ];
    const stage = await openForm({ steps, values: { account: 'me', rows } });
    stage.backend.options.set('list', [choice('b'), choice('c')]);
    stage.form.loadOptions('rows/1/list');
    await settled();
    assert.deepEqual(stage.backend.callsOf('readOptions')[0]?.[2], {
      field: 'list',
      values: { board: choice('two'), account: 'me' },
    });
    assert.deepEqual(Object.keys(stage.now.options), ['rows/1/list']);
    stage.backend.options.set('list', [choice('c')]);
    stage.form.setValue('rows', [rows[0] ?? {}, { board: choice('three'), list: choice('b') }]);
    await paused(stage);
    assert.deepEqual(stage.now.values['rows'], [rows[0], { board: choice('three'), list: null }]);
    assert.deepEqual(stage.now.errors, [{ pointer: '#/values/rows/1/list', code: 'no_longer_offered' }]);
    const asked = stage.backend.callsOf('readOptions').length;
    stage.form.setValue('rows', [{ board: choice('three'), list: null }, rows[0] ?? {}]);
    await paused(stage);
    assert.equal(stage.backend.callsOf('readOptions').length, asked, 'rows that move ask for nothing');
    assert.deepEqual(Object.keys(stage.now.options), []);
  });

  it('stop being loaded when the form is closed', async () => {
    const stage = await openForm({ steps: dynamic });
    const held = stage.backend.hold('readOptions');
    stage.form.loadOptions('drive');
    await settled();
    stage.form.dispose();
    await settled();
    assert.equal(held.waiting, 0);
  });
});
