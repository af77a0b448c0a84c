import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IntegrationError } from '../../../../src/core/errors.js';
import { orchard, setStage } from '../../../support/core-stage.js';
import { aDependency, anAuthorization, aRun, inState } from '../../../support/fake-backend.js';
import { settled } from '../../../support/fake-clock.js';
import { until } from '../../../support/until.js';

async function setLiveStage(given: Parameters<typeof setStage>[0] = {}) {
  const start = await import('../../../../src/core/connection/machine/start-connection.js');
  const stage = await setStage({ ...given, loadMachine: async () => start });
  await stage.clock.advance(200);
  return stage;
}

const open = { status: 'open', dependency: 'orchard' };
const unsure = { status: 'unsure', dependency: 'orchard' };

describe('signing in', () => {
  it('opens the window within the click and registers it at once, machine or not', async () => {
    const stage = await setStage({ loadMachine: () => new Promise(() => undefined) });
    stage.connection.signIn('orchard', { action: 'connect', values: { shop: 'pear' } });
    const [window] = stage.opener.windows;
    assert.ok(window);
    assert.deepEqual(stage.backend.callsOf('registerAuthorization'), [
      [
        {
          id: window.id,
          proof: window.proof,
          ...orchard,
          dependency: 'orchard',
          method: 'oauth',
          window: 'popup',
          locale: 'en',
          values: { shop: 'pear' },
          action: 'connect',
          returnUrl: 'https://host.test/settings',
        },
      ],
    ]);
    assert.deepEqual(stage.now.signIn, open);
  });

  it('opens the window before anything else is touched', async () => {
    const stage = await setLiveStage();
    const order: string[] = [];
    const { open: openWindow } = stage.opener;
    stage.opener.open = (id, proof) => {
      order.push('window');
      return openWindow(id, proof);
    };
    stage.connection.subscribe(() => order.push('snapshot'));
    stage.backend.answer('registerAuthorization', async ({ id }) => {
      order.push('registration');
      return anAuthorization({ id });
    });
    stage.connection.signIn('orchard', {});
    assert.equal(order[0], 'window');
    assert.deepEqual(new Set(order), new Set(['window', 'registration', 'snapshot']));
  });

  it('carries on with a sign-in that began while the machine was being loaded', async () => {
    const start = await import('../../../../src/core/connection/machine/start-connection.js');
    let load: (module: typeof start) => void = () => undefined;
    const stage = await setStage({
      loadMachine: () =>
        new Promise((resolve) => {
          load = resolve;
        }),
    });
    stage.connection.signIn('orchard', { action: 'connect' });
    load(start);
    await settled();
    assert.deepEqual(stage.now.signIn, open);
    stage.backend.settleSignIn(orchard, 'completed');
    await settled();
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.now.connection.authenticated, true);
  });

  it('believes the server: connected when that says so, here', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', { action: 'connect' });
    await settled();
    assert.deepEqual(stage.now.signIn, open);
    stage.backend.settleSignIn(orchard, 'completed');
    await settled();
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.now.connection.active, true);
    assert.deepEqual(
      stage.facts.map(({ kind, origin }) => [kind, origin]),
      [['connected', 'here']],
    );
    assert.equal(stage.backend.callsOf('startRun').length, 0, 'the server starts the Activation');
  });

  it('sees the end by its own slow poll where no event arrives', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    const authorization = stage.now.connection.authorization;
    assert.ok(authorization);
    stage.backend.answer('readAuthorization', async (id) => anAuthorization({ id, status: 'completed' }));
    stage.backend.change(orchard, { ...inState.needsSetup, authorization: undefined }, true);
    await stage.clock.advance(2500);
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.now.connection.active, true);
  });

  it('shows why it failed, with the words of the service', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', { action: 'connect' });
    await settled();
    stage.backend.settleSignIn(orchard, 'failed', {
      code: 'access_denied',
      said: 'The owner said no.',
      missing: ['Read your orders'],
    });
    await settled();
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.now.error?.action, 'connect');
    assert.equal(stage.now.error?.error.code, 'access_denied');
    assert.equal(stage.now.error?.error.said, 'The owner said no.');
    assert.deepEqual(stage.now.error?.error.missing, ['Read your orders']);
    assert.deepEqual(
      stage.facts.map(({ kind, error }) => [kind, error?.code]),
      [['error', 'access_denied']],
    );
  });

  it('goes on where the network is lost while it waits, and sees the end once it is back', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', { action: 'connect' });
    await settled();
    stage.backend.answer('readAuthorization', async () => {
      throw new IntegrationError('network_error');
    });
    await stage.clock.advance(60_000);
    assert.deepEqual(stage.now.signIn, open);
    assert.equal(stage.now.error, undefined);
    stage.backend.answer('readAuthorization', async (id) => anAuthorization({ id, status: 'completed' }));
    stage.backend.change(orchard, { ...inState.needsSetup, authorization: undefined }, true);
    await stage.clock.advance(10_000);
    assert.equal(stage.now.connection.active, true);
  });

  it('says when the deadline has passed', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    stage.backend.settleSignIn(orchard, 'expired');
    await settled();
    assert.equal(stage.now.error?.error.code, 'timed_out');
  });

  it('closes the window and says why when the registration is refused', async () => {
    const stage = await setLiveStage();
    stage.backend.failNext('registerAuthorization', new IntegrationError('origin_not_allowed', { hint: 'Add the origin.' }));
    stage.connection.signIn('orchard', {});
    await settled();
    assert.equal(stage.opener.windows[0]?.closed, true);
    assert.equal(stage.now.error?.error.code, 'origin_not_allowed');
    assert.deepEqual(stage.now.signIn, { status: 'none' });
  });

  it('loses nothing when the hub is disposed of while the registration is on its way', async () => {
    const stage = await setLiveStage();
    const held = stage.backend.hold('registerAuthorization');
    stage.connection.signIn('orchard', {});
    stage.hub.dispose();
    await settled();
    assert.equal(held.waiting, 1);
  });
});

