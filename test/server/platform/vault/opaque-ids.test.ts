import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { opaqueIds } from '../../../../src/server/platform/vault/opaque-ids.js';
import { createVault } from '../../../../src/server/platform/vault/vault.js';

const key = (id: string, fill: number) => ({ id, key: new Uint8Array(32).fill(fill) });
const [one, two] = [key('k1', 1), key('k2', 2)];
const idsOf = (keys: readonly ReturnType<typeof key>[], tenant = 'acme', purpose = 'events') =>
  opaqueIds(createVault({ keys }), purpose)({ environment: 'LIVE', tenant });

describe('an opaque id', () => {
  const ids = idsOf([one]);

  it('is read as its number by every process with the key, after it was replaced too', () => {
    for (const number of ['0', '1', '4294967296', '9223372036854775807']) {
      assert.equal(ids.of(number), idsOf([one, two]).of(number));
      for (const reader of [idsOf([one]), idsOf([two, one])])
        for (const id of [ids.of(number), ids.fresh(number)]) assert.equal(reader.read(id), number);
    }
    assert.equal(idsOf([two]).read(ids.of('7')), undefined);
  });

  it('tells nothing of its number, and nothing at all where it is made afresh', () => {
    const made = Array.from({ length: 200 }, (_id, number) => ids.of(String(number)));
    assert.equal(new Set(made).size, 200);
    // Neighbours have half of their 128 bits in common, as strangers have.
    const bits = made.slice(1).map((id, index) => {
      const [left, right] = [Buffer.from(id, 'base64url'), Buffer.from(made[index] ?? '', 'base64url')];
      return left.reduce((sum, byte, at) => sum + (byte ^ (right[at] ?? 0)).toString(2).replaceAll('0', '').length, 0);
    });
    const mean = bits.reduce((sum, count) => sum + count, 0) / bits.length;
    assert.ok(mean > 58 && mean < 70, `${mean} bits`);
    assert.equal(new Set(Array.from({ length: 50 }, () => ids.fresh('7'))).size, 50);
  });

  it('of another tenant, another kind or nobody is none', () => {
    assert.notEqual(idsOf([one], 'beta').of('7'), ids.of('7'));
    for (const id of [
      idsOf([one], 'beta').of('7'),
      idsOf([one], 'acme', 'history').of('7'),
      '7',
      '',
      'x'.repeat(22),
      '9'.repeat(18),
    ])
      assert.equal(ids.read(id), undefined, id);
    for (let count = 0; count < 2000; count++) assert.equal(ids.read(randomBytes(16).toString('base64url')), undefined);
  });
});
