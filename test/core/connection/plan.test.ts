import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SignInMethod } from '../../../src/contract/connector.js';
import { offeredActions, planAction, planReconnect } from '../../../src/core/connection/plan.js';
import { aConnection, aDependency, aField, anAction, aRun, aWidget, inState } from '../../support/factories.js';

const field = aField({ key: 'shop', label: 'Shop' });
const two = [aDependency({ key: 'drive', primary: false }), aDependency()];

describe('planAction', () => {
  const widget = aWidget();
  const connection = aConnection();

  it('opens the window at once for one OAuth dependency with nothing to ask', () => {
    assert.deepEqual(planAction(widget, connection, 'connect'), { kind: 'sign_in', dependency: widget.dependencies[0] });
  });

  it('asks first when the service wants to know something before the window opens', () => {
    const asking = aWidget({ dependencies: [aDependency({ methods: [{ method: 'oauth', fields: [field] }] })] });
    assert.deepEqual(planAction(asking, connection, 'connect'), { kind: 'connect', dependencies: asking.dependencies });
  });

  it('says first what the author has to say', () => {
    const content = 'Ask an administrator first';
    const telling = aWidget({ actions: widget.actions.map((action) => ({ ...action, content })) });
    assert.deepEqual(planAction(telling, connection, 'connect'), { kind: 'connect', dependencies: telling.dependencies });
    const signedIn = aConnection({ credentials: [{ dependency: 'orchard', status: 'valid' }] });
    assert.deepEqual(planAction(telling, signedIn, 'connect'), { kind: 'run' });
  });

  it('asks first when the method may be switched', () => {
    const methods: SignInMethod[] = [
      { method: 'oauth', fields: [] },
      { method: 'api_key', fields: [field] },
    ];
    const switching = aWidget({ dependencies: [aDependency({ allowSwitching: true, methods })] });
    assert.equal(planAction(switching, connection, 'connect').kind, 'connect');
  });

  it('asks first for typed-in credentials', () => {
    const typed = aWidget({
      dependencies: [aDependency({ defaultMethod: 'api_key', methods: [{ method: 'api_key', fields: [field] }] })],
    });
    assert.equal(planAction(typed, connection, 'connect').kind, 'connect');
  });

  it('signs in several dependencies in one dialog, the primary one first and valid ones left out', () => {
    const third = aDependency({ key: 'mail', primary: false });
    const plan = planAction(
      aWidget({ dependencies: [...two, third] }),
      aConnection({ credentials: [{ dependency: 'mail', status: 'valid' }] }),
      'connect',
    );
    assert.deepEqual(plan.kind === 'connect' && plan.dependencies.map(({ key }) => key), ['orchard', 'drive']);
  });

  it('signs in the one dependency that is still missing without a dialog', () => {
    const plan = planAction(
      aWidget({ dependencies: two }),
      aConnection({ credentials: [{ dependency: 'orchard', status: 'valid' }] }),
      'connect',
    );
    assert.deepEqual(plan.kind === 'sign_in' && plan.dependency.key, 'drive');
  });

  it('runs an Activation that has nothing left to sign in', () => {
    const plan = planAction(widget, aConnection({ credentials: [{ dependency: 'orchard', status: 'valid' }] }), 'connect');
    assert.deepEqual(plan, { kind: 'run' });
    assert.deepEqual(planAction(aWidget({ dependencies: [] }), connection, 'connect'), { kind: 'run' });
  });

  it('opens the form of a linked configuration, confirms a Deactivation and runs the rest', () => {
    const active = aConnection(inState.active);
    assert.deepEqual(planAction(widget, active, 'configure'), { kind: 'configure', flow: 'settings' });
    assert.deepEqual(planAction(widget, active, 'disconnect'), { kind: 'confirm' });
    assert.deepEqual(planAction(widget, active, 'sync'), { kind: 'run' });
  });

  it('opens one dialog for a Multi Connector action, even for a single dependency, and runs it once all are signed in', () => {
    const multi = aWidget({ actions: [anAction({ key: 'all', type: 'multi_connector', visibility: 'always' })] });
    assert.deepEqual(planAction(multi, connection, 'all'), { kind: 'connect', dependencies: multi.dependencies });
    assert.deepEqual(planAction(multi, aConnection(inState.active), 'all'), { kind: 'run' });
  });

  it('has nothing behind an action that is hidden, unknown, unlinked, running, of an unknown type, or looked at only', () => {
    const unlinked = aWidget({ actions: [anAction({ key: 'configure', type: 'configuration', visibility: 'always' })] });
    const strange = aWidget({ actions: [anAction({ type: 'dance' as 'none', visibility: 'always' })] });
    const running = aConnection({ ...inState.active, activeRuns: [aRun()] });
    const unavailable = { kind: 'unavailable' };
    assert.deepEqual(planAction(widget, connection, 'sync'), unavailable);
    assert.deepEqual(planAction(widget, connection, 'nothing'), unavailable);
    assert.deepEqual(planAction(unlinked, connection, 'configure'), unavailable);
    assert.deepEqual(planAction(widget, running, 'sync'), unavailable);
    assert.deepEqual(planAction(strange, connection, 'connect'), unavailable);
    assert.deepEqual(planAction(widget, connection, 'connect', 'view'), unavailable);
  });
});

describe('planReconnect', () => {
  it('opens the window at once for what expired', () => {
    const plan = planReconnect(aWidget(), aConnection(inState.expired));
    assert.deepEqual(plan.kind === 'sign_in' && plan.dependency.key, 'orchard');
  });

  it('asks again for what was typed in, even where the default is OAuth', () => {
    const widget = aWidget({
      dependencies: [
        aDependency({
          methods: [
            { method: 'oauth', fields: [] },
            { method: 'api_key', fields: [field] },
          ],
        }),
      ],
    });
    const connection = aConnection({
      ...inState.expired,
      credentials: [{ dependency: 'orchard', status: 'expired', method: 'api_key' }],
    });
    assert.equal(planReconnect(widget, connection).kind, 'connect');
  });

  it('has nothing to do where nothing expired, or where one may only look', () => {
    assert.equal(planReconnect(aWidget(), aConnection()).kind, 'unavailable');
    assert.equal(planReconnect(aWidget(), aConnection(inState.expired), 'view').kind, 'unavailable');
  });
});

describe('offeredActions', () => {
  it('keeps the order of the author', () => {
    const keys = (state: keyof typeof inState | undefined) =>
      offeredActions(aWidget(), aConnection(state === undefined ? {} : inState[state])).map(({ key }) => key);
    assert.deepEqual(keys(undefined), ['connect']);
    assert.deepEqual(keys('needsSetup'), ['configure', 'disconnect']);
    assert.deepEqual(keys('active'), ['configure', 'sync', 'disconnect']);
    assert.deepEqual(keys('expired'), ['disconnect']);
  });

  it('leaves out a configuration that is not linked', () => {
    const unlinked = aWidget({ actions: [anAction({ key: 'configure', type: 'configuration', visibility: 'always' })] });
    assert.deepEqual(offeredActions(unlinked, aConnection()), []);
  });
});