describe('the Activation after a sign-in', () => {
  it('is told apart from those that ran before: their words are not shown again', async () => {
    const earlier = aRun({ id: 'earlier', action: 'connect', status: 'succeeded', userMessage: 'Welcome, long ago.' });
    const stage = await setLiveStage({ connection: { lastRun: earlier } });
    stage.connection.signIn('orchard', { action: 'connect' });
    await settled();
    stage.backend.settleSignIn(orchard, 'completed');
    await settled();
    const messages = [stage.now.message?.text];
    const run = await stage.backend.startRun(orchard, 'connect', {}, new AbortController().signal);
    stage.backend.finishRun(run.id, { userMessage: 'Welcome back.' });
    await settled();
    messages.push(stage.now.message?.text);
    assert.deepEqual(messages, [undefined, 'Welcome back.']);
  });

  it('is not expected any more when the sign-in was cancelled', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', { action: 'connect' });
    await settled();
    stage.connection.cancelSignIn();
    await settled();
    const run = await stage.backend.startRun(orchard, 'connect', {}, new AbortController().signal);
    stage.backend.finishRun(run.id, { userMessage: 'Theirs.' });
    await settled();
    assert.equal(stage.now.message, undefined);
  });
});

describe('a window that reads as closed', () => {
  it('is a hint: it starts a read and asks, and the sign-in goes on', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    stage.backend.settleSignIn(orchard, 'bound');
    const window = stage.opener.windows[0];
    assert.ok(window);
    window.closed = true;
    const before = stage.backend.callsOf('readAuthorization').length;
    await stage.clock.advance(500);
    assert.deepEqual(stage.now.signIn, unsure);
    assert.ok(stage.backend.callsOf('readAuthorization').length > before);
    await stage.clock.advance(60_000);
    assert.deepEqual(stage.now.signIn, unsure);
    assert.equal(stage.backend.callsOf('cancelAuthorization').length, 0);
    stage.backend.settleSignIn(orchard, 'completed');
    await settled();
    assert.equal(stage.now.connection.active, true);
  });

  it('may have closed itself after a success: that is one', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', { action: 'connect' });
    await settled();
    stage.backend.settleSignIn(orchard, 'returned');
    const window = stage.opener.windows[0];
    assert.ok(window);
    window.closed = true;
    await stage.clock.advance(500);
    stage.backend.settleSignIn(orchard, 'completed');
    await settled();
    assert.equal(stage.now.connection.active, true);
    assert.deepEqual([stage.now.signIn, stage.now.error], [{ status: 'none' }, undefined]);
    assert.equal(stage.backend.callsOf('cancelAuthorization').length, 0);
  });

  it('is a cancel when nobody asked for its start page for 5 s', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    const window = stage.opener.windows[0];
    assert.ok(window);
    window.closed = true;
    await stage.clock.advance(5_000);
    assert.deepEqual(stage.now.signIn, unsure);
    await stage.clock.advance(1_000);
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.backend.callsOf('cancelAuthorization').length, 1);
    assert.equal(stage.now.error, undefined);
  });
});

