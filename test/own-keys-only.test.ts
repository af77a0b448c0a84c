import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { ownKeysOnly } from './support/own-keys-only.js';

const keysSeen = (code: string): unknown => {
  const edited = ownKeysOnly('library.js', code)?.toString() ?? code;
  // A realm of its own has prototypes of its own.
  return JSON.parse(
    String(runInNewContext(`Object.prototype.added = 'by the page'; const seen = []; ${edited}; JSON.stringify(seen)`)),
  );
};

describe('the libraries of the bundle', () => {
  for (const code of [
    'for (const key in { a: 1, b: 2 }) seen.push(key);',
    'let key; for (key in { a: 1, b: 2 }) { if (key) seen.push(key); }',
    'for(var key in{a:1,b:2})seen.push(key)',
    'for (const key in false ? {} : { a: 1, b: 2 }) seen.push(key); for (const key in true ? null : {}) seen.push(key);',
    'outer: for (const key in { a: 1, b: 2 }) for (const inner in { c: 1 }) { seen.push(key); continue outer; }',
    'for (const key in null) seen.push(key); for (const key in undefined) seen.push(key); seen.push("a", "b");',
  ])
    it(`see own keys only in ${code}`, () => assert.deepEqual(keysSeen(code), ['a', 'b']));

  it('are left alone where they ask for no keys', () => {
    assert.equal(ownKeysOnly('library.js', "for (const a of b) if ('c' in a) d();"), undefined);
  });
});
