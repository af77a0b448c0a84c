import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HubEvent } from '../../../src/contract/event.js';
import type { RunProgress } from '../../../src/contract/run.js';
import { cardState } from '../../../src/core/connection/card-state.js';
import { orchard, setStage } from '../../support/core-stage.js';
import { aRun, inState } from '../../support/fake-backend.js';
import { settled } from '../../support/fake-clock.js';
import { until } from '../../support/until.js';

const at = (done: number, total = 10): RunProgress => ({ done, total });

const told = (progress?: RunProgress, more: Partial<HubEvent> = {}): HubEvent => ({
  type: 'run.changed',
  ...orchard,
  run: 'run-1',
  status: 'running',
  ...(progress === undefined ? {} : { progress }),
  ...more,
});

/** A run at work, 4 of 10. */
async function setRunning() {
  const stage = await setStage({ connection: { ...inState.active, activeRuns: [aRun({ progress: at(4) })] } });
  // Whoever reads events has come with the first one.
  stage.backend.emit({ type: 'history.added', ...orchard });
  await settled();
  const reads = () => stage.backend.callsOf('readConnection').length + stage.backend.callsOf('readHub').length - 1;
  return Object.assign(stage, { reads, shown: () => stage.now.connection.activeRuns[0]?.progress });
}

describe('the progress of a run', () => {
  it('comes with its events, at once, and is not asked for', async () => {
    const stage = await setRunning();
    for (const done of [5, 6, 7]) {
      stage.backend.emit(told(at(done)));
      assert.deepEqual(stage.shown(), at(done));
      assert.equal(cardState(stage.now).share, done / 10);
    }
    await settled();
    assert.equal(stage.reads(), 0);
    assert.equal(stage.hubNow.widgets[0]?.connections[0], stage.now.connection);
  });

  it('changes nothing where the event tells nothing new', async () => {
    const stage = await setRunning();
    const { now, hubNow } = stage;
    for (const event of [told(), told(at(4)), told(undefined, { status: 'queued' })]) stage.backend.emit(event);
    await settled();
    assert.deepEqual([stage.now === now, stage.hubNow === hubNow, stage.reads()], [true, true, 0]);
  });

  it('is taken from a phase with another total, though that begins anew', async () => {
    const stage = await setRunning();
    stage.backend.emit(told({ done: 0, total: 300, text: 'Rows' }));
    assert.deepEqual(stage.shown(), { done: 0, total: 300, text: 'Rows' });
  });

  it('is not taken back by an event that is told again', async () => {
    const stage = await setRunning();
    for (const done of [7, 5, 6]) stage.backend.emit(told(at(done)));
    stage.backend.emit(told());
    await settled();
    assert.deepEqual([stage.shown(), stage.reads()], [at(7), 0]);
  });

  it('is not taken back by a reading that an event has overtaken', async () => {
    const stage = await setRunning();
    for (const verb of ['readConnection', 'readHub'] as const) {
      const held = stage.backend.hold(verb);
      const before = verb === 'readHub' ? { ...stage.backend.hub, preview: true } : stage.backend.hub.widgets[0]?.connections[0];
      stage.backend.emit(verb === 'readHub' ? { type: 'hub.changed' } : { type: 'connection.changed', ...orchard });
      await settled();
      const progress = at(verb === 'readHub' ? 9 : 8);
      stage.backend.emit(told(progress));
      held.release(before);
      await settled();
      assert.deepEqual(stage.shown(), progress, verb);
    }
    assert.equal(stage.hubNow.details.preview, true, 'the rest of the reading stands');
  });

  it('is that of a reading which has overtaken the event', async () => {
    const stage = await setRunning();
    const held = stage.backend.hold('readConnection');
    stage.backend.emit({ type: 'connection.changed', ...orchard });
    await settled();
    stage.backend.emit(told(at(5)));
    stage.backend.change(orchard, { activeRuns: [aRun({ progress: at(6) })] }, true);
    held.release();
    await settled();
    assert.deepEqual(stage.shown(), at(6));
  });

  it('is that of a newer reading, whatever the events before it told', async () => {
    const stage = await setRunning();
    stage.backend.emit(told(at(8)));
    stage.backend.change(orchard, { activeRuns: [aRun({ progress: at(1) })] });
    await settled();
    assert.deepEqual(stage.shown(), at(1));
  });

  it('is asked for once where the run is not known, however often it is told', async () => {
    const stage = await setRunning();
    const theirs = aRun({ id: 'theirs', action: 'other', progress: at(1) });
    stage.backend.change(orchard, { activeRuns: [aRun({ progress: at(4) }), theirs] }, true);
    const held = stage.backend.hold('readConnection');
    for (const done of [1, 2]) stage.backend.emit(told(at(done), { run: 'theirs' }));
    await settled();
    stage.backend.emit(told(at(3), { run: 'theirs' }));
    held.release();
    await settled();
    assert.equal(stage.reads(), 1);
    stage.backend.emit(told(at(5), { run: 'theirs' }));
    await settled();
    assert.deepEqual([stage.now.connection.activeRuns[1]?.progress, stage.reads()], [at(5), 1]);
  });

  it('of a run that is over, or of a connection that is not shown, is asked for no more than once', async () => {
    const stage = await setStage({ connection: { ...inState.active, lastRun: aRun({ status: 'succeeded' }) } });
    for (const done of [1, 2, 3]) {
      stage.backend.emit(told(at(done)));
      stage.backend.emit(told(at(done), { run: 'earlier' }));
      stage.backend.emit(told(at(done), { run: 'hidden', widget: 'hidden' }));
      await settled();
    }
    assert.deepEqual([stage.backend.callsOf('readConnection').length, stage.backend.callsOf('readHub').length], [1, 2]);
    assert.deepEqual(stage.now.connection.activeRuns, []);
  });
});

