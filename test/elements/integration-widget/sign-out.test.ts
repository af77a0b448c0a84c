import { expect } from '@open-wc/testing';
import type { Connection } from '../../../src/contract/connection.js';
import type { Hub } from '../../../src/contract/hub.js';
import { stage, strike, widgetOn } from '../../support/element-stage.js';
import { aConnection, aRun, aWidget, inState } from '../../support/factories.js';
import { until } from '../../support/until.js';

afterEach(strike);

const signedIn: Partial<Connection> = {
  credentials: [{ dependency: 'orchard', status: 'valid', method: 'oauth', account: 'alice@example.com' }],
};

async function drawn(connection: Partial<Connection>, hub: Partial<Hub> = {}) {
  const on = stage({ widgets: [aWidget({ connections: [aConnection(connection)] })], ...hub });
  const card = await (await widgetOn(on)).drawn();
  return { on, card };
}

/** What a card offers in its menu, once the menu has come. */
async function menuOf(connection: Partial<Connection>, hub: Partial<Hub> = {}): Promise<readonly string[]> {
  const { card } = await drawn(connection, hub);
  return card.menu;
}

describe('Sign out', () => {
  it('stands in the menu of a card that somebody has signed in to, and that never became active', async () => {
    for (const connection of [
      signedIn,
      { ...signedIn, lastRun: aRun({ action: 'connect', status: 'failed' }) },
      { credentials: [{ dependency: 'orchard', status: 'expired' as const }] },
    ]) {
      const { card } = await drawn(connection);
      await until(() => card.menu.includes('Sign out'));
    }
  });

  it('stands in no other', async () => {
    expect(await menuOf({})).not.to.include('Sign out');
    expect(await menuOf(inState.active)).not.to.include('Sign out');
    expect(await menuOf(inState.expired)).not.to.include('Sign out');
    expect(await menuOf({ ...signedIn, lastRun: aRun({ status: 'failed' }) }, { access: 'view' })).not.to.include('Sign out');
  });

  it('asks the page, then withdraws the sign-in', async () => {
    const { on, card } = await drawn(signedIn);
    const asked: unknown[] = [];
    let objects = true;
    card.element.addEventListener('integration-disconnect', (event) => {
      const { connection, action } = event as Event & { readonly connection: string; readonly action?: string };
      asked.push([connection, action]);
      if (objects) event.preventDefault();
    });
    const press = async () => {
      await until(() => card.menu.includes('Sign out'));
      await card.press('More for Orchard Shop');
      await card.press('Sign out');
    };
    await press();
    expect([asked, on.backend.callsOf('signOut')]).to.deep.equal([[['default', undefined]], []]);
    objects = false;
    await press();
    await until(() => on.backend.callsOf('signOut').length === 1);
    await until(() => !card.menu.includes('Sign out'));
    expect(on.backend.hub.widgets[0]?.connections[0]?.credentials).to.deep.equal([{ dependency: 'orchard', status: 'missing' }]);
    await expect(card.element).to.be.accessible();
  });

  it('says why it could not', async () => {
    const { on, card } = await drawn(signedIn);
    on.backend.failNext('signOut', 'busy');
    await until(() => card.menu.includes('Sign out'));
    await card.press('More for Orchard Shop');
    await card.press('Sign out');
    const dialog = await card.dialog();
    expect(dialog.textContent).to.include('Orchard Shop is still at work');
  });
});
