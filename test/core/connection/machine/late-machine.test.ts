import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as start from '../../../../src/core/connection/machine/start-connection.js';
import { createHubStore } from '../../../../src/core/hub/hub.store.js';
import { aConnection, aHub, aWidget, createFakeBackend, createFakeOpener, inState } from '../../../support/fake-backend.js';
import { createFakeClock, settled } from '../../../support/fake-clock.js';

/** A hub of 300 active connections, each of which somebody draws. */
async function setManyStage() {
  let started = 0;
  const widgets = Array.from({ length: 300 }, (_, index) =>
    aWidget({ key: `w${index}`, connections: [aConnection(inState.active)] }),
  );
  const backend = createFakeBackend({ hub: aHub({ widgets }) });
  const clock = createFakeClock();
  const hub = createHubStore({
    backend,
    clock,
    opener: createFakeOpener(),
    loadMachine: async () => ({
      startConnection(options) {
        started += 1;
        return start.startConnection(options);
      },
    }),
  });
  const connections = widgets.map(({ key }) => hub.connection(key));
  await clock.advance(200);
  return { hub, backend, connections, started: () => started };
}

describe('the machines of many connections', () => {
  it('begin with the first verb that needs them, and within it', async () => {
    const stage = await setManyStage();
    assert.equal(stage.started(), 0);
    void stage.connections[7]?.run('sync');
    assert.equal(stage.started(), 1);
    await settled();
    assert.equal(stage.backend.callsOf('startRun').length, 1);
    stage.hub.dispose();
  });
});