describe('a second click', () => {
  it('brings a live window to the front and opens nothing', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    stage.connection.signIn('orchard', {});
    assert.equal(stage.opener.windows.length, 1);
    assert.equal(stage.opener.windows[0]?.focused, 1);
    assert.equal(stage.backend.callsOf('registerAuthorization').length, 1);
  });

  it('supersedes a window that reads as closed', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    const window = stage.opener.windows[0];
    assert.ok(window);
    window.closed = true;
    stage.connection.signIn('orchard', {});
    await settled();
    assert.equal(stage.opener.windows.length, 2);
    assert.deepEqual(stage.now.signIn, open);
    assert.equal(stage.now.connection.authorization?.id, `name-of-${stage.opener.windows[1]?.id}`);
    stage.backend.settleSignIn(orchard, 'completed');
    await settled();
    assert.equal(stage.now.connection.active, true);
    assert.equal(stage.now.error, undefined);
  });

  it('opens another window for another dependency', async () => {
    const dependencies = [aDependency(), aDependency({ key: 'mail', primary: false })];
    const stage = await setLiveStage({ widget: { dependencies } });
    stage.connection.signIn('orchard', {});
    await settled();
    stage.connection.signIn('mail', {});
    assert.equal(stage.opener.windows.length, 2);
    assert.equal(stage.opener.windows[0]?.focused, 0);
  });
});

describe('Continue, Reopen and Cancel', () => {
  it('continues in the window that is there, and looks', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    const before = stage.backend.callsOf('readAuthorization').length;
    stage.connection.continueSignIn();
    await settled();
    assert.equal(stage.opener.windows[0]?.focused, 1);
    assert.equal(stage.backend.callsOf('readAuthorization').length, before + 1);
  });

  it('reopens with what the sign-in was begun with', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', { action: 'connect', values: { shop: 'pear' } });
    await settled();
    stage.connection.reopenSignIn();
    assert.equal(stage.opener.windows.length, 2);
    const [request] = stage.backend.callsOf('registerAuthorization')[1] as [{ action: string; values: unknown; id: string }];
    assert.deepEqual([request.action, request.values, request.id], ['connect', { shop: 'pear' }, stage.opener.windows[1]?.id]);
  });

  it('cancels at once, closes the window, and waits for a registration that is still on its way', async () => {
    const stage = await setLiveStage();
    const held = stage.backend.hold('registerAuthorization');
    stage.connection.signIn('orchard', {});
    stage.connection.cancelSignIn();
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.opener.windows[0]?.closed, true);
    await settled();
    assert.equal(stage.backend.callsOf('cancelAuthorization').length, 0);
    held.release();
    await settled();
    assert.equal(stage.backend.callsOf('cancelAuthorization').length, 1);
    assert.equal(stage.now.connection.authorization, undefined);
    assert.equal(stage.now.error, undefined);
  });

  it('takes a sign-in that is over already as cancelled', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    stage.backend.failNext('cancelAuthorization', 'already_over');
    stage.connection.cancelSignIn();
    await settled();
    assert.equal(stage.now.error, undefined);
  });

  it('cancels and reopens a sign-in that began before the page was loaded again', async () => {
    const stage = await setLiveStage({
      connection: { authorization: { id: 'earlier', dependency: 'orchard', status: 'started', expiresAt: '' } },
    });
    assert.deepEqual(stage.now.signIn, { status: 'elsewhere', dependency: 'orchard' });
    stage.backend.answer('cancelAuthorization', async (id) => {
      stage.backend.change(orchard, { authorization: undefined });
      return anAuthorization({ id, status: 'cancelled' });
    });
    stage.connection.cancelSignIn();
    await settled();
    assert.deepEqual(stage.backend.callsOf('cancelAuthorization'), [['earlier']]);
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    stage.backend.change(orchard, { authorization: { id: 'again', dependency: 'orchard', status: 'started', expiresAt: '' } });
    await settled();
    stage.connection.reopenSignIn();
    await settled();
    const [request] = stage.backend.callsOf('registerAuthorization')[0] as [{ action: string; dependency: string }];
    assert.deepEqual([request.dependency, request.action], ['orchard', 'connect']);
  });
});

