import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { orchard, setStage } from '../../support/core-stage.js';
import { aConfiguration, inState } from '../../support/fake-backend.js';
import { settled } from '../../support/fake-clock.js';
import { until } from '../../support/until.js';

/** A stage whose machine is loaded. */
async function setLiveStage(given: Parameters<typeof setStage>[0] = {}) {
  const start = await import('../../../src/core/connection/machine/start-connection.js');
  const stage = await setStage({ ...given, loadMachine: async () => start });
  await stage.clock.advance(200);
  return stage;
}

describe('running an action', () => {
  it('is starting from the click to the answer, and running from then on', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    const held = stage.backend.hold('startRun');
    const asked = stage.connection.run('sync');
    await settled();
    assert.equal(stage.now.starting, 'sync');
    held.release();
    await asked;
    await settled();
    assert.equal(stage.now.starting, undefined);
    assert.deepEqual(
      stage.now.connection.activeRuns.map(({ action }) => action),
      ['sync'],
    );
  });

  it('asks once for two clicks', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    const held = stage.backend.hold('startRun');
    const asked = Promise.all([stage.connection.run('sync'), stage.connection.run('sync')]);
    await settled();
    assert.equal(stage.backend.callsOf('startRun').length, 1);
    held.release();
    await asked;
  });

  it('shows the words of a run of this page when it is over, until they are dismissed', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    await stage.connection.run('sync');
    stage.backend.finishRun('run-1', { userMessageHeader: 'Done', userMessage: '12 orders copied.' });
    await settled();
    const told = { outcome: 'succeeded', header: 'Done', text: '12 orders copied.', action: 'Sync now', run: 'run-1' };
    assert.deepEqual(stage.now.message, told);
    assert.deepEqual(
      stage.facts.map(({ kind, origin, outcome }) => [kind, origin, outcome]),
      [['action_completed', 'here', 'succeeded']],
    );
    stage.connection.dismissMessage();
    assert.equal(stage.now.message, undefined);
  });

  it('keeps the words of a run that somebody else started to themselves', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    await stage.backend.startRun(orchard, 'sync', {}, new AbortController().signal);
    await settled();
    stage.backend.finishRun('run-1', { userMessage: 'Theirs.' });
    await settled();
    assert.equal(stage.now.message, undefined);
    assert.equal(stage.facts[0]?.origin, 'elsewhere');
  });

  for (const { code, said } of [
    { code: 'flow_failed', said: 'The shop said no.' },
    // Not the service's words: there are some of ours.
    { code: 'not_authenticated', said: undefined },
  ]) {
    it(`says why a run of this page failed: ${code}`, async () => {
      const stage = await setLiveStage({ connection: inState.active });
      await stage.connection.run('sync');
      stage.backend.finishRun('run-1', { status: 'failed', error: { code, message: 'The shop said no.' } });
      await settled();
      assert.equal(stage.now.error?.action, 'sync');
      assert.equal(stage.now.error?.error.code, code);
      assert.equal(stage.now.error?.error.said, said);
      stage.connection.dismissError();
      assert.equal(stage.now.error, undefined);
    });
  }

  it('asks for the outcome of a run that the facts no longer name', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    await stage.connection.run('sync');
    await settled();
    stage.backend.answer('readRun', async (id) => ({
      id,
      ...orchard,
      action: 'sync',
      actionName: 'Sync now',
      status: 'succeeded',
      createdAt: '',
      userMessage: 'Both ran.',
      steps: [],
      log: [],
    }));
    stage.backend.change(orchard, { activeRuns: [] });
    await settled();
    assert.equal(stage.now.message?.text, 'Both ran.');
    assert.deepEqual(
      stage.facts.map(({ kind, origin }) => [kind, origin]),
      [['action_completed', 'here']],
    );
  });

  it('shows a refused start, and tells it', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    stage.backend.failNext('startRun', 'busy');
    await stage.connection.run('sync');
    assert.equal(stage.now.error?.error.code, 'busy');
    assert.deepEqual(
      stage.facts.map(({ kind, action, error }) => [kind, action, error?.code]),
      [['error', 'sync', 'busy']],
    );
  });

  it('forgets an old failure when the next attempt begins', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    stage.backend.failNext('startRun', 'busy');
    await stage.connection.run('sync');
    const held = stage.backend.hold('startRun');
    void stage.connection.run('sync');
    await settled();
    assert.equal(stage.now.error, undefined);
    held.release();
  });

  it('cancels the run that is shown', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    await stage.connection.run('sync');
    await settled();
    await stage.connection.cancelRun();
    await settled();
    assert.deepEqual(stage.backend.callsOf('cancelRun'), [['run-1']]);
    assert.deepEqual(stage.now.connection.activeRuns, []);
    assert.equal(stage.now.message, undefined);
  });

  it('says when a run could not be cancelled', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    await stage.connection.run('sync');
    await settled();
    stage.backend.failNext('cancelRun', 'already_over');
    await stage.connection.cancelRun();
    await settled();
    assert.equal(stage.now.error?.error.code, 'already_over');
  });

  it('disconnects anyway when told to, and calls the disconnection its own', async () => {
    const stage = await setLiveStage({ connection: inState.active });
    await stage.connection.run('disconnect', { anyway: true });
    await settled();
    assert.deepEqual(stage.backend.callsOf('startRun'), [[orchard, 'disconnect', { anyway: true }]]);
    assert.deepEqual(
      stage.facts.map(({ kind, origin }) => [kind, origin]).filter(([kind]) => kind === 'disconnected'),
      [['disconnected', 'here']],
    );
  });
});

