import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import { jsonText } from '../../src/core/json-text.js';
import { same } from '../../src/core/same.js';
import { filesBelow } from '../support/files-below.js';

const add = (prototype: object, toJSON: () => unknown): void => {
  Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true, enumerable: true, writable: true });
};

const value = {
  values: { folders: [{ label: 'A', value: 1 }, [], ['b', null, true, [{}]]], none: null, left: undefined, __proto__: null },
  toJSON: 'a field of this name',
};
const text =
  '{"values":{"folders":[{"label":"A","value":1},[],["b",null,true,[{}]]],"none":null},"toJSON":"a field of this name"}';

describe('the JSON of a page', () => {
  afterEach(() => {
    for (const prototype of [Object.prototype, Array.prototype, String.prototype]) Reflect.deleteProperty(prototype, 'toJSON');
  });

  it('is what it always is', () => {
    assert.equal(jsonText(value), text);
    assert.equal(jsonText(JSON.parse('{"__proto__":{"a":1}}')), '{"__proto__":{"a":1}}');
  });

  for (const [name, prototype] of Object.entries({
    lists: Array.prototype,
    objects: Object.prototype,
    texts: String.prototype,
  })) {
    it(`stays it where the page says how ${name} are written`, () => {
      add(prototype, () => 'something else');
      assert.equal(jsonText(value), text);
      assert.equal(jsonText(['a', 'b']), '["a","b"]');
      assert.equal(jsonText(JSON.parse('{"__proto__":{"a":[1]}}')), '{"__proto__":{"a":[1]}}');
    });

    it(`tells values apart where the page says how ${name} are written`, () => {
      add(prototype, () => 'something else');
      assert.equal(same({ a: [1] }, { a: [2] }), false);
      assert.equal(same([{ a: 'x' }], [{ a: 'x' }]), true);
      assert.equal(same({ a: 1 }, { b: 1 }), false);
    });
  }

  it('is written in one place', () => {
    const writing = ['core', 'browser', 'elements', 'contract', 'localization']
      .flatMap((folder) => filesBelow(`src/${folder}`))
      .filter((path) => path.endsWith('.ts') && readFileSync(path, 'utf8').includes('JSON.stringify('));
    assert.deepEqual(writing, ['src/core/json-text.ts']);
  });
});
