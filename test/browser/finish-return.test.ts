import { expect } from '@open-wc/testing';
import { finishReturn, type ReturnHub } from '../../src/browser/finish-return.js';
import { hasReturned } from '../../src/browser/return-handle.js';
import { IntegrationError } from '../../src/core/errors.js';
import { createHubStore } from '../../src/core/hub/hub.store.js';
import { anAuthorization, createFakeBackend, createFakeOpener, type FakeBackend } from '../support/fake-backend.js';
import { until } from '../support/until.js';

const address = location.href;
const disposals: (() => void)[] = [];
let closed = 0;
const realClose = window.close;

function aReturnHub(backend: FakeBackend = createFakeBackend()): ReturnHub & { readonly backend: FakeBackend } {
  const hub = createHubStore({ backend, opener: createFakeOpener() });
  disposals.push(() => hub.dispose());
  return { hub, backend };
}

const comeBackWith = (value: string): void =>
  history.replaceState({ mine: 1 }, '', `?tab=1&integration_authorization=${value}#part`);

describe('finishReturn', () => {
  beforeEach(() => {
    closed = 0;
    window.close = () => {
      closed += 1;
    };
  });
  afterEach(() => {
    window.close = realClose;
    for (const dispose of disposals.splice(0)) dispose();
    history.replaceState(null, '', address);
  });

  it('takes the handle out of the address, and posts it with the session of the page', async () => {
    comeBackWith('auth_1.secret');
    const one = aReturnHub();
    one.backend.answer('finishReturn', async () => anAuthorization({ status: 'completed', window: 'redirect' }));
    expect(hasReturned()).to.equal(true);
    const finished = finishReturn(() => [one]);
    expect(location.search + location.hash).to.equal('?tab=1#part');
    expect(history.state).to.deep.equal({ mine: 1 });
    expect(hasReturned()).to.equal(false);
    await finished;
    expect(one.backend.callsOf('finishReturn')).to.deep.equal([['auth_1', 'secret']]);
    expect(closed).to.equal(0);
  });

  it('closes the window where the backend says that it was opened for the sign-in, and only there', async () => {
    comeBackWith('auth_1.secret');
    const one = aReturnHub();
    one.backend.answer('finishReturn', async () => anAuthorization({ status: 'completed', window: 'popup' }));
    await finishReturn(() => [one]);
    expect(closed).to.equal(1);
  });

  it('leaves it to the hub whose tenant it belongs to', async () => {
    comeBackWith('auth_1.secret');
    const [other, mine] = [aReturnHub(), aReturnHub()];
    other.backend.failNext('readAuthorization', 'not_found');
    mine.backend.answer('readAuthorization', async () => anAuthorization({ id: 'auth_1' }));
    mine.backend.answer('finishReturn', async () => anAuthorization({ status: 'completed' }));
    await finishReturn(() => [other, mine]);
    expect(other.backend.callsOf('finishReturn')).to.deep.equal([]);
    expect(mine.backend.callsOf('finishReturn').length).to.equal(1);
  });

  it('tells the backend even where it belongs to none of them, and the person that nothing was connected', async () => {
    comeBackWith('auth_1.secret');
    const [one, other] = [aReturnHub(), aReturnHub()];
    for (const { backend } of [one, other]) backend.failNext('readAuthorization', 'not_found');
    one.backend.failNext('finishReturn', 'other_session');
    const shown = one.hub.connection('orchard');
    await finishReturn(() => [one, other]);
    expect(one.backend.callsOf('finishReturn').length).to.equal(1);
    await until(() => {
      const snapshot = shown.getSnapshot();
      return snapshot.status === 'ready' && snapshot.message?.error?.code === 'other_session';
    });
    expect(closed).to.equal(0);
  });

  it('says over its card why a sign-in failed that had taken the place of the page', async () => {
    comeBackWith('auth_1.secret');
    const one = aReturnHub();
    one.backend.answer('finishReturn', async () =>
      anAuthorization({ status: 'failed', error: { code: 'provider_error', said: 'Closed on Sundays' }, window: 'redirect' }),
    );
    await finishReturn(() => [one]);
    const store = one.hub.connection('orchard');
    const message = await until(() => {
      const snapshot = store.getSnapshot();
      return snapshot.status === 'ready' ? snapshot.message : undefined;
    });
    expect(message.error).to.be.instanceOf(IntegrationError);
    expect(message.error?.said).to.equal('Closed on Sundays');
  });

  it('does nothing for a parameter that is none of ours', async () => {
    for (const value of ['', 'x', '.', 'auth_1.', '.secret']) {
      comeBackWith(value);
      const one = aReturnHub();
      await finishReturn(() => [one]);
      expect(one.backend.callsOf('finishReturn')).to.deep.equal([]);
      expect(location.search).to.equal('?tab=1');
    }
  });
});
