import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Visibility } from '../../../../src/contract/action.js';
import type { Field } from '../../../../src/contract/form.js';
import { defineConfigurationFlow, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const text = (key: string, over: Partial<Field> = {}): Field => ({ key, type: 'text', label: key, required: true, ...over });
const formOf = (key: string, fields: readonly Field[]) =>
  defineConfigurationFlow({ key, name: key, version: '1', steps: [{ key: 'all', title: 'All', fields: [...fields] }] });

/** The buttons of the seed's migration widget, and a second form. */
const widgetOf = (key: string, settings: Visibility) =>
  defineWidget({
    key,
    name: key,
    configurations: [{ flow: 'settings' }, { flow: 'other' }],
    actions: [
      { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
      { key: 'configure', name: 'Configure', type: 'configuration', visibility: settings, flow: 'settings' },
      { key: 'more', name: 'More', type: 'configuration', visibility: settings, flow: 'other' },
      { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
    ],
  });

const widgets = [widgetOf('after', 'post_auth_not_configured'), widgetOf('before', 'pre_auth_not_configured')];
const before1 = [text('name'), text('size', { maximumLength: 10 })];

/** What a newer version may ask of what was saved. */
const newer: Readonly<Record<string, readonly Field[]>> = {
  'a new required field': [...before1, text('folder')],
  'a shorter text': [text('name'), text('size', { maximumLength: 2 })],
  'a choice that is no longer there': [
    text('name'),
    { key: 'size', type: 'select', label: 'size', options: [{ label: 'S', value: 's' }] },
  ],
};

eachDatabase((databases) => {
  for (const [what, fields] of Object.entries(newer))
    describe(`a form that asks for ${what}`, () => {
      let hub: TestServer;
      let token: string;

      const call = (method: string, path: string, body?: unknown) =>
        hub.call(method, path, { token, ...(body === undefined ? {} : { body }) });
      const base = (widget: string) => `/v1/widgets/${widget}/connections/default`;
      const read = async (widget: string) => (await call('GET', base(widget))).body;
      const save = (widget: string, flow: string, values: unknown) =>
        call('PUT', `${base(widget)}/configurations/${flow}`, { values });
      const code = async (answer: ReturnType<typeof save>): Promise<unknown> => (await answer).body.code;

      before(async () => {
        const place = await databases.place();
        const start = async (settings: readonly Field[]) => {
          const configurationFlows = [formOf('settings', settings), formOf('other', [text('name')])];
          hub = await startTestServer(place, { connectors: [], flows: [], widgets, configurationFlows });
          token = await hub.token();
        };
        await start(before1);
        for (const { key } of widgets) {
          const activate = async () => {
            await call('POST', `${base(key)}/actions/connect/runs`, {});
            await until(async () => (await read(key)).active);
          };
          if (key === 'after') await activate();
          assert.equal((await save(key, 'settings', { name: 'a', size: '12345' })).status, 200);
          assert.equal((await save(key, 'other', { name: 'a' })).status, 200);
        }
        await hub.stop();
        await start(fields);
      });
      after(() => hub.stop());

      for (const { key } of widgets)
        it(`is offered whatever its visibility, alone, until it is saved (${key} sign-in)`, async () => {
          const asking = await read(key);
          assert.deepEqual(
            [asking.configured, asking.attention, asking.incomplete],
            [true, 'configuration_incomplete', ['settings']],
          );
          assert.equal(await code(save(key, 'other', { name: 'b' })), 'action_not_available');
          assert.equal(await code(save(key, 'settings', { name: 'a', size: '12345' })), 'validation_failed');
          const size = what === 'a choice that is no longer there' ? { label: 'S', value: 's' } : '12';
          const values = { name: 'a', size, ...(what === 'a new required field' ? { folder: 'f' } : {}) };
          assert.equal((await save(key, 'settings', values)).status, 200);
          const { attention, incomplete } = await read(key);
          assert.deepEqual([attention, incomplete], [undefined, undefined]);
          assert.equal(await code(save(key, 'settings', values)), 'action_not_available');
        });
    });
});
