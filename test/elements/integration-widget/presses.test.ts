import { expect, oneEvent } from '@open-wc/testing';
import type { IntegrationActionEvent } from '../../../src/elements/events/integration-action-event.js';
import type { IntegrationConnectEvent } from '../../../src/elements/events/integration-connect-event.js';
import type { IntegrationEvent } from '../../../src/elements/events/integration-event.js';
import { stage, strike, widgetOn } from '../../support/element-stage.js';
import { aConfiguration, aConnection, aRun, aWidget, inState } from '../../support/factories.js';
import { until } from '../../support/until.js';

const address = { widget: 'orchard', connection: 'default' };
const one = (connection: Parameters<typeof aConnection>[0]) =>
  stage({ widgets: [aWidget({ connections: [aConnection(connection)] })] });

describe('pressing a button of a card', () => {
  afterEach(strike);

  it('opens the sign-in window within the click itself', async () => {
    const on = one({});
    const widget = await (await widgetOn(on)).drawn();
    widget.button('Connect').click();
    expect(on.opener.windows.length, 'in the same turn').to.equal(1);
  });

  it('asks the page first, and does nothing when it objects', async () => {
    const on = one({});
    const widget = await (await widgetOn(on)).drawn();
    let asked: IntegrationConnectEvent | undefined;
    widget.element.addEventListener('integration-connect', (event) => {
      asked = event;
      event.preventDefault();
    });
    await widget.press('Connect');
    expect(asked).to.include({
      widget: 'orchard',
      connection: 'default',
      action: 'connect',
      origin: 'here',
      bubbles: true,
      composed: true,
    });
    expect(on.opener.windows.length).to.equal(0);
    expect(widget.badge).to.equal('Not connected');
  });

  it('tells the page when the connection has become active', async () => {
    const on = one({});
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Connect');
    await until(() => on.backend.callsOf('registerAuthorization').length === 1);
    const connected = oneEvent(widget.element, 'integration-connected') as Promise<unknown> as Promise<IntegrationEvent>;
    on.backend.settleSignIn(address, 'completed');
    const event = await connected;
    expect(event).to.include({ widget: 'orchard', connection: 'default' });
    expect(event.cancelable).to.equal(false);
    await until(() => widget.is('connected'));
  });

  it('keeps the Connect button where it is, but inert, while a window is open', async () => {
    const on = one({});
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Connect');
    await until(() => widget.badge === 'Connecting');
    expect(widget.button('Connect').getAttribute('aria-disabled')).to.equal('true');
    await widget.press('Connect');
    expect(on.opener.windows.length).to.equal(1);
  });

  it('offers Continue, Reopen and Cancel when the window reads as closed', async () => {
    const on = one({});
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Connect');
    await until(() => on.backend.callsOf('registerAuthorization').length === 1);
    const [opened] = on.opener.windows;
    if (opened === undefined) throw new Error('No window was opened.');
    opened.closed = true;
    on.opener.comeBack();
    await until(() => widget.notice?.includes('Still signing in?'), { timeout: 5000 });
    await widget.press('Reopen');
    expect(on.opener.windows.length).to.equal(2);
    await widget.press('Cancel');
    await until(() => widget.badge === 'Not connected');
  });

  it('leads to the sign-in by a link where windows are blocked', async () => {
    const on = one({});
    on.opener.block();
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Connect');
    const link = await until(() => widget.part('open-link') as HTMLAnchorElement | null);
    expect(link.target).to.equal('_blank');
    expect(link.rel).to.equal('opener');
    expect(link.href).to.match(/^https:\/\/backend\.test\/oauth\/start\/[\w-]{43}$/);
  });

  it('signs in again in place when the sign-in has expired', async () => {
    const on = one(inState.expired);
    const widget = await (await widgetOn(on)).drawn();
    widget.button('Reconnect').click();
    expect(on.opener.windows.length).to.equal(1);
    await until(() => on.backend.callsOf('registerAuthorization').length === 1);
    expect(on.backend.callsOf('registerAuthorization')[0]?.[0]).to.not.have.property('action');
  });

  it('starts a run, shows its progress, and cancels it', async () => {
    const on = one(inState.active);
    const widget = await (await widgetOn(on)).drawn();
    const asked = oneEvent(widget.element, 'integration-action') as Promise<unknown> as Promise<IntegrationActionEvent>;
    await widget.press('Sync now');
    expect((await asked).action).to.equal('sync');
    await until(() => widget.badge === 'Running' && widget.has('Cancel run'));
    const [run] = on.backend.hub.widgets[0]?.connections[0]?.activeRuns ?? [];
    if (run === undefined) throw new Error('The backend knows of no run.');
    on.backend.change(address, {
      activeRuns: [{ ...run, status: 'running', progress: { done: 1284, total: 3020, text: 'Copying files' } }],
    });
    const progress = await until(() => {
      const bar = widget.part('progress') as HTMLProgressElement | null;
      return bar !== null && bar.max === 3020 ? bar : null;
    });
    expect(progress.value).to.equal(1284);
    expect(widget.text('body')).to.contain('Copying files').and.to.contain('of');
    await widget.press('Cancel run');
    await until(() => on.backend.callsOf('cancelRun').length === 1);
  });

  it('follows a run by what its events tell, and shows its end together with what it changed', async () => {
    const on = one({ ...inState.active, activeRuns: [aRun({ progress: { done: 1, total: 9 } })] });
    const widget = await (await widgetOn(on)).drawn();
    const told = { type: 'run.changed', ...address, run: 'run-1' } as const;
    const bar = () => widget.part('progress') as HTMLProgressElement;
    const reads = () => on.backend.callsOf('readConnection').length + on.backend.callsOf('readHub').length;
    const before = reads();
    for (const done of [4, 7]) {
      on.backend.emit({ ...told, status: 'running', progress: { done, total: 9, text: `File ${done}` } });
      await until(() => bar().value === done);
      expect(widget.text('body')).to.contain(`File ${done}`);
    }
    expect(reads()).to.equal(before);
    const held = on.backend.hold('readConnection');
    on.backend.change(address, { active: false, authenticated: false, activeRuns: [] }, true);
    on.backend.emit({ ...told, status: 'succeeded' });
    await until(() => held.waiting === 1);
    await widget.settled();
    expect([widget.badge, widget.has('Cancel run'), bar().value]).to.deep.equal(['Running', true, 7]);
    held.release();
    await until(() => widget.badge === 'Settings saved');
    expect(widget.has('Cancel run')).to.equal(false);
  });

  it('asks before it disconnects, and disconnects only then', async () => {
    const on = one(inState.active);
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Disconnect');
    const dialog = await widget.dialog();
    expect(dialog.textContent).to.contain('Disconnect Orchard Shop?');
    expect(on.backend.callsOf('startRun').length).to.equal(0);
    const confirm = [...dialog.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Disconnect');
    confirm?.click();
    await until(() => on.backend.callsOf('startRun').length === 1);
  });

  it('opens the settings', async () => {
    const on = one(inState.needsSetup);
    on.backend.configurations.set('settings', aConfiguration());
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Configure');
    await widget.dialog();
    const form = await until(() => widget.root.querySelector('integration-form')?.shadowRoot);
    await until(() => form.querySelector('input'), { timeout: 5000 });
    expect(form.textContent).to.contain('Prefix');
  });

  it('shows what a run had to say, until it is dismissed', async () => {
    const on = one(inState.active);
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Sync now');
    await until(() => widget.has('Cancel run'));
    const [run] = on.backend.hub.widgets[0]?.connections[0]?.activeRuns ?? [];
    on.backend.finishRun(run?.id ?? '', { userMessageHeader: 'Import finished', userMessage: '3,020 files were checked.' });
    const dialog = await widget.dialog();
    expect(dialog.textContent).to.contain('Import finished').and.to.contain('3,020 files were checked.');
    [...dialog.querySelectorAll('button')].find((button) => button.textContent.trim() === 'OK')?.click();
    await until(() => widget.root.querySelector('dialog') === null);
  });

  it('says in the card why it failed, and offers to try again', async () => {
    const on = one(inState.active);
    const widget = await (await widgetOn(on)).drawn();
    on.backend.failNext('startRun', 'rate_limited');
    await widget.press('Sync now');
    await until(() => widget.notice?.includes('Too many tries in a short time'), { message: `Notice: ${widget.notice}` });
    expect(widget.part('notice')?.getAttribute('role')).to.equal('alert');
    await widget.press('Try again');
    await until(() => on.backend.callsOf('startRun').length === 2);
  });

  it('says in the card what a run that failed had to say, at once, with the way to it', async () => {
    const on = stage({ widgets: [aWidget({ history: true, connections: [aConnection(inState.active)] })] });
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Sync now');
    await until(() => widget.has('Cancel run'));
    const [run] = on.backend.hub.widgets[0]?.connections[0]?.activeRuns ?? [];
    on.backend.finishRun(run?.id ?? '', { status: 'failed', error: { code: 'flow_failed', message: 'The shop is closed.' } });
    await until(() => widget.notice?.includes('The shop is closed.'));
    expect(widget.notice).to.match(/^Sync now failed/);
    expect(widget.part('notice')?.getAttribute('role')).to.equal('alert');
    expect(widget.has('View run')).to.equal(true);
    await expect(widget.element).to.be.accessible();
  });

  it('leads to the sign-in where a run failed for want of one', async () => {
    const lastRun = aRun({ action: 'sync', actionName: 'Sync now', status: 'failed', error: { code: 'not_authenticated' } });
    const on = one({ lastRun });
    const widget = await (await widgetOn(on)).drawn();
    await until(() => widget.notice?.includes('Connect it, then try again.'));
    expect(widget.part('notice')?.getAttribute('role'), 'no news on a page that has just been opened').to.equal(null);
    widget.part('notice')?.querySelector<HTMLElement>('button.link')?.click();
    expect(on.opener.windows.length).to.equal(1);
  });

  it('leaves the refusal of a person neutral', async () => {
    const on = one({});
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Connect');
    await until(() => on.backend.callsOf('registerAuthorization').length === 1);
    on.backend.settleSignIn(address, 'failed', { code: 'access_denied' });
    await until(() => widget.notice?.includes('You did not allow access at Orchard Shop'), { timeout: 5000 });
    expect(widget.part('notice')?.classList.contains('tone-accent')).to.equal(true);
    await widget.press('Dismiss');
    await until(() => widget.notice === undefined);
  });

  it('offers to disconnect anyway after a failed deactivation', async () => {
    const failed = aRun({ action: 'disconnect', actionName: 'Disconnect', status: 'failed', error: { code: 'flow_failed' } });
    const on = one({ ...inState.active, lastRun: failed });
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('Disconnect anyway');
    await until(() => on.backend.callsOf('startRun').length === 1);
    expect(on.backend.callsOf('startRun')[0]).to.deep.include({ anyway: true });
  });

  it('can be done by the page: connect, configure, run', async () => {
    const on = one({});
    const widget = await (await widgetOn(on)).drawn();
    widget.element.connect();
    expect(on.opener.windows.length).to.equal(1);
    const active = one(inState.active);
    const other = await (await widgetOn(active)).drawn();
    other.element.run('sync');
    await until(() => active.backend.callsOf('startRun').length === 1);
  });

  it('says in the console what the page asked in vain', async () => {
    const widget = await (await widgetOn(one({}))).drawn();
    const { warn } = console;
    const said: unknown[] = [];
    console.warn = (...words: unknown[]) => said.push(words[0]);
    try {
      widget.element.configure();
      widget.element.run('sync');
    } finally {
      console.warn = warn;
    }
    expect(said.length).to.equal(2);
    expect(said[1]).to.contain(`run('sync')`);
  });
});