describe('a blocked window', () => {
  it('becomes a link, which turns into a sign-in under way once its page has started', async () => {
    const stage = await setLiveStage();
    stage.opener.block();
    stage.connection.signIn('orchard', {});
    await settled();
    const [refused] = stage.opener.refused;
    assert.ok(refused);
    assert.deepEqual(stage.now.signIn, {
      status: 'blocked',
      dependency: 'orchard',
      url: stage.opener.startUrl(refused.id),
      returns: false,
    });
    stage.backend.settleSignIn(orchard, 'started');
    await settled();
    assert.deepEqual(stage.now.signIn, open);
    stage.backend.settleSignIn(orchard, 'completed');
    await settled();
    assert.equal(stage.now.connection.active, true);
  });

  it('shows the link before the machine is there', async () => {
    const stage = await setStage({ loadMachine: () => new Promise(() => undefined) });
    stage.opener.block();
    stage.connection.signIn('orchard', {});
    assert.equal(stage.now.signIn.status, 'blocked');
  });
});

describe('signing in in the page\u2019s own window', () => {
  async function setBlockedStage(returns: boolean) {
    const stage = await setLiveStage();
    stage.backend.answer('registerAuthorization', async ({ id }) => anAuthorization({ id: `name-of-${id}`, returns }));
    stage.opener.block();
    stage.connection.signIn('orchard', { action: 'connect' });
    await settled();
    return stage;
  }

  it('is offered where the backend knows an address to return to', async () => {
    for (const returns of [true, false]) {
      const { now } = await setBlockedStage(returns);
      assert.ok(now.signIn.status === 'blocked');
      assert.equal(now.signIn.returns, returns);
    }
  });

  it('leaves the page once it is registered as one that takes its place', async () => {
    const stage = await setBlockedStage(true);
    await stage.connection.signInHere();
    const [request] = stage.backend.callsOf('registerAuthorization')[1] as [{ id: string; window: string; action: string }];
    assert.deepEqual([request.window, request.action], ['redirect', 'connect']);
    assert.deepEqual(stage.opener.left, [request.id]);
  });

  it('stays, and says why, where it could not come back', async () => {
    const stage = await setBlockedStage(false);
    stage.backend.answer('cancelAuthorization', async (id) => anAuthorization({ id, status: 'cancelled' }));
    await stage.connection.signInHere();
    await settled();
    assert.deepEqual(stage.opener.left, []);
    assert.equal(stage.now.message?.error?.code, 'popup_blocked');
    stage.connection.dismissMessage();
    assert.equal(stage.now.message, undefined);
  });
});

describe('two tabs', () => {
  it('see the same sign-in, and the same end', async () => {
    const stage = await setLiveStage();
    stage.backend.change(orchard, {
      authorization: { id: 'theirs', dependency: 'orchard', status: 'registered', expiresAt: '' },
    });
    await settled();
    assert.deepEqual(stage.now.signIn, { status: 'elsewhere', dependency: 'orchard' });
    stage.backend.settleSignIn(orchard, 'completed');
    await until(() => stage.now.connection.active);
    assert.deepEqual(stage.now.signIn, { status: 'none' });
    assert.equal(stage.facts[0]?.origin, 'elsewhere');
  });

  it('hand over: the older one follows what superseded its sign-in', async () => {
    const stage = await setLiveStage();
    stage.connection.signIn('orchard', {});
    await settled();
    await stage.backend.registerAuthorization(
      { id: 'n'.repeat(43), proof: 'p'.repeat(43), ...orchard, dependency: 'orchard', method: 'oauth', window: 'popup' },
      new AbortController().signal,
    );
    await settled();
    assert.deepEqual(stage.now.signIn, { status: 'elsewhere', dependency: 'orchard' });
    assert.equal(stage.now.error, undefined);
  });
});

describe('reconnecting', () => {
  it('signs in again in place, without an Activation', async () => {
    const stage = await setLiveStage({ connection: inState.expired });
    stage.connection.signIn('orchard', {});
    await settled();
    const [request] = stage.backend.callsOf('registerAuthorization')[0] as [object];
    assert.equal('action' in request, false);
    stage.backend.settleSignIn(orchard, 'completed');
    await settled();
    assert.equal(stage.now.connection.expired, false);
    assert.equal(stage.now.connection.configured, true);
  });
});
