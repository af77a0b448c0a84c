import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { type DialogStage, dialogStage } from '../../support/dialog-stage.js';
import { aConfiguration, aConnection, aField, inState } from '../../support/factories.js';
import { FormHarness } from '../../support/harness/form.harness.js';
import { options } from '../../support/some-fields.js';
import { until } from '../../support/until.js';

let staged: DialogStage;
afterEach(() => staged.dispose());

const widget = { connections: [aConnection(inState.active)] };
const many = aField({ key: 'types', label: 'Types', type: 'multi_select', options: options('Contract', 'Invoice') });
const configuration = aConfiguration({ steps: [{ key: 'a', title: 'A', fields: [aField({ required: true }), many] }] });
const request = { kind: 'configuration', flow: 'settings' } as const;

async function open(configurations = [configuration]): Promise<FormHarness> {
  staged = await dialogStage({ widget, configurations });
  const dialog = await staged.show(request);
  const element = dialog.querySelector('integration-form');
  if (element === null) throw new Error('The dialog has no form.');
  const form = new FormHarness(element);
  await form.until(() => form.words.includes('Prefix'));
  return form;
}

describe('the dialog of a configuration', () => {
  it('says what is configured and when it was saved', async () => {
    await open([
      { ...configuration, values: { prefix: 'acme' }, saved: true, savedAt: '2026-01-03T10:00:00.000Z', savedBy: 'Maya Lind' },
    ]);
    expect(staged.stage.words).to.match(/Configure Orchard Shop Saved 3 January(?: \d{4})? by Maya Lind/);
    await expect(staged.stage).to.be.accessible();
  });

  it('says what the author wrote for the button that was pressed', async () => {
    const about = { type: 'configuration', visibility: 'always', flow: 'settings' } as const;
    const actions = ['one', 'two'].map((key) => ({ ...about, key, name: key, content: `Words of ${key}` }));
    staged = await dialogStage({ widget: { ...widget, actions }, configurations: [configuration] });
    const dialog = await staged.show({ ...request, action: 'two' });
    await until(() => dialog.querySelector('integration-form')?.shadowRoot?.textContent?.includes('Words of two') === true);
    expect(dialog.querySelector('integration-form')?.shadowRoot?.textContent).not.to.include('Words of one');
    await expect(staged.stage).to.be.accessible();
  });

  it('closes when it is saved, says so and configures the connection', async () => {
    const form = await open();
    await form.type('Prefix', 'acme');
    await form.press('Save');
    await until(() => staged.stage.request === undefined);
    expect(staged.stage.announced).to.deep.equal(['Saved']);
    expect(staged.backend.callsOf('saveConfiguration')[0]?.[2]).to.deep.equal({ values: { prefix: 'acme' }, version: '1' });
    await until(() => staged.stage.focused?.textContent === 'Open');
  });

  it('closes without a question when nothing was typed', async () => {
    const form = await open();
    await form.press('Cancel');
    await until(() => staged.stage.request === undefined);
  });

  for (const [way, leave] of [
    ['Escape', () => sendKeys({ press: 'Escape' })],
    ['Cancel', async (form: FormHarness) => form.press('Cancel')],
    ['the close button', async () => staged.stage.press('Close')],
  ] as const) {
    it(`asks before it lets go of what was typed: ${way}`, async () => {
      const form = await open();
      await form.type('Prefix', 'acme');
      await leave(form);
      await until(() => staged.stage.heading === 'Leave without saving?');
      expect(staged.stage.focused?.textContent?.trim()).to.equal('Keep editing');
      await expect(staged.stage).to.be.accessible();
      staged.stage.press('Keep editing');
      await until(() => staged.stage.heading === 'Configure Orchard Shop');
      expect(form.control('Prefix').value).to.equal('acme');
      expect(staged.stage.closed).to.equal(0);
    });
  }

  it('keeps what was typed when Escape is pressed again and again', async () => {
    const form = await open();
    await form.type('Prefix', 'acme');
    for (let time = 0; time < 4; time += 1) await sendKeys({ press: 'Escape' });
    await until(() => staged.stage.shadowRoot?.querySelector('dialog')?.open === true);
    expect(staged.stage.closed).to.equal(0);
    expect(form.control('Prefix').value).to.equal('acme');
  });

  it('is left when the person says so, and nothing is saved', async () => {
    const form = await open();
    await form.type('Prefix', 'acme');
    await form.press('Cancel');
    await until(() => staged.stage.heading.startsWith('Leave'));
    staged.stage.press('Leave');
    await until(() => staged.stage.request === undefined);
    expect(staged.backend.callsOf('saveConfiguration').length).to.equal(0);
  });

  it('stays on an Escape that closes a list in it', async () => {
    const form = await open();
    await form.type('Prefix', 'acme');
    form.control('Types').focus();
    await form.keys('ArrowDown');
    expect(form.options).to.deep.equal(['Contract', 'Invoice']);
    await form.keys('Escape');
    expect(form.options).to.deep.equal([]);
    expect(staged.stage.heading).to.equal('Configure Orchard Shop');
  });

  it('keeps what was typed when its element is moved in the page', async () => {
    const form = await open();
    await form.type('Prefix', 'acme');
    const place = document.createElement('div');
    document.body.append(place);
    place.append(staged.stage);
    await until(() => staged.stage.topmost?.matches(':modal'));
    expect(form.control('Prefix').value).to.equal('acme');
    await form.press('Save');
    await until(() => staged.backend.callsOf('saveConfiguration').length === 1);
    place.remove();
  });
});
