import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createActor, fromPromise } from 'xstate';
import type { Connection } from '../../../../src/contract/connection.js';
import { connectionMachine } from '../../../../src/core/connection/machine/connection.machine.js';
import { IntegrationError } from '../../../../src/core/errors.js';
import { aConnection, anAuthorization, aRun, inState } from '../../../support/factories.js';
import { createFakeClock, settled } from '../../../support/fake-clock.js';

const begin = { type: 'sign_in.begin', id: 'drawn', dependency: 'orchard', action: undefined, url: '', blocked: false } as const;

function live(facts: Connection = aConnection()) {
  const clock = createFakeClock();
  const machine = connectionMachine.provide({
    actors: {
      registration: fromPromise(async () => anAuthorization({ id: 'name' })),
      readAuthorization: fromPromise(async () => anAuthorization({ id: 'name', status: 'bound' })),
      cancelAuthorization: fromPromise<void, { readonly id: string }>(() => Promise.resolve()),
      refresh: fromPromise<void, void>(() => Promise.resolve()),
      startRun: fromPromise(async () => aRun()),
      readRun: fromPromise(async () => aRun()),
      cancelRun: fromPromise(async () => aRun({ status: 'cancelled' })),
    },
  });
  const actor = createActor(machine, { input: { facts }, clock }).start();
  return {
    actor,
    clock,
    facts: (next: Partial<Connection>) => actor.send({ type: 'facts.changed', facts: aConnection(next) }),
    get now() {
      return actor.getSnapshot().value;
    },
  };
}

describe('the machine of a connection', () => {
  it('follows the facts through its regions, wherever they go', () => {
    const machine = live();
    const seen = [inState.saved, inState.needsSetup, inState.active, inState.expired, inState.active, {}].map((facts) => {
      machine.facts(facts);
      return machine.now.authentication;
    });
    assert.deepEqual(seen, ['preAuth', 'postAuth', 'postAuth', 'expired', 'postAuth', 'preAuth']);
  });

  it('starts where the facts are', () => {
    assert.equal(live(aConnection(inState.expired)).now.authentication, 'expired');
    assert.equal(live(aConnection({ ...inState.active, activeRuns: [aRun()] })).now.action, 'running');
  });

  it('signs in from any state and comes back to what the facts say', async () => {
    for (const [facts, after] of [
      [{}, 'preAuth'],
      [inState.active, 'postAuth'],
      [inState.expired, 'expired'],
    ] as const) {
      const machine = live(aConnection(facts));
      machine.actor.send(begin);
      assert.deepEqual(machine.now.authentication, { authorizing: { window: 'open', following: 'waiting' } });
      await settled();
      machine.actor.send({ type: 'sign_in.cancel' });
      assert.equal(machine.now.authentication, 'cancelling');
      await settled();
      assert.equal(machine.now.authentication, after);
    }
  });

  it('cancels nothing where nothing is under way', () => {
    const machine = live();
    const before = machine.actor.getSnapshot();
    machine.actor.send({ type: 'sign_in.cancel' });
    machine.actor.send({ type: 'action.cancel' });
    machine.actor.send({ type: 'look' });
    assert.equal(machine.actor.getSnapshot(), before);
  });

  it('survives every port that fails', async () => {
    const failing = () => fromPromise<never, never>(() => Promise.reject(new IntegrationError('network_error')));
    const machine = connectionMachine.provide({
      actors: {
        registration: failing(),
        readAuthorization: failing(),
        cancelAuthorization: failing(),
        refresh: failing(),
        startRun: failing(),
        readRun: failing(),
        cancelRun: failing(),
      } as never,
    });
    const actor = createActor(machine, {
      input: { facts: aConnection({ activeRuns: [aRun()] }) },
      clock: createFakeClock(),
    }).start();
    actor.send(begin);
    await settled();
    actor.send({ type: 'action.cancel' });
    await settled();
    actor.send({ type: 'action.start', action: 'sync', anyway: false });
    await settled();
    const snapshot = actor.getSnapshot();
    assert.equal(snapshot.status, 'active');
    assert.equal(snapshot.value.authentication, 'preAuth');
    assert.equal(snapshot.context.error?.error.code, 'network_error');
  });
});