describe('typed-in credentials', () => {
  it('are proved and stored, and the connection is connected here', async () => {
    const stage = await setLiveStage();
    await stage.connection.saveCredential('orchard', { method: 'api_key', values: { key: 'k' }, action: 'connect' });
    assert.equal(stage.now.connection.authenticated, true);
    assert.deepEqual(
      stage.facts.map(({ kind, origin }) => [kind, origin]),
      [['connected', 'here']],
    );
  });

  it('reject with the reason when they are refused', async () => {
    const stage = await setLiveStage();
    stage.backend.failNext('saveCredential', 'credentials_refused');
    await assert.rejects(stage.connection.saveCredential('orchard', { method: 'api_key', values: {} }), {
      code: 'credentials_refused',
    });
  });
});

describe('the Activation that the server starts after signing in', () => {
  it('is a run of this page: its words are shown', async () => {
    const stage = await setLiveStage();
    await stage.connection.saveCredential('orchard', { method: 'api_key', values: { key: 'k' }, action: 'connect' });
    const run = await stage.backend.startRun(orchard, 'connect', {}, new AbortController().signal);
    await settled();
    stage.backend.finishRun(run.id, { userMessage: 'Welcome.' });
    await settled();
    assert.equal(stage.now.message?.text, 'Welcome.');
  });
});

describe('a form in a dialog', () => {
  it('is told as configured here when it is saved, also when it was configured before', async () => {
    const stage = await setLiveStage({ connection: inState.needsSetup });
    stage.backend.configurations.set('settings', aConfiguration());
    const form = stage.connection.configure('settings');
    await until(() => form.getSnapshot().status === 'editing');
    form.setValue('prefix', 'ord-');
    await form.save();
    await settled();
    assert.equal(form.getSnapshot().status, 'saved');
    form.dispose();
    assert.deepEqual(
      stage.facts.map(({ kind, origin }) => [kind, origin]),
      [['configured', 'here']],
    );
    const again = stage.connection.configure('settings');
    await until(() => again.getSnapshot().status === 'editing');
    again.setValue('prefix', 'new-');
    await again.save();
    await settled();
    assert.equal(stage.facts.length, 2);
  });
});

describe('a machine that cannot be loaded', () => {
  it('fails the verb that needs it, says so, and is asked for again by the next one', async () => {
    let attempts = 0;
    const stage = await setStage({
      connection: inState.active,
      async loadMachine() {
        attempts += 1;
        if (attempts < 2) throw new TypeError('Failed to fetch dynamically imported module');
        return import('../../../src/core/connection/machine/start-connection.js');
      },
    });
    await stage.connection.run('sync');
    await until(() => stage.now.error !== undefined);
    assert.equal(stage.now.error?.error.code, 'network_error');
    assert.equal(stage.now.starting, undefined);
    await stage.connection.run('sync');
    await until(() => stage.now.connection.activeRuns.length === 1);
    assert.equal(stage.backend.callsOf('startRun').length, 1);
  });
});
