import assert from 'node:assert/strict';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { embeddedKeys } from '../../../../src/server/platform/vault/embedded-keys.js';
import { createVault } from '../../../../src/server/platform/vault/vault.js';
import { createTemporaryDirectory } from '../../../support/databases.js';

const nothingSealed = async () => [];

describe('the keys of an embedded database', () => {
  it('are made once, for their owner alone, and read afterwards', async () => {
    const directory = await createTemporaryDirectory();
    const first = await embeddedKeys(directory, nothingSealed);
    const second = await embeddedKeys(directory, nothingSealed);
    assert.deepEqual([first.created, second.created], [true, false]);
    assert.deepEqual(second.keys, first.keys);
    assert.deepEqual(await readdir(directory), ['vault.keys']);
    assert.equal((await stat(join(directory, 'vault.keys'))).mode & 0o777, 0o600);
    const sealed = await createVault(first).seal('secret', 'here');
    assert.equal(await createVault(second).open(sealed, 'here'), 'secret');
  });

  it('are closed to others again when somebody opened them', async () => {
    const directory = await createTemporaryDirectory();
    await embeddedKeys(directory, nothingSealed);
    await chmod(join(directory, 'vault.keys'), 0o644);
    await embeddedKeys(directory, nothingSealed);
    assert.equal((await stat(join(directory, 'vault.keys'))).mode & 0o777, 0o600);
  });

  it('differ between databases, so that what another one sealed is said to need its key', async () => {
    const [one, other] = [
      await embeddedKeys(await createTemporaryDirectory(), nothingSealed),
      await embeddedKeys(await createTemporaryDirectory(), nothingSealed),
    ];
    const sealed = await createVault(one).seal('secret', 'here');
    await assert.rejects(createVault(other).open(sealed, 'here'), { code: 'vault_key_unknown' });
  });

  it('are not made in the place of those that sealed what is stored', async () => {
    const directory = await createTemporaryDirectory();
    await assert.rejects(
      embeddedKeys(directory, async () => ['a1b2']),
      ({ code, message }) =>
        code === 'vault_keys_missing' && message.includes(join(directory, 'vault.keys')) && message.includes('a1b2'),
    );
    assert.deepEqual(await readdir(directory), []);
  });

  it('are not replaced when the file is damaged', async () => {
    const directory = await createTemporaryDirectory();
    const path = join(directory, 'vault.keys');
    for (const text of ['half a k', '', '\n', 'a1b2:c2hvcnQ=']) {
      await writeFile(path, text);
      await assert.rejects(
        embeddedKeys(directory, nothingSealed),
        ({ code, message }) => code === 'vault_keys_invalid' && message.includes(path) && message.includes('backup'),
      );
      assert.equal(await readFile(path, 'utf8'), text);
    }
  });
});
