import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { hubOn, stage, strike, widgetOn } from '../support/element-stage.js';
import { aConnection, anAction, aWidget, inState } from '../support/factories.js';
import type { WidgetHarness } from '../support/harness/widget.harness.js';
import { resizeWindow } from '../support/resize-window.js';
import { until } from '../support/until.js';

/** What has the focus, by its words or label, through shadow roots. */
function focused(): string {
  let active: Element | null = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active === null ? '' : (active.getAttribute('aria-label') ?? active.textContent.replace(/\s+/gu, ' ').trim());
}

const many = () =>
  stage({
    widgets: [
      aWidget({
        actions: [
          anAction({ key: 'sync', name: 'Sync everything now', type: 'none', visibility: 'always' }),
          anAction({ key: 'check', name: 'Check the connection', type: 'none', visibility: 'always' }),
          anAction({ key: 'export', name: 'Export', type: 'none', visibility: 'always' }),
          anAction({ key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'always' }),
        ],
        connections: [aConnection(inState.active)],
      }),
    ],
  });

describe('with a keyboard alone', () => {
  afterEach(strike);

  it('every control of the hub and of a card is reached, in the order of reading', async () => {
    const on = stage({
      widgets: [
        aWidget({ label: 'inbound', connections: [aConnection(inState.needsSetup)] }),
        aWidget({ key: 'quill', name: 'Quill Docs', label: 'outbound' }),
      ],
    });
    await (await hubOn(on)).drawn();
    const order: string[] = [];
    for (let step = 0; step < 9; step += 1) {
      await sendKeys({ press: 'Tab' });
      order.push(focused());
    }
    expect(order).to.deep.equal([
      'Search integrations',
      'All 2',
      'Active 1',
      'Inactive 1',
      'Direction of the data: Any direction',
      'Configure',
      'Disconnect',
      'History of Orchard Shop',
      'Connect',
    ]);
  });

  it('a press on the button of a menu that has not come yet opens it when it comes', async () => {
    const widget = await widgetOn(many());
    widget.element.style.inlineSize = '320px';
    await new Promise<void>((there) => {
      const seen = new MutationObserver(() => {
        const button = widget.part('menu-button');
        if (button === null) return;
        seen.disconnect();
        expect(widget.part('menu'), 'the menu').to.equal(null);
        button.focus();
        button.click();
        there();
      });
      seen.observe(widget.root, { childList: true, subtree: true });
    });
    await until(() => widget.part('menu')?.matches(':popover-open'), { message: 'The menu did not open.' });
    expect(focused()).to.equal(widget.menu[0]);
    await sendKeys({ press: 'Escape' });
    expect(focused()).to.equal('More for Orchard Shop');
  });

  describe('the menu', () => {
    let widget: WidgetHarness;
    beforeEach(async () => {
      widget = await widgetOn(many());
      widget.element.style.inlineSize = '320px';
      await widget.drawn();
      await until(() => widget.menu.length >= 2);
      widget.part('menu-button')?.focus();
      await sendKeys({ press: 'Enter' });
      await until(() => widget.part('menu')?.matches(':popover-open'));
    });

    it('opens on its first item, moves by arrows, Home, End and first letters', async () => {
      const items = widget.menu;
      expect(focused()).to.equal(items[0]);
      await sendKeys({ press: 'ArrowDown' });
      expect(focused()).to.equal(items[1]);
      await sendKeys({ press: 'End' });
      expect(focused()).to.equal('Disconnect');
      await sendKeys({ press: 'ArrowDown' });
      expect(focused(), 'round').to.equal(items[0]);
      await sendKeys({ press: 'd' });
      expect(focused()).to.equal('Disconnect');
      await sendKeys({ press: 'Home' });
      expect(focused()).to.equal(items[0]);
    });

    it('gives the focus back on Escape', async () => {
      await sendKeys({ press: 'Escape' });
      expect(widget.part('menu')?.matches(':popover-open')).to.equal(false);
      expect(focused()).to.equal('More for Orchard Shop');
    });

    it('stays within the window', () => {
      const box = widget.part('menu')?.getBoundingClientRect();
      const { clientWidth, clientHeight } = document.documentElement;
      expect(box?.left).to.be.at.least(0);
      expect(box?.right).to.be.at.most(clientWidth);
      expect(box?.bottom).to.be.at.most(clientHeight);
    });

    it('leads into a dialog that gives the focus back to the menu’s button', async () => {
      await sendKeys({ press: 'End' });
      await sendKeys({ press: 'Enter' });
      await widget.dialog();
      await until(() => focused() === 'Cancel', { message: 'The focus is elsewhere.' });
      await sendKeys({ press: 'Escape' });
      await until(() => widget.root.querySelector('dialog') === null);
      await until(() => focused() === 'More for Orchard Shop', { message: 'The focus is elsewhere.' });
    });
  });

  it('the focus stays on the card when the pressed button goes away', async () => {
    const on = stage({ widgets: [aWidget({ connections: [aConnection(inState.active)] })] });
    const widget = await (await widgetOn(on)).drawn();
    widget.button('Sync now').focus();
    await sendKeys({ press: 'Enter' });
    await until(() => widget.has('Cancel run') && !widget.actions.includes('Sync now'));
    expect(widget.root.activeElement, 'while it runs').to.not.equal(null);
    const [run] = on.backend.hub.widgets[0]?.connections[0]?.activeRuns ?? [];
    on.backend.finishRun(run?.id ?? '');
    await until(() => !widget.has('Cancel run'));
    expect(widget.root.activeElement, 'after it').to.not.equal(null);
  });

  it('a button stays the one it was while others come before it', async () => {
    const on = stage({ widgets: [aWidget({ connections: [aConnection(inState.needsSetup)] })] });
    const widget = await (await widgetOn(on)).drawn();
    widget.button('Disconnect').focus();
    on.backend.change({ widget: 'orchard', connection: 'default' }, inState.active);
    await until(() => widget.actions.includes('Sync now') && widget.badge === 'Live');
    expect(focused()).to.equal('Disconnect');
  });

  it('filters are 44 px where the window is small', async () => {
    await resizeWindow({ width: 390, height: 800 });
    try {
      const on = stage({ widgets: [aWidget({ connections: [aConnection(inState.active)] })] });
      const hub = await (await hubOn(on)).drawn();
      const [card] = hub.widgets;
      await card?.press('History of Orchard Shop');
      const dialog = await card?.dialog();
      const filters = [...hub.root.querySelectorAll('.filter'), ...(dialog?.querySelectorAll('[part="filters"] button') ?? [])];
      expect(filters.length).to.equal(7);
      for (const filter of filters) expect(filter.getBoundingClientRect().height, filter.textContent).to.be.at.least(44);
    } finally {
      await resizeWindow({ width: 800, height: 600 });
    }
  });

  it('targets are 44 px where the window is small', async () => {
    await resizeWindow({ width: 390, height: 800 });
    try {
      const widget = await (
        await widgetOn(stage({ widgets: [aWidget({ connections: [aConnection(inState.expired)] })] }))
      ).drawn();
      for (const button of widget.root.querySelectorAll('button')) {
        if (button.getBoundingClientRect().height > 0)
          expect(button.getBoundingClientRect().height, button.textContent).to.be.at.least(44);
      }
      expect(widget.element.scrollWidth, 'nothing sticks out').to.be.at.most(innerWidth);
    } finally {
      await resizeWindow({ width: 800, height: 600 });
    }
  });
});
