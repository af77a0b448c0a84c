import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { IntegrationWidgetElement } from '../../../src/elements/integration-widget/integration-widget.js';
import { type Stage, stage, strike, widgetOn } from '../../support/element-stage.js';
import { aConnection, aDependency, aRun, aWidget, inState } from '../../support/factories.js';
import { WidgetHarness } from '../../support/harness/widget.harness.js';
import { resizeWindow } from '../../support/resize-window.js';
import { until } from '../../support/until.js';

afterEach(strike);

const credentials = (account: string) => [{ dependency: 'orchard', status: 'valid' as const, method: 'oauth' as const, account }];
const two = [
  aConnection({ ...inState.active, label: 'Acme HQ' }),
  aConnection({ ...inState.active, key: 'two', credentials: credentials('bob@example.com') }),
];
const several = (connections = two) => stage({ widgets: [aWidget({ multiConnection: true, connections })] });

const names = (card: WidgetHarness) =>
  card.parts('connection').map((row) => row.querySelector('.connection-name')?.textContent.trim());

async function drawn(on: Stage): Promise<WidgetHarness> {
  return (await widgetOn(on)).drawn();
}

/** A card for one of the accounts. */
async function drawnAlone({ store }: Stage, connection: string): Promise<WidgetHarness> {
  const element = await fixture<IntegrationWidgetElement>(
    html`<integration-widget widget="orchard" connection=${connection} .store=${store}></integration-widget>`,
  );
  return new WidgetHarness(element).drawn();
}

/** Opens the menu of an account and chooses from it. */
async function choose(card: WidgetHarness, account: string, item: string): Promise<void> {
  const button = await until(() => card.button(`More for ${account}`));
  button.focus();
  button.click();
  const row = button.closest('li');
  const found = await until(() =>
    [...(row?.querySelectorAll<HTMLElement>('.menu-item') ?? [])].find((one) => one.textContent.trim() === item),
  );
  found.click();
  await card.settled();
}

describe('a card with several accounts', () => {
  it('calls each by its name, else its account, else its place', async () => {
    const card = await drawn(several([...two, aConnection({ key: 'three' })]));
    expect(names(card)).to.deep.equal(['Acme HQ', 'bob@example.com', 'Account 3']);
  });

  it('is one from the first account that is known, and offers to add another', async () => {
    const card = await drawn(several([aConnection(inState.active)]));
    expect(names(card)).to.deep.equal(['alice@example.com']);
    expect(card.text('add-connection')).to.equal('Add account');
    await expect(card.element).to.be.accessible();
  });

  it('is a plain card while nobody has connected anything', async () => {
    const card = await drawn(several([aConnection({ revision: 0 })]));
    expect([card.part('add-connection'), card.part('connection'), card.actions]).to.deep.equal([null, null, ['Connect']]);
  });

  it('offers nothing to a session that may only look', async () => {
    const on = stage({ access: 'view', widgets: [aWidget({ multiConnection: true, connections: two })] });
    const card = await drawn(on);
    expect(card.part('add-connection')).to.equal(null);
    expect(card.menu.filter((item) => ['Rename', 'Remove', 'Disconnect'].includes(item))).to.deep.equal([]);
  });

  it('draws one of them where the page asks for it', async () => {
    const card = await drawnAlone(several(), 'two');
    expect([card.parts('connection').length, card.part('add-connection'), card.badge]).to.deep.equal([0, null, 'Live']);
  });

  it('names and removes one that has a card of its own, which leaves nothing behind', async () => {
    const on = several([...two, aConnection({ key: 'three' })]);
    const card = await drawnAlone(on, 'three');
    await until(() => card.menu.includes('Remove'));
    expect(card.menu).to.deep.equal(['Rename', 'Remove']);
    await card.press('More for Orchard Shop');
    await expect(card.element).to.be.accessible();
    await card.press('Rename');
    expect((await card.dialog()).querySelector('h2')?.textContent.trim()).to.equal('Rename Account 3');
    await card.press('Cancel');
    await card.press('More for Orchard Shop');
    await card.press('Remove');
    (await card.dialog()).querySelector<HTMLElement>('.button--danger')?.click();
    await until(() => card.part('card') === null);
    await card.settled();
    expect([on.backend.hub.widgets[0]?.connections.length, card.part('developer-error')]).to.deep.equal([2, null]);
  });

  it('stays a card of several where no more may be added, each still removed', async () => {
    const widgets = [aWidget({ multiConnection: false, connections: two })];
    const card = await drawn(stage({ widgets }));
    expect([names(card), card.part('add-connection')]).to.deep.equal([['Acme HQ', 'bob@example.com'], null]);
    await choose(card, 'bob@example.com', 'Remove');
    expect((await card.dialog()).querySelector('h2')?.textContent.trim()).to.equal('Remove bob@example.com?');
    const alone = await drawnAlone(stage({ widgets }), 'two');
    await until(() => alone.menu.includes('Remove'));
  });

  it('signs out of one that never became active', async () => {
    const inVain = aConnection({ key: 'three', credentials: credentials('carol@example.com') });
    const on = several([...two, inVain]);
    const card = await drawn(on);
    await choose(card, 'carol@example.com', 'Sign out');
    await until(() => on.backend.callsOf('signOut').length === 1);
    expect(on.backend.callsOf('signOut')).to.deep.equal([[{ widget: 'orchard', connection: 'three' }]]);
  });

  it('fits a phone and reads from right to left', async () => {
    await resizeWindow({ width: 390, height: 800 });
    try {
      const card = await drawn(several([...two, aConnection({ key: 'three' })]));
      card.element.setAttribute('dir', 'rtl');
      await card.settled();
      expect(card.root.querySelector('[part="card"]')?.scrollWidth).to.be.at.most(innerWidth);
      await expect(card.element).to.be.accessible();
    } finally {
      await resizeWindow({ width: 800, height: 600 });
    }
  });
});

