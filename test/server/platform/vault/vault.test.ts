import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createVault, parseKeys, sealedPrefix, VaultError } from '../../../../src/server/platform/vault/vault.js';

const newKey = (id: string) => ({ id, key: Uint8Array.from(randomBytes(32)) });
const secret = { token: 'xoxb-very-secret', scopes: ['a', 'ü'], expires: null };
const context = 'LIVE/acme/connection-1/slack';

function refusedAs(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof VaultError);
    assert.equal(error.code, code);
    assert.equal(error.cause, undefined);
    assert.ok(!`${error.stack}`.includes('very-secret'));
    return true;
  };
}

describe('the vault', () => {
  const vault = createVault({ keys: [newKey('k1')] });

  it('opens what it sealed, for the same context', async () => {
    for (const value of [secret, 'text', 0, null, [], { '': false }]) {
      assert.deepEqual(await vault.open(await vault.seal(value, context), context), value);
    }
  });

  it('seals the same value differently each time and shows nothing of it', async () => {
    const [first, second] = await Promise.all([vault.seal(secret, context), vault.seal(secret, context)]);
    assert.notEqual(first, second);
    for (const part of first.split('.')) {
      assert.ok(!Buffer.from(part, 'base64url').toString().includes('secret'));
    }
  });

  it('begins with what tells its key, and no other one, from outside', async () => {
    for (const id of ['k', 'k1', 'k12', 'k123', 'K_-'.repeat(21)]) {
      for (const place of ['', 'x', context, '"', '\\', 'ü']) {
        const sealed = await createVault({ keys: [newKey(id)] }).seal(secret, place);
        assert.ok(sealed.startsWith(sealedPrefix(id)), `${id} for ${place}`);
        for (const other of [`${id}0`, id.slice(0, -1)])
          assert.ok(!sealed.startsWith(sealedPrefix(other)), `${id} is not ${other}`);
      }
    }
  });

  it('knows what a key of the ring sealed, for whatever place', async () => {
    const sealed = await vault.seal(secret, context);
    assert.equal(await vault.isOurs(sealed), true);
    assert.equal(await createVault({ keys: [newKey('k1')] }).isOurs(sealed), false);
    assert.equal(await createVault({ keys: [newKey('k2')] }).isOurs(sealed), false);
    for (const broken of ['', 'x', sealed.slice(0, -5)]) assert.equal(await vault.isOurs(broken), false);
  });

  it('refuses a value that was moved to another context', async () => {
    await assert.rejects(vault.open(await vault.seal(secret, context), `${context}2`), refusedAs('vault_context_mismatch'));
  });

  it('refuses a context that was rewritten in place', async () => {
    const [header = '', ...rest] = (await vault.seal(secret, context)).split('.');
    const forged = Buffer.from(Buffer.from(header, 'base64url').toString().replace('acme', 'evil')).toString('base64url');
    await assert.rejects(vault.open([forged, ...rest].join('.'), context.replace('acme', 'evil')), refusedAs('vault_corrupt'));
  });

  it('refuses a value of which any part was changed or cut', async () => {
    const sealed = await vault.seal(secret, context);
    const parts = sealed.split('.');
    for (const index of [2, 3, 4]) {
      const bytes = Buffer.from(parts[index] ?? '', 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      const changed = parts.with(index, bytes.toString('base64url')).join('.');
      await assert.rejects(vault.open(changed, context), refusedAs('vault_corrupt'));
    }
    for (const broken of ['', 'x', sealed.slice(0, -5), parts.slice(0, 4).join('.'), `${sealed}.x`, JSON.stringify(secret)]) {
      await assert.rejects(vault.open(broken, context), refusedAs('vault_corrupt'));
    }
  });

  it('opens with an earlier key, says that it should be sealed again, and seals with the first', async () => {
    const [k1, k2] = [newKey('k1'), newKey('k2')];
    const before = createVault({ keys: [k1] });
    const rotated = createVault({ keys: [k2, k1] });
    const after = createVault({ keys: [k2] });
    const old = await before.seal(secret, context);
    assert.deepEqual(await rotated.open(old, context), secret);
    assert.deepEqual([before.needsRotation(old), rotated.needsRotation(old)], [false, true]);
    const renewed = await rotated.seal(secret, context);
    assert.equal(rotated.needsRotation(renewed), false);
    assert.deepEqual(await after.open(renewed, context), secret);
    await assert.rejects(after.open(old, context), refusedAs('vault_key_unknown'));
  });

  it('refuses another key of the same id, and a value sealed with another algorithm', async () => {
    const other = createVault({ keys: [newKey('k1')] });
    await assert.rejects(other.open(await vault.seal(secret, context), context), refusedAs('vault_corrupt'));
    const header = Buffer.from(JSON.stringify({ alg: 'none', enc: 'A256GCM', kid: 'k1', ctx: context, crit: ['ctx'] }));
    await assert.rejects(vault.open(`${header.toString('base64url')}..e30.e30.e30`, context), refusedAs('vault_corrupt'));
  });

  it('takes keys of 32 bytes with different ids, at least one', () => {
    assert.throws(() => createVault({ keys: [] }), refusedAs('vault_keys_invalid'));
    assert.throws(() => createVault({ keys: [newKey('a'), newKey('a')] }), refusedAs('vault_keys_invalid'));
    assert.throws(() => createVault({ keys: [{ id: 'a', key: new Uint8Array(16) }] }), refusedAs('vault_keys_invalid'));
  });

  it('reads its keys from a line of text, and never repeats one in an error', () => {
    const [first, second] = [randomBytes(32), randomBytes(32)];
    const line = ` k2:${first.toString('base64')}, k1:${second.toString('base64url')}\n`;
    assert.deepEqual(parseKeys(line), [
      { id: 'k2', key: Uint8Array.from(first) },
      { id: 'k1', key: Uint8Array.from(second) },
    ]);
    for (const wrong of [
      '',
      'k1',
      'k1:',
      'k1:very-secret',
      `:${first.toString('base64')}`,
      `${line},`,
      `k1:${randomBytes(16).toString('base64')}`,
    ]) {
      assert.throws(() => parseKeys(wrong), refusedAs('vault_keys_invalid'));
    }
  });
});
