import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as following from '../../../src/core/hub/follow-events.js';
import { createHubStore } from '../../../src/core/hub/hub.store.js';
import { aConnection, aHub, aRun, aWidget, createFakeBackend, createFakeOpener, inState } from '../../support/fake-backend.js';
import { createFakeClock, settled } from '../../support/fake-clock.js';

const keys = Array.from({ length: 30 }, (_, index) => `w${index}`);

async function setBusyStage() {
  const widgets = keys.map((key) =>
    aWidget({ key, connections: [aConnection({ ...inState.active, activeRuns: [aRun({ id: `run-${key}`, widget: key })] })] }),
  );
  const backend = createFakeBackend({ hub: aHub({ widgets }) });
  const clock = createFakeClock();
  const hub = createHubStore({ backend, clock, opener: createFakeOpener(), loadFollower: async () => following });
  const connections = keys.map((key) => hub.connection(key));
  await settled();
  return { backend, clock, hub, connections };
}

describe('a minute in which much happens', () => {
  for (const busy of [1, 3, 30]) {
    it(`asks the backend no more than once a second, with ${busy} connections that change, and ends up to date`, async () => {
      const { backend, clock, hub, connections } = await setBusyStage();
      const before = backend.calls.length;
      for (let second = 0; second < 60; second += 1) {
        for (const key of keys.slice(0, busy)) {
          backend.change({ widget: key, connection: 'default' }, { connectedBy: `somebody ${second}` });
          backend.emit({ type: 'run.changed', widget: key, connection: 'default', run: `other-${second}`, status: 'running' });
          backend.emit({ type: 'history.added', widget: key, connection: 'default' });
        }
        await clock.advance(1000);
      }
      const asked = backend.calls.length - before;
      assert.ok(asked <= 60, `${asked} requests`);
      await clock.advance(10_000);
      for (const connection of connections.slice(0, busy)) {
        const snapshot = connection.getSnapshot();
        assert.equal(snapshot.status === 'ready' && snapshot.connection.connectedBy, 'somebody 59');
      }
      hub.dispose();
    });
  }

  it('asks at once for a few things that happen after a while in which nothing did', async () => {
    const { backend, clock, hub } = await setBusyStage();
    for (let count = 0; count < 3; count += 1) {
      await clock.advance(60_000);
      const before = backend.calls.length;
      for (const key of keys.slice(0, 3)) backend.change({ widget: key, connection: 'default' }, { connectedBy: `${count}` });
      await settled();
      assert.equal(backend.calls.length - before, 3);
    }
    hub.dispose();
  });
});