describe('adding an account', () => {
  it('asks the page, opens the window within the click, and draws the account at once', async () => {
    const on = several();
    const held = on.backend.hold('saveConnection');
    const card = await drawn(on);
    const asked: string[] = [];
    card.element.addEventListener('integration-connect', ({ connection }) => asked.push(connection));
    card.button('Add account').click();
    expect(on.opener.windows.length).to.equal(1);
    await card.settled();
    await until(() => names(card)[2] === 'Account 3');
    expect(asked).to.deep.equal(
      [on.backend.callsOf('saveConnection')[0]?.[0]].map((address) => Reflect.get(address ?? {}, 'connection')),
    );
    held.release();
    await until(() => on.backend.callsOf('registerAuthorization').length === 1);
    const connection = asked[0] ?? '';
    on.backend.settleSignIn({ widget: 'orchard', connection }, 'completed');
    await until(() => names(card)[2] === 'alice@example.com');
    await expect(card.element).to.be.accessible();
  });

  it('does nothing where the page objects', async () => {
    const on = several();
    const card = await drawn(on);
    card.element.addEventListener('integration-connect', (event) => event.preventDefault());
    await card.press('Add account');
    expect([on.opener.windows.length, names(card).length]).to.deep.equal([0, 2]);
  });

  it('asks for what has to be typed first', async () => {
    const dependency = aDependency({
      methods: [{ method: 'api_key', fields: [{ key: 'apiKey', type: 'password', label: 'API key' }] }],
      defaultMethod: 'api_key',
    });
    const on = stage({ widgets: [aWidget({ multiConnection: true, dependencies: [dependency], connections: two })] });
    const card = await drawn(on);
    await card.press('Add account');
    const dialog = await card.dialog();
    expect(dialog.textContent).to.include('Connect Orchard Shop');
  });

  it('says that there may be no more, on the card, and takes the account away', async () => {
    const on = several();
    const card = await drawn(on);
    on.backend.failNext('saveConnection', 'connection_limit');
    await card.press('Add account');
    await until(() => card.notice?.includes('There are as many accounts as there may be'));
    expect(names(card).length).to.equal(2);
    await card.press('Dismiss');
    expect(card.notice).to.equal(undefined);
  });

  it('leaves the other accounts as they are', async () => {
    const on = several();
    const card = await drawn(on);
    await card.press('Add account');
    await until(() => card.parts('connection')[2]?.textContent.includes('Connecting'));
    expect(card.parts('connection')[0]?.textContent).not.to.include('Connecting');
  });
});

