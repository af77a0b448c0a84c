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

  it('and their choices go when what they depend on changes, and all that depends on them', async () => {
    const stage = await openForm({ steps: dynamic, values: { drive: choice('a'), folder: choice('b'), file: choice('c') } });
    stage.backend.options.set('folder', many);
    stage.form.loadOptions('folder');
    await settled();
    stage.form.setValue('drive', choice('other'));
    assert.deepEqual(stage.now.values, { drive: choice('other') });
    assert.deepEqual(stage.now.options, {});
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
