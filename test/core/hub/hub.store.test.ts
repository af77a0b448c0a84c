import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IntegrationError } from '../../../src/core/errors.js';
import { createHubStore } from '../../../src/core/hub/hub.store.js';
import { orchard, setStage } from '../../support/core-stage.js';
import { aConnection, aHub, aRun, aWidget, createFakeBackend, createFakeOpener, inState } from '../../support/fake-backend.js';
import { createFakeClock, settled } from '../../support/fake-clock.js';

const noMachine = () => Promise.reject(new Error('not needed'));

describe('createHubStore', () => {
  it('draws the first cards without the machine', async () => {
    const { hubNow, now } = await setStage({ loadMachine: noMachine, connection: inState.active });
    assert.equal(hubNow.widgets[0]?.key, 'orchard');
    assert.equal(now.connection.authenticated, true);
    assert.deepEqual(now.signIn, { status: 'none' });
  });

  it('loads the machine after the first cards are there, once', async () => {
    let loads = 0;
    const stage = await setStage({
      loadMachine() {
        loads += 1;
        return import('../../../src/core/connection/machine/start-connection.js');
      },
    });
    assert.equal(loads, 0);
    await stage.clock.advance(200);
    assert.equal(loads, 1);
  });

  it('fails with the reason when the first read fails, and starts over on refresh', async () => {
    const backend = createFakeBackend();
    backend.failNext('readHub', 'not_permitted');
    const hub = createHubStore({ backend, opener: createFakeOpener(), clock: createFakeClock() });
    await settled();
    const failed = hub.getSnapshot();
    assert.equal(failed.status === 'failed' && failed.error.code, 'not_permitted');
    const again = hub.refresh();
    assert.equal(hub.getSnapshot().status, 'loading');
    await again;
    assert.equal(hub.getSnapshot().status, 'ready');
  });

  it('tries again by itself after a failed first read', async () => {
    const backend = createFakeBackend();
    const clock = createFakeClock();
    backend.failNext('readHub', 'network_error');
    const hub = createHubStore({ backend, opener: createFakeOpener(), clock });
    await clock.advance(2000);
    assert.equal(hub.getSnapshot().status, 'ready');
  });

  it('keeps what was read when a later read fails, and asks again', async () => {
    const stage = await setStage();
    stage.backend.failNext('readHub', 'network_error');
    await stage.hub.refresh();
    assert.equal(stage.hubNow.widgets.length, 1);
    stage.backend.changeHub({ widgets: [] });
    await stage.clock.advance(2000);
    assert.equal(stage.hubNow.widgets.length, 0);
  });

  it('reads again only the connection that an event names', async () => {
    const stage = await setStage();
    stage.backend.change(orchard, inState.active);
    await settled();
    assert.equal(stage.now.connection.active, true);
    assert.deepEqual(stage.backend.callsOf('readConnection'), [[orchard]]);
    assert.equal(stage.backend.callsOf('readHub').length, 1);
  });

  it('asks once more, not ten times, for what ten events name while a read is under way', async () => {
    const stage = await setStage();
    const held = stage.backend.hold('readConnection');
    for (let count = 0; count < 10; count += 1) {
      stage.backend.emit({ type: 'connection.changed', ...orchard });
      await settled();
    }
    assert.equal(stage.backend.callsOf('readConnection').length, 1);
    held.release();
    await settled();
    assert.equal(stage.backend.callsOf('readConnection').length, 2);
    held.release();
    await settled();
    assert.equal(stage.backend.callsOf('readConnection').length, 2);
  });

  it('never lets an older answer overwrite a newer one', async () => {
    const stage = await setStage({ connection: { revision: 5 } });
    const held = stage.backend.hold('readHub');
    const old = stage.backend.hub;
    const refreshed = stage.hub.refresh();
    stage.backend.change(orchard, inState.active);
    await settled();
    held.release({ ...old });
    await refreshed;
    assert.equal(stage.now.connection.revision, 6);
    assert.equal(stage.now.connection.active, true);
  });

  it('reads the whole hub for a connection it does not know, for a changed hub and after a reset', async () => {
    const stage = await setStage();
    const second = { widget: 'orchard', connection: 'second' };
    const [widget] = stage.backend.hub.widgets;
    assert.ok(widget);
    stage.backend.changeHub({ widgets: [{ ...widget, connections: [...widget.connections, aConnection({ key: 'second' })] }] });
    await settled();
    assert.equal(stage.hub.connection('orchard', 'second').getSnapshot().status, 'ready');
    const before = stage.backend.callsOf('readHub').length;
    stage.backend.emit({ type: 'connection.changed', ...second, connection: 'third' });
    await settled();
    stage.backend.emit({ type: 'reset' });
    await settled();
    assert.equal(stage.backend.callsOf('readHub').length, before + 2);
  });

  it('keeps the same references where nothing changed, so that nothing is drawn again', async () => {
    const stage = await setStage();
    const { hubNow: before, now } = stage;
    let notified = 0;
    stage.hub.subscribe(() => {
      notified += 1;
    });
    stage.backend.answer('readHub', async () => structuredClone(aHub({ widgets: [...stage.backend.hub.widgets] })));
    await stage.hub.refresh();
    assert.equal(stage.hubNow, before);
    assert.equal(stage.now, now);
    assert.equal(notified, 0);
  });

  it('answers the same store for the same address', async () => {
    const { hub, connection } = await setStage();
    assert.equal(hub.connection('orchard', 'default'), connection);
    assert.equal(hub.connection('unknown').getSnapshot().status, 'absent');
  });

  it('reads at once when a person comes back', async () => {
    const stage = await setStage();
    stage.backend.changeHub({ widgets: [aWidget({ key: 'mail' })] });
    await settled();
    const before = stage.backend.callsOf('readHub').length;
    stage.opener.comeBack();
    await settled();
    assert.equal(stage.backend.callsOf('readHub').length, before + 1);
  });

  it('does not poll while the stream is live and nobody signs in', async () => {
    const stage = await setStage();
    await stage.clock.advance(60_000);
    assert.equal(stage.backend.callsOf('readHub').length, 1);
  });

  it('polls while the stream is paused, slower and slower, and stops when it is back', async () => {
    const stage = await setStage();
    stage.backend.setLive('paused');
    assert.equal(stage.hubNow.live, 'paused');
    await stage.clock.advance(30_000);
    const polls = stage.backend.callsOf('readHub').length - 1;
    assert.ok(polls >= 5 && polls <= 9, `${polls} polls`);
    stage.backend.setLive('live');
    await stage.clock.advance(6_000);
    const after = stage.backend.callsOf('readHub').length;
    await stage.clock.advance(60_000);
    assert.equal(stage.backend.callsOf('readHub').length, after);
  });

  it('polls a connection while someone signs in to it elsewhere', async () => {
    const stage = await setStage({
      connection: { authorization: { id: 'x', dependency: 'orchard', status: 'bound', expiresAt: '' } },
    });
    assert.deepEqual(stage.now.signIn, { status: 'elsewhere', dependency: 'orchard' });
    stage.backend.change(orchard, { ...inState.active, authorization: undefined }, true);
    await stage.clock.advance(2000);
    assert.equal(stage.now.connection.active, true);
  });

  it('ends every request, stream and timer when it is disposed of', async () => {
    const stage = await setStage();
    const held = stage.backend.hold('readHub');
    void stage.hub.refresh();
    stage.backend.setLive('paused');
    stage.hub.dispose();
    await stage.clock.advance(60_000);
    assert.equal(held.waiting, 0);
    assert.equal(stage.backend.watchers, 0);
    assert.equal(stage.backend.callsOf('readHub').length, 2);
  });
});

