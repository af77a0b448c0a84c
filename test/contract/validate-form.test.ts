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

describe('an answer', () => {
  const errors = (field: Parameters<typeof aField>[0], value: unknown) =>
    validateForm([aField({ key: 'a', ...field })], { a: value } as never).map(({ pointer, code }) => `${pointer} ${code}`);

  it('is a day that there is', () => {
    for (const day of ['2026-02-28', '2024-02-29', '2000-02-29']) assert.deepEqual(errors({ type: 'date' }, day), [], day);
    for (const day of ['2026-02-31', '2026-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-2-3', '1'])
      assert.deepEqual(errors({ type: 'date' }, day), ['#/values/a not_a_date'], day);
  });

  it('is a moment that is the same everywhere', () => {
    for (const moment of ['2026-02-28T10:00Z', '2026-02-28T10:00:00.000Z', '2026-02-28T23:59:59+05:30'])
      assert.deepEqual(errors({ type: 'datetime' }, moment), [], moment);
    for (const moment of [
      '1',
      '2026',
      '2026-02-31T10:00Z',
      '2026-02-28T24:00Z',
      '2026-02-28T10:00',
      '2026-02-28',
      '2026-02-28T10:00+99:00',
    ])
      assert.deepEqual(errors({ type: 'datetime' }, moment), ['#/values/a not_a_date'], moment);
  });

  it('is a number that stays what it is', () => {
    for (const number of [0, -1.5, Number.MAX_SAFE_INTEGER]) assert.deepEqual(errors({ type: 'number' }, number), []);
    for (const number of [2 ** 53, 1e300, '123456789012345678', '1 234 567 890 123 456,5', '١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧'])
      assert.deepEqual(errors({ type: 'number' }, number), ['#/values/a number_not_exact'], String(number));
    for (const text of ['1.5', 'abc', 'no 0123456789012345678'])
      assert.deepEqual(errors({ type: 'number' }, text), ['#/values/a not_a_number'], text);
  });

  it('is among what can be chosen now', () => {
    const list = [
      { label: 'A', value: 'a' },
      { label: 'B', value: 'b', disabled: true },
    ];
    const [a, b, c] = ['a', 'b', 'c'].map((value) => ({ label: 'forged', value }));
    for (const type of ['select', 'radio'] as const) {
      assert.deepEqual(errors({ type, options: list }, a), []);
      for (const other of [b, c]) assert.deepEqual(errors({ type, options: list }, other), ['#/values/a not_an_option']);
    }
    for (const type of ['multi_select', 'file_picker'] as const) {
      assert.deepEqual(errors({ type, options: list }, [a]), []);
      for (const other of [b, c]) assert.deepEqual(errors({ type, options: list }, [a, other]), ['#/values/a not_an_option']);
    }
    const mapped = { type: 'field_mapping' as const, options: list, sources };
    assert.deepEqual(errors(mapped, { owner: a, 'created/at': null }), []);
    assert.deepEqual(errors(mapped, { owner: b, 'created/at': c }), [
      '#/values/a/owner not_an_option',
      '#/values/a/created~1at not_an_option',
    ]);
    assert.deepEqual(errors(mapped, { owner: 'a' }), ['#/values/a/owner invalid']);
    assert.deepEqual(errors(mapped, { 'gone since': c }), [], 'a source that the form has no more is asked for no more');
  });

  it('in a row is checked by what is around the row', () => {
    const fields = [
      aField({ key: 'mode' }),
      aField({
        key: 'rows',
        type: 'group',
        fields: [aField({ key: 'asked', required: true, visibleWhen: [{ field: '../mode', values: ['a'] }] })],
      }),
    ];
    assert.deepEqual(validateForm(fields, { mode: 'b', rows: [{}] }), []);
    assert.deepEqual(validateForm(fields, { mode: 'a', rows: [{}] }), [{ pointer: '#/values/rows/0/asked', code: 'required' }]);
    assert.deepEqual(validateForm(fields, { mode: 'b', rows: [{ other: 1 }] }), [
      { pointer: '#/values/rows/0/other', code: 'unknown_field' },
    ]);
  });
});
