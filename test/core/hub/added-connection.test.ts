import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setStage } from '../../support/core-stage.js';
import { aConnection, inState } from '../../support/fake-backend.js';
import { settled } from '../../support/fake-clock.js';

async function setSeveral(given: Parameters<typeof setStage>[0] = {}) {
  const start = await import('../../../src/core/connection/machine/start-connection.js');
  const connections = [aConnection({ ...inState.active, label: 'First' })];
  const stage = await setStage({ widget: { multiConnection: true, connections }, loadMachine: async () => start, ...given });
  await stage.clock.advance(200);
  // Asked for with the first reading, and here in a moment.
  await import('../../../src/core/hub/adding.js');
  await settled();
  const keys = () => stage.hubNow.widgets[0]?.connections.map(({ key }) => key);
  return Object.assign(stage, { keys });
}

describe('adding a connection', () => {
  it('draws it at once, and opens its window before the backend knows it', async () => {
    const stage = await setSeveral();
    const held = stage.backend.hold('saveConnection');
    const added = stage.hub.addConnection('orchard');
    assert.ok(added);
    assert.match(added.connection, /^c-[a-z0-9]+$/);
    added.store.signIn('orchard', { action: 'connect' });
    assert.equal(stage.opener.windows.length, 1);
    assert.deepEqual(stage.keys(), ['default', added.connection]);
    assert.equal(stage.backend.callsOf('registerAuthorization').length, 0, 'it waits for the connection');
    held.release();
    await added.saved;
    await settled();
    const [[request]] = stage.backend.callsOf('registerAuthorization') as [[{ readonly connection: string }]];
    assert.equal(request.connection, added.connection);
    stage.backend.settleSignIn({ widget: 'orchard', connection: added.connection }, 'completed');
    await settled();
    assert.deepEqual(
      stage.facts.map(({ kind, connection, origin }) => [kind, connection, origin]),
      [['connected', added.connection, 'here']],
    );
  });

  it('keeps it, and its sign-in, while answers arrive that do not name it yet', async () => {
    const stage = await setSeveral();
    const held = stage.backend.hold('readHub');
    const before = stage.backend.hub;
    stage.backend.emit({ type: 'hub.changed' });
    const added = stage.hub.addConnection('orchard');
    added?.store.signIn('orchard', {});
    await added?.saved;
    held.release({ ...before });
    await settled();
    assert.deepEqual(stage.keys(), ['default', added?.connection]);
    const snapshot = added?.store.getSnapshot();
    assert.equal(snapshot?.status === 'ready' && snapshot.signIn.status, 'open');
  });

  it('takes it away again where the backend refuses it, and closes its window', async () => {
    const stage = await setSeveral();
    stage.backend.failNext('saveConnection', 'connection_limit');
    const added = stage.hub.addConnection('orchard');
    added?.store.signIn('orchard', {});
    await assert.rejects(added?.saved ?? Promise.resolve(), { code: 'connection_limit' });
    await settled();
    assert.deepEqual(stage.keys(), ['default']);
    assert.equal(stage.backend.callsOf('registerAuthorization').length, 0);
    assert.equal(added?.store.getSnapshot().status, 'absent');
  });

  it('takes the one that nobody has used yet', async () => {
    const stage = await setSeveral({ widget: { multiConnection: true, connections: [aConnection({ revision: 0 })] } });
    assert.equal(stage.hub.addConnection('orchard')?.connection, 'default');
    assert.equal(stage.backend.callsOf('saveConnection').length, 0);
  });

  it('asks first, and does nothing where that is refused, nor for a session that may only look', async () => {
    const stage = await setSeveral();
    assert.equal(
      stage.hub.addConnection('orchard', () => false),
      undefined,
    );
    assert.deepEqual(stage.keys(), ['default']);
    const single = await setStage();
    assert.equal(single.hub.addConnection('orchard'), undefined);
    const looking = await setSeveral({ hub: { access: 'view' }, widget: { multiConnection: true } });
    assert.equal(looking.hub.addConnection('orchard'), undefined);
  });
});

describe('naming a connection', () => {
  it('shows the name once the backend has it, and takes it away', async () => {
    const stage = await setSeveral();
    await stage.connection.rename('Acme HQ');
    assert.equal(stage.now.connection.label, 'Acme HQ');
    await stage.connection.rename(null);
    assert.equal(stage.now.connection.label, undefined);
    stage.backend.failNext('saveConnection', 'validation_failed');
    await assert.rejects(stage.connection.rename('x'), { code: 'validation_failed' });
  });

  it('makes none of one that somebody has removed, and reads what is there', async () => {
    const stage = await setSeveral();
    stage.backend.failNext('saveConnection', 'not_found');
    stage.backend.failNext('readConnection', 'not_found');
    const read = stage.backend.callsOf('readHub').length;
    await assert.rejects(stage.connection.rename('Acme HQ'), { code: 'not_found' });
    await settled();
    assert.equal(Reflect.get(stage.backend.callsOf('saveConnection')[0]?.[1] ?? {}, 'existing'), true);
    assert.equal(stage.backend.callsOf('readHub').length, read + 1);
  });
});

describe('removing a connection', () => {
  it('runs the Deactivation of an active one, and tells that it was disconnected when it is gone', async () => {
    const connections = [aConnection({ ...inState.active }), aConnection({ ...inState.active, key: 'two' })];
    const stage = await setSeveral({ widget: { multiConnection: true, connections } });
    await stage.connection.remove();
    await settled();
    assert.deepEqual(
      stage.now.connection.activeRuns.map(({ action }) => action),
      ['disconnect'],
    );
    assert.deepEqual(stage.facts, []);
    const hub = stage.backend.hub;
    stage.backend.changeHub({
      widgets: hub.widgets.map((widget) => ({ ...widget, connections: widget.connections.filter(({ key }) => key === 'two') })),
    });
    await settled();
    assert.deepEqual(
      stage.facts.map(({ kind, connection, origin }) => [kind, connection, origin]),
      [['disconnected', 'default', 'here']],
    );
    assert.equal(stage.connection.getSnapshot().status, 'absent');
  });

  it('shows an unused one once the last is gone, although its revision begins anew', async () => {
    const connections = [aConnection({ ...inState.active, revision: 12 })];
    const stage = await setSeveral({ widget: { multiConnection: true, connections } });
    const hub = stage.backend.hub;
    const unused = [aConnection({ revision: 0 })];
    stage.backend.changeHub({ widgets: hub.widgets.map((widget) => ({ ...widget, connections: unused })) });
    await settled();
    assert.equal(stage.now.connection.active, false);
    assert.deepEqual(
      stage.facts.map(({ kind }) => kind),
      ['disconnected'],
    );
  });

  it('shows why the Deactivation failed, and removes it anyway when asked to', async () => {
    const stage = await setSeveral();
    await stage.connection.remove();
    await settled();
    stage.backend.finishRun('run-1', { status: 'failed', error: { code: 'flow_failed', message: 'The shop is locked.' } });
    await settled();
    assert.equal(stage.now.error?.error.said, 'The shop is locked.');
    await stage.connection.remove({ anyway: true });
    await settled();
    assert.deepEqual(stage.keys(), []);
  });

  it('takes one that is gone already for removed', async () => {
    const stage = await setSeveral();
    stage.backend.failNext('removeConnection', 'not_found');
    await stage.connection.remove();
    stage.backend.failNext('removeConnection', 'busy');
    await assert.rejects(stage.connection.remove(), { code: 'busy' });
  });
});