describe('facts', () => {
  const about = orchard;

  it('says nothing about what was so before it looked', async () => {
    const { facts } = await setStage({ connection: { ...inState.active, lastRun: aRun({ status: 'succeeded' }) } });
    assert.deepEqual(facts, []);
  });

  it('tells what happens elsewhere: connected, configured, expired, disconnected', async () => {
    const stage = await setStage();
    for (const changes of [inState.needsSetup, inState.active, inState.expired, { active: false, expired: false }]) {
      stage.backend.change(orchard, changes);
      await settled();
    }
    assert.deepEqual(
      stage.facts.map(({ kind, origin }) => [kind, origin]),
      [
        ['connected', 'elsewhere'],
        ['configured', 'elsewhere'],
        ['expired', 'elsewhere'],
        ['disconnected', 'elsewhere'],
      ],
    );
    assert.deepEqual(stage.facts[0], { kind: 'connected', ...about, origin: 'elsewhere' });
  });

  it('tells of every finished run once, and of a failed one why', async () => {
    const stage = await setStage({ connection: inState.active });
    const lastRun = aRun({ status: 'failed', error: { code: 'flow_failed', message: 'No orders.' } });
    stage.backend.change(orchard, { lastRun });
    await settled();
    stage.backend.change(orchard, { lastRun, metrics: [] });
    await settled();
    assert.deepEqual(
      stage.facts.map(({ kind, outcome, error }) => [kind, outcome, error?.code, error?.said]),
      [
        ['action_completed', 'failed', undefined, undefined],
        ['error', undefined, 'flow_failed', 'No orders.'],
      ],
    );
  });

  it('does not call a widget that left the hub disconnected, but does a connection that was removed', async () => {
    const stage = await setStage({ connection: inState.active, widget: {} });
    const [widget] = stage.backend.hub.widgets;
    assert.ok(widget);
    stage.backend.changeHub({ widgets: [] });
    await settled();
    assert.deepEqual(stage.facts, []);
    assert.equal(stage.connection.getSnapshot().status, 'absent');
    stage.backend.changeHub({ widgets: [widget] });
    await settled();
    stage.backend.changeHub({ widgets: [{ ...widget, connections: [] }] });
    await settled();
    assert.deepEqual(stage.facts, [{ kind: 'disconnected', ...about, origin: 'elsewhere' }]);
  });

  it('keeps telling the others when there is nobody left to tell', async () => {
    const stage = await setStage();
    const heard: string[] = [];
    const stop = stage.hub.onFact(({ kind }) => heard.push(kind));
    stop();
    stage.backend.change(orchard, inState.active);
    await settled();
    assert.deepEqual(heard, []);
    assert.equal(stage.facts.length, 2);
  });
});

describe('errors', () => {
  it('keeps an error that is one of ours and wraps one that is not', () => {
    const ours = new IntegrationError('busy');
    assert.equal(IntegrationError.from(ours), ours);
    assert.equal(IntegrationError.from('x').code, 'unexpected');
  });
});