describe('a commit of the backend', () => {
  const connection = { type: 'connection.changed', ...orchard } as const;

  it('is read once, though it tells of itself three times', async () => {
    const stage = await setRunning();
    stage.backend.change(orchard, { activeRuns: [], lastRun: aRun({ status: 'succeeded' }) }, true);
    for (const event of [{ type: 'history.added', ...orchard } as const, told(at(10), { status: 'succeeded' }), connection])
      stage.backend.emit(event);
    assert.equal(stage.reads(), 0, 'the chunk of events is not over yet');
    await settled();
    assert.deepEqual(stage.backend.callsOf('readConnection'), [[orchard]]);
    assert.equal(stage.backend.callsOf('readHub').length, 1);
  });

  it('that ends a run shows the end together with what it changed', async () => {
    const stage = await setRunning();
    const seen = new Set<string>();
    const look = () => seen.add(`${stage.now.connection.activeRuns.length} at work, active: ${stage.now.connection.active}`);
    look();
    stage.connection.subscribe(look);
    stage.backend.change(orchard, { active: false, activeRuns: [], lastRun: aRun({ status: 'succeeded' }) }, true);
    const held = stage.backend.hold('readConnection');
    for (const status of ['succeeded', 'a newer one'] as const) stage.backend.emit(told(at(10), { status: status as 'failed' }));
    await settled();
    assert.deepEqual(stage.facts, []);
    assert.deepEqual([...seen], ['1 at work, active: true']);
    held.release();
    await settled();
    assert.deepEqual([...seen], ['1 at work, active: true', '0 at work, active: false']);
    assert.deepEqual(
      stage.facts.map(({ kind }) => kind),
      ['disconnected', 'action_completed'],
    );
  });

  it('of an older backend, whose runs tell no status, is read as well', async () => {
    const stage = await setRunning();
    stage.backend.emit({ type: 'run.changed', ...orchard, run: 'run-1' });
    await settled();
    assert.equal(stage.reads(), 1);
  });

  it('is read with everything else where what follows events cannot be had, which is tried again', async () => {
    let attempts = 0;
    const stage = await setStage({
      async loadFollower() {
        attempts += 1;
        if (attempts < 2) throw new TypeError('Failed to fetch dynamically imported module');
        return import('../../../src/core/hub/follow-events.js');
      },
    });
    stage.backend.change(orchard, inState.active);
    await until(() => stage.now.connection.active);
    assert.deepEqual([stage.backend.callsOf('readHub').length, stage.backend.callsOf('readConnection').length], [2, 0]);
    stage.backend.change(orchard, inState.expired);
    await until(() => stage.now.connection.expired);
    assert.deepEqual([stage.backend.callsOf('readHub').length, stage.backend.callsOf('readConnection').length], [2, 1]);
  });

  it('asks nothing any more once the hub is disposed of', async () => {
    const stage = await setRunning();
    stage.backend.emit(connection);
    stage.hub.dispose();
    await settled();
    assert.equal(stage.reads(), 0);
  });
});
