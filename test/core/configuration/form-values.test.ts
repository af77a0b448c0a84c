import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorsOf } from '../../../src/core/configuration/form-values.js';
import { aField } from '../../support/factories.js';

const fields = [
  aField({ key: 'password', type: 'password', required: true, minimumLength: 8 }),
  aField({
    key: 'boxes',
    type: 'group',
    fields: [aField({ key: 'name', type: 'text', required: true }), aField({ key: 'key', type: 'password', required: true })],
  }),
];

describe('a secret that is kept', () => {
  it('was checked when it was stored, in the row of a group too', () => {
    const kept = { $secret: 'set' };
    const boxes = [
      { name: 'one', key: { ...kept, is: 'mark' } },
      { name: 'two', key: kept },
    ];
    assert.deepEqual(errorsOf(fields, { password: kept, boxes }), []);
  });

  it('excuses nothing beside it', () => {
    const boxes = [
      { name: '', key: { $secret: 'set' } },
      { name: 'two', key: '' },
    ];
    assert.deepEqual(
      errorsOf(fields, { password: 'short', boxes }).map(({ pointer }) => pointer),
      ['#/values/password', '#/values/boxes/0/name', '#/values/boxes/1/key'],
    );
  });
});
