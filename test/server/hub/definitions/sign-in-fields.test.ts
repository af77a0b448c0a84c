import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthMethod } from '../../../../src/contract/connector.js';
import type { Field } from '../../../../src/contract/form.js';
import { checkSignInFields } from '../../../../src/server/hub/definitions/check-fields.js';

const faults = (field: Partial<Field>, method: AuthMethod = 'custom_input') =>
  checkSignInFields('It', method, [{ key: 'one', type: 'text', label: 'One', ...field }]);

describe('what an author lets a sign-in ask for', () => {
  it('is one value each, of any type that can be typed or chosen', () => {
    const options = [{ label: 'A', value: 'a' }];
    assert.deepEqual(faults({ type: 'number', default: 5, minimum: 1 }), []);
    assert.deepEqual(faults({ type: 'select', options, default: { label: 'A', value: 'a' } }), []);
    assert.deepEqual(faults({ type: 'url', default: 'https://a.example', helpUrl: 'https://a.example/help' }), []);
    assert.deepEqual(faults({ type: 'password', required: true, pattern: 'k_.+' }), []);
    for (const type of ['group', 'field_mapping', 'file_picker', 'multi_select'] as const)
      assert.deepEqual(faults({ type }), [`It: "one" of custom_input cannot be a ${type}`]);
    assert.deepEqual(faults({ type: 'select', dynamic: true }), ['It: "one" of custom_input cannot be a list that is loaded']);
  });

  it('is text where a window is opened for the rest', () => {
    assert.deepEqual(faults({ type: 'number' }, 'oauth'), ['It: "one" of oauth cannot be a number']);
    assert.deepEqual(faults({ type: 'text' }, 'oauth'), []);
  });

  it('has defaults that are answers, also where nobody sees them', () => {
    const options = [{ label: 'A', value: 'a' }];
    const wrong = ['It: the default of "one" is not an answer to it'];
    assert.deepEqual(faults({ type: 'select', options, default: 'a' }), wrong);
    assert.deepEqual(faults({ type: 'select', options, default: { label: 'B', value: 'b' } }), wrong);
    assert.deepEqual(faults({ type: 'number', default: '5' }), wrong);
    assert.deepEqual(faults({ hidden: true, pattern: '[a-z]+', default: 'A' }), wrong);
    assert.deepEqual(faults({ hidden: true, default: 'A' }), []);
  });
});