describe('the row of an account', () => {
  const expired = aConnection({ ...inState.expired, label: 'Acme HQ' });
  const second = two[1] as (typeof two)[1];
  const row = (card: WidgetHarness) => card.parts('connection')[0] as HTMLElement;

  it('keeps the focus when its button goes away', async () => {
    const on = several([expired, second]);
    const card = await drawn(on);
    const button = card.button('Reconnect Acme HQ');
    button.focus();
    button.click();
    await until(() => !card.has('Reconnect'));
    await until(() => row(card).contains(card.root.activeElement));
    expect(on.opener.windows.length).to.equal(1);
  });

  it('has a way on and a way out where the window is blocked', async () => {
    const on = several([expired, second]);
    on.opener.block();
    const card = await drawn(on);
    card.button('Reconnect Acme HQ').click();
    await until(() => row(card).textContent.includes('Your browser blocked the sign-in window.'));
    expect(row(card).querySelector('[part="open-link"]')?.getAttribute('rel')).to.equal('opener');
    await expect(card.element).to.be.accessible();
    await card.press('Cancel');
    await until(() => card.has('Reconnect'));
  });

  it('says what to tick, and what a run had to say', async () => {
    const missing = [
      { dependency: 'orchard', status: 'insufficient_scope' as const, method: 'oauth' as const, missing: ['Read your orders'] },
    ];
    const lastRun = aRun({ status: 'failed', error: { code: 'flow_failed', message: 'The shop is closed.' } });
    const card = await drawn(
      several([
        aConnection({ ...inState.expired, credentials: missing }),
        aConnection({ ...inState.active, key: 'two', lastRun }),
      ]),
    );
    expect(row(card).textContent).to.include('Read your orders');
    expect(card.parts('connection')[1]?.textContent).to.include('The shop is closed.');
    await expect(card.element).to.be.accessible();
  });

  it('cancels its run once', async () => {
    const on = several([two[0] as (typeof two)[0], second]);
    const card = await drawn(on);
    await on.backend.startRun({ widget: 'orchard', connection: 'default' }, 'sync', {}, new AbortController().signal);
    await until(() => card.has('Cancel run'));
    const button = card.button('Cancel run');
    const described = button.getAttribute('aria-describedby') ?? '';
    expect(card.root.querySelector(`#${described}`)?.textContent.trim()).to.equal('Acme HQ');
    const held = on.backend.hold('cancelRun');
    button.click();
    await until(() => held.waiting === 1);
  });

  it('is named in the dialogs that are opened from it', async () => {
    const card = await drawn(several());
    await choose(card, 'bob@example.com', 'Disconnect');
    const dialog = await card.dialog();
    expect(dialog.querySelector('h2')?.textContent.trim()).to.equal('Disconnect bob@example.com?');
    await card.press('Cancel');
    await choose(card, 'bob@example.com', 'Configure');
    expect((await card.dialog()).querySelector('.hint')?.textContent).to.include('bob@example.com');
  });
});

