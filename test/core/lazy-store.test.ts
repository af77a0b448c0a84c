import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coalesce } from '../../src/core/coalesce.js';
import type { IntegrationError } from '../../src/core/errors.js';
import { createLazyStore } from '../../src/core/lazy-store.js';
import { createStore } from '../../src/core/store.js';
import { settled } from '../support/fake-clock.js';

type Shown = 'loading' | 'real' | 'changed' | IntegrationError;

function aRealStore() {
  const store = createStore<Shown>('real');
  const calls: string[] = [];
  return { ...store, calls, retry: () => calls.push('retry'), dispose: () => calls.push('dispose') };
}

describe('createLazyStore', () => {
  it('shows loading, then the real store, and does what was asked for meanwhile', async () => {
    const real = aRealStore();
    const lazy = createLazyStore<Shown, typeof real>(
      'loading',
      (error) => error,
      async () => real,
    );
    lazy.whenReady((loaded) => loaded.set('changed'));
    assert.equal(lazy.getSnapshot(), 'loading');
    await settled();
    assert.equal(lazy.getSnapshot(), 'changed');
  });

  it('shows why its chunk could not be had, and asks again', async () => {
    const real = aRealStore();
    let attempts = 0;
    const lazy = createLazyStore<Shown, typeof real>(
      'loading',
      (error) => error,
      async () => {
        attempts += 1;
        if (attempts === 1) throw new TypeError('Failed to fetch');
        return real;
      },
    );
    await settled();
    const failed = lazy.getSnapshot();
    assert.equal(typeof failed === 'object' && failed.code, 'network_error');
    lazy.retry();
    await settled();
    assert.equal(lazy.getSnapshot(), 'real');
    lazy.retry();
    assert.deepEqual(real.calls, ['retry']);
  });

  it('disposes of what arrives too late', async () => {
    const real = aRealStore();
    const lazy = createLazyStore<Shown, typeof real>(
      'loading',
      (error) => error,
      async () => real,
    );
    lazy.dispose();
    await settled();
    assert.equal(lazy.getSnapshot(), 'loading');
    assert.deepEqual(real.calls, ['dispose']);
  });
});

describe('coalesce', () => {
  it('answers a question with work that began after it', async () => {
    const begun: (() => void)[] = [];
    const ask = coalesce(() => new Promise((resolve) => begun.push(resolve)));
    const answered: string[] = [];
    void ask().then(() => answered.push('first'));
    void ask().then(() => answered.push('second'));
    void ask().then(() => answered.push('third'));
    assert.equal(begun.length, 1);
    begun[0]?.();
    await settled();
    assert.deepEqual(answered, ['first']);
    assert.equal(begun.length, 2);
    begun[1]?.();
    await settled();
    assert.deepEqual(answered, ['first', 'second', 'third']);
    void ask();
    assert.equal(begun.length, 3);
  });
});
