import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateForm } from '../../src/contract/rules/validate-form.js';
import { aField } from '../support/factories.js';

const sources = [
  { label: 'Owner', value: 'owner' },
  { label: 'Created at', value: 'created/at' },
];
const options = [{ label: 'Author', value: 'author' }];
const mapping = aField({ key: 'map', label: 'Fields', type: 'field_mapping', sources, options, required: true });

describe('a required field mapping', () => {
  it('asks for every source that is not decided, each by its own pointer', () => {
    const open = [
      { pointer: '#/values/map/owner', code: 'required' },
      { pointer: '#/values/map/created~1at', code: 'required' },
    ];
    assert.deepEqual(validateForm([mapping], {}), open);
    assert.deepEqual(validateForm([mapping], { map: {} }), open);
    assert.deepEqual(validateForm([mapping], { map: { owner: options[0] ?? null } }), open.slice(1));
  });

  it('takes "not copied" for a decision', () => {
    assert.deepEqual(validateForm([mapping], { map: { owner: null, 'created/at': { label: 'Author', value: 'author' } } }), []);
  });

  it('without sources is missing as a whole', () => {
    const { sources: _sources, ...bare } = mapping;
    assert.deepEqual(validateForm([bare], {}), [{ pointer: '#/values/map', code: 'required' }]);
  });

  it('that is optional may stay open', () => {
    assert.deepEqual(validateForm([{ ...mapping, required: false }], { map: { owner: null } }), []);
  });
});