describe('the menu of an account', () => {
  it('names it anew, with the keyboard', async () => {
    const on = several();
    const card = await drawn(on);
    await choose(card, 'Acme HQ', 'Rename');
    const dialog = await card.dialog();
    expect(dialog.querySelector('h2')?.textContent.trim()).to.equal('Rename Acme HQ');
    const field = dialog.querySelector('input');
    await until(() => card.root.activeElement === field);
    await expect(card.element).to.be.accessible();
    field?.select();
    await sendKeys({ type: 'Acme Iberia' });
    await sendKeys({ press: 'Enter' });
    await until(() => names(card)[0] === 'Acme Iberia');
    expect(on.backend.callsOf('saveConnection')[0]?.[1]).to.deep.equal({ label: 'Acme Iberia', existing: true });
    await until(() => card.root.activeElement?.getAttribute('aria-label') === 'More for Acme Iberia');
  });

  it('says at the field what is wrong with a name, and keeps what was typed', async () => {
    const on = several();
    const card = await drawn(on);
    await choose(card, 'Acme HQ', 'Rename');
    const dialog = await card.dialog();
    const field = dialog.querySelector('input') as HTMLInputElement;
    const type = (text: string) => {
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    type('x'.repeat(81));
    card.button('Save').click();
    await until(() => dialog.querySelector('.error')?.textContent.includes('Name may have at most 80 characters'));
    expect(field.getAttribute('aria-invalid')).to.equal('true');
    await until(() => card.root.activeElement === field);
    await expect(card.element).to.be.accessible();
    expect(on.backend.callsOf('saveConnection').length).to.equal(0);
    type('');
    card.button('Save').click();
    await until(() => names(card)[0] === 'alice@example.com');
  });

  it('removes it after a question that starts on Cancel', async () => {
    const on = several();
    const card = await drawn(on);
    const asked: string[] = [];
    card.element.addEventListener('integration-disconnect', ({ connection }) => asked.push(connection));
    await choose(card, 'bob@example.com', 'Remove');
    const dialog = await card.dialog();
    expect(dialog.textContent).to.include('Remove bob@example.com?').and.to.include('Its history is no longer shown.');
    await until(() => card.root.activeElement?.textContent?.trim() === 'Cancel');
    await expect(card.element).to.be.accessible();
    dialog.querySelector<HTMLElement>('.button--danger')?.click();
    await until(() => on.backend.callsOf('removeConnection').length === 1);
    expect([on.backend.callsOf('removeConnection')[0], asked]).to.deep.equal([
      [{ widget: 'orchard', connection: 'two' }, false],
      ['two'],
    ]);
    await until(() => card.parts('connection')[1]?.textContent.includes('Running'));
  });

  it('removes at once what was never active, and keeps the focus on the card', async () => {
    const on = several([...two, aConnection({ key: 'three' })]);
    const card = await drawn(on);
    await choose(card, 'Account 3', 'Remove');
    (await card.dialog()).querySelector<HTMLElement>('.button--danger')?.click();
    await until(() => names(card).length === 2);
    await until(() => card.root.activeElement !== null);
  });

  it('offers to remove it anyway once its Deactivation has failed', async () => {
    const on = several();
    const card = await drawn(on);
    await choose(card, 'bob@example.com', 'Remove');
    (await card.dialog()).querySelector<HTMLElement>('.button--danger')?.click();
    await until(() => on.backend.hub.widgets[0]?.connections[1]?.activeRuns.length === 1);
    on.backend.finishRun('run-1', { status: 'failed', error: { code: 'flow_failed', message: 'The shop is locked.' } });
    await until(() => card.parts('connection')[1]?.textContent.includes('Last run failed'));
    await until(() => card.root.querySelector('dialog[open]') === null);
    await choose(card, 'bob@example.com', 'Remove');
    const dialog = await card.dialog();
    expect(dialog.textContent).to.include('The shop is locked.');
    await expect(card.element).to.be.accessible();
    [...dialog.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent.trim() === 'Remove anyway')?.click();
    await until(() => names(card).length === 1);
    expect(on.backend.callsOf('removeConnection').at(-1)?.[1]).to.equal(true);
  });

  it('says why it could not be removed', async () => {
    const on = several();
    const card = await drawn(on);
    await choose(card, 'bob@example.com', 'Remove');
    const dialog = await card.dialog();
    on.backend.failNext('removeConnection', 'busy');
    dialog.querySelector<HTMLElement>('.button--danger')?.click();
    await until(() => dialog.textContent.includes('Orchard Shop is still at work'));
    expect(names(card).length).to.equal(2);
  });

  it('shows the history of that account', async () => {
    const on = several([two[0] as (typeof two)[0], aConnection({ ...inState.active, key: 'two', label: 'Two', revision: 5 })]);
    const card = await drawn(on);
    await choose(card, 'Two', 'History');
    await until(() => on.backend.callsOf('readHistory').length > 0);
    expect(on.backend.callsOf('readHistory')[0]?.[0]).to.deep.equal({ widget: 'orchard', connection: 'two' });
  });
});

describe('a sign-in with another account', () => {
  const address = { widget: 'orchard', connection: 'default' };
  const question = { was: 'alice@example.com', now: 'bob@example.com' };

  it('is asked about on the card, on every page, and answered with one press', async () => {
    const on = stage({ widgets: [aWidget({ connections: [aConnection(inState.expired)] })] });
    const card = await (await widgetOn(on)).drawn();
    on.backend.askAbout(address, question);
    await until(() => card.notice?.includes('Signed in as bob@example.com, which is another account.'));
    expect(card.notice).to.include('Saved settings were made with alice@example.com.');
    expect([card.badge, card.has('Reconnect'), card.is('attention')]).to.deep.equal(['Needs attention', false, true]);
    await expect(card.element).to.be.accessible();
    await card.press('Replace');
    await until(() => card.notice === undefined);
    expect(on.backend.callsOf('answerAuthorization')[0]?.[1]).to.deep.equal({ replace: true });
  });

  it('keeps the account before, and offers Reconnect', async () => {
    const on = stage({ widgets: [aWidget({ connections: [aConnection(inState.expired)] })] });
    const card = await (await widgetOn(on)).drawn();
    on.backend.askAbout(address, question);
    await until(() => card.has('Keep alice@example.com'));
    await card.press('Keep alice@example.com');
    await until(() => card.has('Reconnect'));
    expect(on.backend.callsOf('answerAuthorization')[0]?.[1]).to.deep.equal({ replace: false });
  });

  it('is asked about in the row of its account', async () => {
    const on = several([aConnection({ ...inState.expired, label: 'Acme HQ' }), two[1] as (typeof two)[1]]);
    const card = await drawn(on);
    on.backend.askAbout(address, question);
    await until(() => card.parts('connection')[0]?.textContent.includes('which is another account'));
    expect(card.parts('connection')[1]?.textContent).not.to.include('another account');
    await expect(card.element).to.be.accessible();
  });

  it('is read in German', async () => {
    const on = stage({ widgets: [aWidget({ connections: [aConnection(inState.expired)] })] });
    const card = await (await widgetOn(on)).drawn();
    card.element.setAttribute('locale', 'de');
    on.backend.askAbout(address, question);
    await until(() => card.has('alice@example.com behalten'));
  });
});
