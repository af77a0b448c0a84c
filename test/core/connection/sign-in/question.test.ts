import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cardState } from '../../../../src/core/connection/card-state.js';
import { orchard, setStage } from '../../../support/core-stage.js';
import { inState } from '../../../support/fake-backend.js';
import { settled } from '../../../support/fake-clock.js';

const question = { was: 'alice@example.com', now: 'bob@example.com' };
const asked = { status: 'question', dependency: 'orchard', ...question };

async function setExpired() {
  const start = await import('../../../../src/core/connection/machine/start-connection.js');
  const stage = await setStage({ connection: inState.expired, loadMachine: async () => start });
  await stage.clock.advance(200);
  return stage;
}

/** Reconnect was pressed here, and somebody else signed in. */
async function setAsked() {
  const stage = await setExpired();
  stage.connection.signIn('orchard', {});
  await settled();
  stage.backend.askAbout(orchard, question);
  await settled();
  return stage;
}

describe('a sign-in that comes back with another account', () => {
  it('asks, and is no longer asked about', async () => {
    const stage = await setAsked();
    assert.deepEqual(stage.now.signIn, asked);
    assert.equal(cardState(stage.now).state, 'attention');
    const reads = () =>
      ['readAuthorization', 'readConnection', 'readHub'].map((verb) => stage.backend.callsOf(verb as 'readHub').length);
    // What was about to be asked is asked.
    await stage.clock.advance(10_000);
    const before = reads();
    await stage.clock.advance(120_000);
    assert.deepEqual(reads(), before);
  });

  it('replaces the account when that is wanted: a reconnect, here', async () => {
    const stage = await setAsked();
    stage.connection.answerSignIn(true);
    await settled();
    assert.deepEqual(stage.backend.callsOf('answerAuthorization'), [[stage.opener.windows[0]?.id, { replace: true }]]);
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.now.connection.credentials[0]?.account, question.now);
    assert.equal(stage.backend.callsOf('startRun').length, 0, 'the Activation is not run again');
    assert.deepEqual(
      stage.facts.map(({ kind, origin }) => [kind, origin]),
      [['connected', 'here']],
    );
  });

  it('keeps the account before, and offers Reconnect again', async () => {
    const stage = await setAsked();
    stage.connection.answerSignIn(false);
    await settled();
    assert.deepEqual([stage.now.signIn, stage.now.error], [{ status: 'none' }, undefined]);
    assert.equal(stage.now.connection.credentials[0]?.account, question.was);
    assert.equal(stage.connection.planReconnect().kind, 'sign_in');
  });

  it('is seen and may be answered in a page that did not begin it', async () => {
    const stage = await setExpired();
    stage.backend.askAbout(orchard, question);
    await settled();
    assert.deepEqual(stage.now.signIn, asked);
    stage.connection.answerSignIn(true);
    await settled();
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.now.connection.credentials[0]?.account, question.now);
  });

  it('goes when it is answered elsewhere', async () => {
    const stage = await setAsked();
    const id = stage.now.connection.authorization?.id ?? '';
    await stage.backend.answerAuthorization(id, { replace: false }, new AbortController().signal);
    await settled();
    assert.deepEqual([stage.now.signIn, stage.now.error], [{ status: 'none' }, undefined]);
  });

  it('takes an answer that came too late for no error', async () => {
    const stage = await setAsked();
    stage.backend.failNext('answerAuthorization', 'already_over');
    stage.connection.answerSignIn(true);
    await settled();
    assert.equal(stage.now.error, undefined);
  });

  it('says why the account could not be taken', async () => {
    const stage = await setAsked();
    stage.backend.failNext('answerAuthorization', 'same_account');
    stage.connection.answerSignIn(true);
    await settled();
    assert.equal(stage.now.error?.error.code, 'same_account');
  });

  it('says that time ran out', async () => {
    const stage = await setAsked();
    stage.backend.settleSignIn(orchard, 'expired');
    await settled();
    assert.deepEqual([stage.now.signIn, stage.now.error?.error.code], [{ status: 'none' }, 'timed_out']);
  });

  it('gives way to a sign-in that is begun anew', async () => {
    const stage = await setAsked();
    stage.connection.reopenSignIn();
    await settled();
    assert.deepEqual(stage.now.signIn, { status: 'open', dependency: 'orchard' });
    assert.equal(stage.opener.windows.length, 2);
  });
});
