import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { defences } from './support/defences/defences.js';
import { defencesUnderFault } from './support/defences/under-fault.js';

describe('the defences', () => {
  for (const { fault, off, test } of [...defences, ...defencesUnderFault]) {
    it(`stand where they are said to stand: ${fault}`, () => {
      for (const [file, from, to] of off) {
        assert.equal(readFileSync(file, 'utf8').split(from).length, 2, `${file} holds this not exactly once: ${from}`);
        assert.notEqual(from, to);
      }
      assert.ok(readFileSync(test.file, 'utf8').length > 0);
    });
  }
});
