import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadPeer, loadPg, requirePGlite } from '../../../../src/server/platform/database/peers.js';

describe('an optional peer dependency', () => {
  it('is loaded when it is installed', async () => {
    assert.equal(typeof (await loadPg('postgresql')).Pool, 'function');
    await requirePGlite();
  });

  it('is asked for with one command when it is not', async () => {
    const name: string = '@integration-hub/not-installed';
    for (const load of [() => import(name), async () => import.meta.resolve(name)]) {
      await assert.rejects(loadPeer(name, load, 'npm install it'), {
        name: 'StoreError',
        code: 'peer_missing',
        message: `The database needs the package ${name}. Run: npm install it`,
      });
    }
  });

  it('that is installed and broken fails with its own error', async () => {
    const broken = new Error('half installed');
    await assert.rejects(
      loadPeer('pg', () => Promise.reject(broken), 'npm install pg'),
      (error) => error === broken,
    );
    const missingInside = Object.assign(new Error("Cannot find package 'pg-protocol'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await assert.rejects(
      loadPeer('pg', () => Promise.reject(missingInside), 'npm install pg'),
      (error) => error === missingInside,
    );
  });
});
