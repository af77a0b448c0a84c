import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Condition, Field } from '../../src/contract/form.js';
import { presentValues, scopeOf } from '../../src/contract/rules/visible-when.js';
import { aField } from '../support/factories.js';

const choice = (value: string) => ({ label: value.toUpperCase(), value });
const when = (...visibleWhen: Condition[]) => aField({ key: 'asked', visibleWhen });
const shown = (field: Field, values: Parameters<typeof scopeOf>[1], others: readonly Field[]) =>
  scopeOf([field, ...others], values).isShown(field);

describe('a condition', () => {
  it('looks for a value in a list, unless it says otherwise', () => {
    const list = [aField({ key: 'list', type: 'multi_select' })];
    const values = { list: [choice('a'), choice('b')] };
    assert.equal(shown(when({ field: 'list', values: ['b'] }), values, list), true);
    assert.equal(shown(when({ field: 'list', values: ['c'] }), values, list), false);
    assert.equal(shown(when({ field: 'list', values: ['b'], not: true }), values, list), false);
    assert.equal(shown(when({ field: 'list', is: 'any_of', values: ['b'] }), values, list), false);
    assert.equal(shown(when({ field: 'list', is: 'any_of', values: ['b', 'a', 'c'] }), values, list), true);
    assert.equal(shown(when({ field: 'list', is: 'set', values: ['c'] }), values, list), true);
    assert.equal(shown(when({ field: 'list', is: 'any_of', values: ['a'] }), { list: [] }, list), false);
  });

  it('looks for a part of a text where it says so', () => {
    const text = [aField({ key: 'text' })];
    assert.equal(shown(when({ field: 'text', is: 'contains', values: ['@'] }), { text: 'a@b' }, text), true);
    assert.equal(shown(when({ field: 'text', values: ['@'] }), { text: 'a@b' }, text), false);
  });

  it('takes an emptied field for one without a value', () => {
    const empty = { text: '', off: false, list: [], rows: [], map: { a: null }, none: null };
    const kept = { text: ' ', off: true, list: [choice('a')], rows: [{}], map: { a: choice('b') }, none: 0 };
    for (const key of Object.keys(empty)) {
      const other = [aField({ key, type: key === 'off' ? 'switch' : 'text' })];
      assert.equal(shown(when({ field: key }), empty, other), false, key);
      assert.equal(shown(when({ field: key }), kept, other), true, key);
    }
  });

  it('sees a switch that nobody touched as off, and one that is not there as nothing', () => {
    const on = aField({ key: 'on', type: 'switch' });
    assert.equal(shown(when({ field: 'on', values: [false] }), {}, [on]), true);
    assert.equal(shown(when({ field: 'on', values: [false] }), {}, [{ ...on, visibleWhen: [{ field: 'gone' }] }]), false);
  });

  it('takes a field that is not there for one without a value, however far away it is hidden', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((key, index, keys) =>
      aField({ key, visibleWhen: [{ field: keys[index - 1] ?? 'mode', ...(index === 0 ? { values: ['a'] } : {}) }] }),
    ) as [Field, Field, Field];
    const fields = [three, two, one, aField({ key: 'mode' })];
    const typed = { one: '1', two: '2', three: '3' };
    assert.deepEqual(presentValues(fields, { ...typed, mode: 'a' }), { ...typed, mode: 'a' });
    assert.deepEqual(presentValues(fields, { ...typed, mode: 'b' }), { mode: 'b' });
  });

  it('sees the value that an author gave to a hidden field', () => {
    const plan = aField({ key: 'plan', hidden: true, default: 'pro' });
    assert.equal(shown(when({ field: 'plan', values: ['pro'] }), { plan: 'pro' }, [plan]), true);
  });

  it('of a field that shows itself never holds', () => {
    const fields = [aField({ key: 'a', visibleWhen: [{ field: 'b' }] }), aField({ key: 'b', visibleWhen: [{ field: 'a' }] })];
    assert.deepEqual(presentValues(fields, { a: '1', b: '2' }), {});
  });
});

describe('a condition in a row', () => {
  const inRow = (field: string) =>
    aField({
      key: 'rows',
      type: 'group',
      fields: [aField({ key: 'kind' }), aField({ key: 'asked', visibleWhen: [{ field, values: ['a'] }] })],
    });
  const kept = (field: string, values: object) =>
    presentValues([aField({ key: 'kind' }), aField({ key: 'mode' }), inRow(field)], values as never)['rows'];
  const rows = [
    { kind: 'a', asked: '1' },
    { kind: 'b', asked: '2' },
  ];

  it('looks at its own row first', () => {
    assert.deepEqual(kept('kind', { kind: 'a', rows }), [rows[0], { kind: 'b' }]);
  });

  it('looks around the row, by the name alone where the row has none, and outright with ../', () => {
    assert.deepEqual(kept('mode', { mode: 'a', rows }), rows);
    assert.deepEqual(kept('mode', { mode: 'b', rows }), [{ kind: 'a' }, { kind: 'b' }]);
    assert.deepEqual(kept('../kind', { kind: 'a', rows }), rows);
    assert.deepEqual(kept('../kind', { kind: 'b', rows }), [{ kind: 'a' }, { kind: 'b' }]);
  });

  it('looks around a row within a row', () => {
    const inner = aField({
      key: 'inner',
      type: 'group',
      fields: [aField({ key: 'asked', visibleWhen: [{ field: '../../mode' }] })],
    });
    const fields = [aField({ key: 'mode' }), aField({ key: 'outer', type: 'group', fields: [inner] })];
    const outer = [{ inner: [{ asked: '1' }] }];
    assert.deepEqual(presentValues(fields, { mode: 'x', outer })['outer'], outer);
    assert.deepEqual(presentValues(fields, { mode: '', outer })['outer'], [{ inner: [{}] }]);
  });
});
