import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { type DialogStage, dialogStage } from '../../support/dialog-stage.js';
import { aConfiguration, aConnection, aField, inState } from '../../support/factories.js';
import { resizeWindow } from '../../support/resize-window.js';
import { until } from '../../support/until.js';

let staged: DialogStage;
afterEach(() => staged.dispose());

const widget = { connections: [aConnection(inState.active)] };
const confirm = { kind: 'confirm', action: 'disconnect' } as const;
const configuration = aConfiguration({ steps: [{ key: 'a', title: 'A', fields: [aField()] }] });
const overflow = () => document.documentElement.style.overflow;

describe('a dialog', () => {
  it('is modal, closes on Escape and gives the focus back to what opened it', async () => {
    staged = await dialogStage({ widget });
    const dialog = await staged.show(confirm);
    expect(dialog.matches(':modal')).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await until(() => staged.stage.request === undefined);
    await until(() => staged.stage.focused?.textContent === 'Open');
  });

  it('keeps the page behind it from scrolling, and leaves the page as it was', async () => {
    document.documentElement.style.setProperty('overflow', 'scroll', 'important');
    staged = await dialogStage({ widget });
    await staged.show(confirm);
    expect(overflow()).to.equal('hidden');
    staged.stage.press('Cancel');
    await until(() => overflow() === 'scroll');
    expect(document.documentElement.style.getPropertyPriority('overflow')).to.equal('important');
    document.documentElement.style.removeProperty('overflow');
  });

  it('closes on a press beside it where nothing can be lost', async () => {
    staged = await dialogStage({ widget });
    await staged.show(confirm);
    await sendMouse({ type: 'click', position: [4, 4] });
    await until(() => staged.stage.request === undefined);
  });

  it('with a form in it stays on a press beside it', async () => {
    staged = await dialogStage({ widget, configurations: [configuration] });
    await staged.show({ kind: 'configuration', flow: 'settings' });
    await sendMouse({ type: 'click', position: [4, 4] });
    expect(staged.stage.closed).to.equal(0);
  });

  it('is open again after its element was moved in the page', async () => {
    staged = await dialogStage({ widget });
    await staged.show(confirm);
    const place = await fixture<HTMLElement>(html`<div></div>`);
    place.append(staged.stage);
    await until(() => staged.stage.topmost?.matches(':modal'));
    expect(staged.stage.closed).to.equal(0);
  });

  it('keeps what is typed from the shortcuts of the page, and leaves it those with Ctrl', async () => {
    const pressed: string[] = [];
    const eat = (event: KeyboardEvent) => {
      pressed.push(`${event.type} ${event.key}`);
      event.preventDefault();
    };
    const types = ['keydown', 'keypress', 'keyup'] as const;
    for (const type of types) window.addEventListener(type, eat);
    try {
      staged = await dialogStage({ widget, configurations: [configuration] });
      const dialog = await staged.show({ kind: 'configuration', flow: 'settings' });
      const form = dialog.querySelector('integration-form')?.shadowRoot;
      const input = await until(() => form?.querySelector('input'));
      input.focus();
      await sendKeys({ type: 'j/k?' });
      expect(input.value).to.equal('j/k?');
      expect(pressed).to.deep.equal([]);
      const ctrl = { key: 's', ctrlKey: true, bubbles: true, composed: true };
      input.dispatchEvent(new KeyboardEvent('keydown', ctrl));
      // AltGr, as Windows tells of it.
      input.dispatchEvent(new KeyboardEvent('keydown', { ...ctrl, key: '@', altKey: true }));
      expect(pressed).to.deep.equal(['keydown s']);
    } finally {
      for (const type of types) window.removeEventListener(type, eat);
    }
  });

  it('lets go of the page when its element is removed', async () => {
    staged = await dialogStage({ widget });
    await staged.show(confirm);
    staged.stage.remove();
    await until(() => overflow() === '');
  });

  it('is a sheet at the bottom edge on a phone', async () => {
    await resizeWindow({ width: 390, height: 700 });
    staged = await dialogStage({ widget });
    const dialog = await staged.show(confirm);
    const { left, right, bottom } = dialog.getBoundingClientRect();
    expect([left, right, bottom]).to.deep.equal([0, innerWidth, innerHeight]);
    await expect(staged.stage).to.be.accessible();
    await resizeWindow({ width: 800, height: 600 });
  });
});
