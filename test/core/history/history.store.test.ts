import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HubEvent } from '../../../src/contract/event.js';
import type { HistoryPage } from '../../../src/contract/history.js';
import type { HistorySnapshot } from '../../../src/core/history/history.js';
import { createHistoryStore } from '../../../src/core/history/history.store.js';
import { aHistoryEntry, createFakeBackend } from '../../support/fake-backend.js';
import { createFakeClock, settled } from '../../support/fake-clock.js';

const address = { widget: 'orchard', connection: 'default' };
const entries = (count: number) => Array.from({ length: count }, (_, index) => aHistoryEntry({ id: `entry-${count - index}` }));

async function openHistory(count: number) {
  const backend = createFakeBackend();
  backend.history = entries(count);
  const clock = createFakeClock();
  const listeners = new Set<(event: HubEvent) => void>();
  const history = createHistoryStore({
    backend,
    clock,
    address,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  await settled();
  return {
    backend,
    clock,
    history,
    listeners,
    async emit(event: HubEvent) {
      for (const listener of listeners) listener(event);
      await settled();
    },
    get now(): Extract<HistorySnapshot, { status: 'ready' }> {
      const snapshot = history.getSnapshot();
      if (snapshot.status !== 'ready') throw new Error(`The history is ${snapshot.status}.`);
      return snapshot;
    },
  };
}

const added: HubEvent = { type: 'history.added', ...address };

describe('createHistoryStore', () => {
  it('shows the newest page, and more on demand until there is no more', async () => {
    const stage = await openHistory(45);
    assert.deepEqual([stage.now.entries.length, stage.now.total, stage.now.more], [20, 45, 'available']);
    stage.history.more();
    assert.equal(stage.now.more, 'loading');
    await settled();
    stage.history.more();
    await settled();
    assert.deepEqual([stage.now.entries.length, stage.now.more], [45, 'none']);
    stage.history.more();
    assert.equal(stage.backend.callsOf('readHistory').length, 3);
  });

  it('filters by outcome', async () => {
    const stage = await openHistory(3);
    stage.backend.history = [aHistoryEntry({ id: 'f', outcome: 'failed' }), ...entries(3)];
    stage.history.filter('failed');
    assert.deepEqual(stage.history.getSnapshot(), { status: 'loading', filter: 'failed' });
    await settled();
    assert.deepEqual(
      stage.now.entries.map(({ id }) => id),
      ['f'],
    );
  });

  it('drops the answer of a filter that was left', async () => {
    const stage = await openHistory(3);
    const held = stage.backend.hold('readHistory');
    stage.history.filter('failed');
    stage.history.filter('all');
    await settled();
    assert.equal(held.waiting, 1);
    held.release();
    await settled();
    assert.deepEqual([stage.now.filter, stage.now.entries.length], ['all', 3]);
  });

  it('drops that answer even where it comes although it was given up', async () => {
    const stage = await openHistory(0);
    const late: ((page: HistoryPage) => void)[] = [];
    stage.backend.answer('readHistory', () => new Promise((resolve) => late.push(resolve)));
    stage.history.filter('failed');
    stage.history.filter('all');
    late[0]?.({ entries: [aHistoryEntry({ id: 'of the old filter' })], total: 1 });
    await settled();
    assert.equal(stage.history.getSnapshot().status, 'loading');
    late[1]?.({ entries: [], total: 0 });
    await settled();
    assert.deepEqual(stage.now.entries, []);
  });

  it('puts what is new on top and keeps the pages that were loaded', async () => {
    const stage = await openHistory(45);
    stage.history.more();
    await settled();
    stage.backend.history = [aHistoryEntry({ id: 'new' }), ...stage.backend.history];
    await stage.emit(added);
    assert.equal(stage.now.entries[0]?.id, 'new');
    assert.deepEqual([stage.now.entries.length, stage.now.total, stage.now.more], [41, 46, 'available']);
    assert.equal(new Set(stage.now.entries.map(({ id }) => id)).size, 41);
  });

  it('starts over from the newest page where entries in between are missing', async () => {
    const stage = await openHistory(45);
    stage.backend.history = [
      ...Array.from({ length: 30 }, (_, index) => aHistoryEntry({ id: `new-${index}` })),
      ...stage.backend.history,
    ];
    await stage.emit(added);
    assert.deepEqual([stage.now.entries.length, stage.now.entries[19]?.id], [20, 'new-19']);
    stage.history.more();
    await settled();
    assert.equal(stage.now.entries[20]?.id, 'new-20');
  });

  it('draws a line again when its run ends', async () => {
    const stage = await openHistory(0);
    stage.backend.history = [aHistoryEntry({ outcome: 'running' })];
    await stage.emit(added);
    stage.backend.history = [aHistoryEntry({ outcome: 'succeeded' })];
    await stage.emit({ type: 'run.changed', ...address, run: 'run-1' });
    assert.equal(stage.now.entries[0]?.outcome, 'succeeded');
  });

  it('is read once for a run that ends, and not at all while it goes on', async () => {
    const stage = await openHistory(1);
    const reads = () => stage.backend.callsOf('readHistory').length;
    await stage.emit({ type: 'run.changed', ...address, run: 'run-1', status: 'running', progress: { done: 1 } });
    assert.equal(reads(), 1);
    for (const event of [added, { type: 'run.changed', ...address, run: 'run-1', status: 'succeeded' } as const])
      for (const listener of stage.listeners) listener(event);
    await settled();
    assert.equal(reads(), 2);
  });

  it('does not mind what happens to other connections', async () => {
    const stage = await openHistory(1);
    await stage.emit({ ...added, connection: 'second' });
    assert.equal(stage.backend.callsOf('readHistory').length, 1);
  });

  it('says why it could not be read, and reads again', async () => {
    const backend = createFakeBackend();
    backend.failNext('readHistory', 'unavailable');
    const history = createHistoryStore({ backend, clock: createFakeClock(), address, onEvent: () => () => undefined });
    await settled();
    const failed = history.getSnapshot();
    assert.equal(failed.status === 'failed' && failed.error.code, 'unavailable');
    history.retry();
    await settled();
    assert.equal(history.getSnapshot().status, 'ready');
  });

  it('keeps what is shown when a later page cannot be read', async () => {
    const stage = await openHistory(45);
    stage.backend.failNext('readHistory', 'network_error');
    stage.history.more();
    await settled();
    assert.deepEqual([stage.now.entries.length, stage.now.more], [20, 'available']);
  });

  it('listens no more once it is disposed of', async () => {
    const stage = await openHistory(1);
    stage.history.dispose();
    assert.equal(stage.listeners.size, 0);
  });
});

describe('a run in the history', () => {
  it('is kept up to date while it is open', async () => {
    const stage = await openHistory(0);
    const run = await stage.backend.startRun(address, 'sync', {}, new AbortController().signal);
    const details = stage.history.run(run.id);
    await settled();
    const now = () => {
      const snapshot = details.getSnapshot();
      return snapshot.status === 'ready' ? snapshot.run.status : snapshot.status;
    };
    assert.equal(now(), 'running');
    stage.backend.finishRun(run.id);
    await stage.emit({ type: 'run.changed', ...address, run: 'another' });
    assert.equal(now(), 'running');
    await stage.emit({ type: 'run.changed', ...address, run: run.id });
    assert.equal(now(), 'succeeded');
    details.dispose();
    assert.equal(stage.listeners.size, 1);
  });

  it('is read now and then while it tells how far it is, and at once when it is over', async () => {
    const stage = await openHistory(0);
    const run = await stage.backend.startRun(address, 'sync', {}, new AbortController().signal);
    const details = stage.history.run(run.id);
    await settled();
    const reads = () => stage.backend.callsOf('readRun').length;
    const goesOn: HubEvent = { type: 'run.changed', ...address, run: run.id, status: 'running', progress: { done: 1 } };
    for (let quarter = 0; quarter < 40; quarter += 1) {
      await stage.emit(goesOn);
      await stage.clock.advance(250);
    }
    assert.equal(reads(), 1 + 4, 'forty events in ten seconds');
    await stage.emit(goesOn);
    await stage.emit({ type: 'run.changed', ...address, run: run.id, status: 'succeeded' });
    assert.equal(reads(), 6);
    await stage.clock.advance(5000);
    assert.equal(reads(), 6);
    await stage.emit(goesOn);
    details.dispose();
    await stage.clock.advance(5000);
    assert.equal(reads(), 6);
  });

  it('fails with the reason where there is none', async () => {
    const stage = await openHistory(0);
    const details = stage.history.run('none');
    await settled();
    const failed = details.getSnapshot();
    assert.equal(failed.status === 'failed' && failed.error.code, 'not_found');
  });
});
