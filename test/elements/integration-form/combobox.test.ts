import { expect } from '@open-wc/testing';
import type { Field } from '../../../src/contract/form.js';
import { aField } from '../../support/factories.js';
import { formStage, strikeForms } from '../../support/form-stage.js';
import { choice, options } from '../../support/some-fields.js';

afterEach(strikeForms);

const countries = options(
  ...'Austria Belgium Chile Denmark Estonia France Germany Hungary Ireland Japan Kenya Latvia Malta Nepal Oman Peru'.split(' '),
);
const country: Field = aField({ key: 'country', label: 'Country', type: 'select', options: countries });
const types: Field = aField({
  key: 'types',
  label: 'Types',
  type: 'multi_select',
  options: [
    ...options('Contract', 'Invoice', 'Invitation'),
    { label: 'Île', value: 'ile', detail: '12 files' },
    { label: 'Locked', value: 'locked', disabled: true },
  ],
});
const folders: Field = aField({ key: 'folders', label: 'Folders', type: 'file_picker', dynamic: true });
const manyFolders = Array.from({ length: 45 }, (_entry, index) => ({ label: `Folder ${index}`, value: `f${index}` }));

describe('a long select', () => {
  it('is opened, searched and chosen from by keyboard alone', async () => {
    const stage = await formStage([country]);
    const { form } = stage;
    form.control('Country').focus();
    await form.keys('ArrowDown', 'ArrowDown');
    expect(form.activeOption).to.equal('Belgium');
    await form.keys('End');
    expect(form.activeOption).to.equal('Peru');
    await form.keys('Home', 'ArrowUp');
    expect(form.activeOption).to.equal('Austria');
    await form.type('Country', 'ger');
    expect(form.options).to.deep.equal(['Germany']);
    await form.keys('Enter');
    expect(stage.values['country']).to.deep.equal({ label: 'Germany', value: 'germany' });
    expect(form.control('Country').value).to.equal('Germany');
    expect(form.options).to.deep.equal([]);
  });

  it('chooses nothing with the Enter that ends a composition', async () => {
    const stage = await formStage([country]);
    const { form } = stage;
    await form.type('Country', 'ger');
    const input = form.control('Country');
    for (const composing of [
      { isComposing: true, keyCode: 13 },
      { isComposing: false, keyCode: 229 },
    ])
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, ...composing }));
    expect(stage.values['country']).to.equal(undefined);
    expect(form.options).to.deep.equal(['Germany']);
    await form.keys('Enter');
    expect(stage.values['country']).to.deep.equal({ label: 'Germany', value: 'germany' });
  });

  it('goes back to what was chosen when the search leads nowhere', async () => {
    const stage = await formStage([country], { values: { country: { label: 'Malta', value: 'malta' } } });
    const { form } = stage;
    await form.type('Country', 'atlantis');
    expect(form.words).to.include('Nothing found');
    await form.keys('Tab');
    expect(form.control('Country').value).to.equal('Malta');
    expect(stage.values['country']).to.deep.equal({ label: 'Malta', value: 'malta' });
  });

  it('is cleared by clearing its text', async () => {
    const stage = await formStage([country], { values: { country: { label: 'Malta', value: 'malta' } } });
    await stage.form.type('Country', '');
    await stage.form.keys('Tab');
    expect(stage.values['country']).to.equal(null);
  });

  it('closes its list on Escape and nothing else', async () => {
    const { form } = await formStage([country]);
    let escaped = 0;
    form.element.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') escaped += 1;
    });
    form.control('Country').focus();
    await form.keys('ArrowDown', 'Escape');
    expect(form.options).to.deep.equal([]);
    expect(escaped).to.equal(0);
    await form.keys('Escape');
    expect(escaped).to.equal(1);
  });

  it('is accessible while its list is open', async () => {
    const { form } = await formStage([country]);
    form.control('Country').focus();
    await form.keys('ArrowDown', 'ArrowDown');
    await expect(form.element).to.be.accessible();
  });
});

describe('a multi-select', () => {
  it('takes several with Space and Enter, as chips, and stays open', async () => {
    const stage = await formStage([types]);
    const { form } = stage;
    form.control('Types').focus();
    await form.keys('ArrowDown', 'Space', 'ArrowDown', 'Enter');
    expect(form.chips).to.deep.equal(['Contract', 'Invoice']);
    expect(form.options.length).to.equal(5);
    await form.keys('Enter');
    expect(stage.values['types']).to.deep.equal([{ label: 'Contract', value: 'contract' }]);
    await expect(form.element).to.be.accessible();
  });

  it('finds accents without them, marks what was found and counts it', async () => {
    const { form } = await formStage([types]);
    await form.type('Types', 'inv');
    expect(form.options).to.deep.equal(['Invoice', 'Invitation']);
    expect([...form.root.querySelectorAll('mark')].map(({ textContent }) => textContent)).to.deep.equal(['Inv', 'Inv']);
    expect(form.words).to.include('2 of 5. Keep typing to narrow the list.');
    await form.type('Types', 'ile');
    expect(form.options).to.deep.equal(['Île']);
  });

  it('says by a second line which one of two was chosen that are called the same, and keeps it', async () => {
    const archive = ['Finance', 'Legal'].map((name) => ({ label: 'Archive', value: name, detail: `My Drive / ${name}` }));
    const stage = await formStage(
      [
        { ...types, options: archive },
        { ...folders, key: 'one', label: 'One', type: 'select' },
      ],
      {
        prepare: (backend) => backend.options.set('one', archive),
      },
    );
    const { form } = stage;
    form.control('Types').focus();
    await form.keys('ArrowDown', 'ArrowDown', 'Space', 'Escape');
    expect(stage.values['types']).to.deep.equal([archive[1]]);
    expect(form.chips).to.deep.equal(['Archive My Drive / Legal']);
    await form.press('Remove Archive, My Drive / Legal');
    form.control('One').focus();
    await form.keys('ArrowDown');
    await form.until(() => form.options.length === 2);
    await form.keys('ArrowDown', 'Home', 'Enter');
    expect(form.control('One').value).to.equal('Archive');
    const described = form.control('One').getAttribute('aria-describedby')?.split(' ').at(-1);
    expect(form.root.querySelector(`#${described}`)?.textContent).to.equal('My Drive / Finance');
    await expect(form.element).to.be.accessible();
  });

  it('types a space while it searches', async () => {
    const stage = await formStage([types]);
    await stage.form.type('Types', 'inv ');
    expect(stage.form.control('Types').value).to.equal('inv ');
    expect(stage.form.chips).to.deep.equal([]);
  });

  it('loses the last chip with Backspace and any with its button', async () => {
    const chosen = ['Contract', 'Invoice', 'Invitation'].map(choice);
    const stage = await formStage([types], { values: { types: chosen } });
    stage.form.control('Types').focus();
    await stage.form.keys('Backspace');
    expect(stage.form.chips).to.deep.equal(['Contract', 'Invoice']);
    await stage.form.press('Remove Contract');
    expect(stage.form.chips).to.deep.equal(['Invoice']);
    expect(stage.form.focused).to.equal(stage.form.control('Types'));
  });

  it('does not take what is disabled', async () => {
    const stage = await formStage([types]);
    stage.form.control('Types').focus();
    await stage.form.keys('ArrowDown', 'End', 'Enter');
    expect(stage.values['types']).to.equal(undefined);
  });

  it('keeps the focus in the control when the list is pressed', async () => {
    const { form } = await formStage([types]);
    form.control('Types').focus();
    await form.keys('ArrowDown');
    const option = form.root.querySelector<HTMLElement>('.option');
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
    option?.dispatchEvent(press);
    expect(press.defaultPrevented).to.equal(true);
    option?.click();
    await form.settled();
    expect(form.chips).to.deep.equal(['Contract']);
  });

  it('draws two hundred of ten thousand and asks to search for the rest', async () => {
    const many = Array.from({ length: 10_000 }, (_entry, index) => ({ label: `Entry ${index}`, value: `${index}` }));
    const { form } = await formStage([{ ...types, options: many }]);
    form.control('Types').focus();
    await form.keys('ArrowDown');
    expect(form.options.length).to.equal(200);
    expect(form.words).to.include('200 of 10,000. Keep typing');
  });
});

describe('choices that are loaded', () => {
  const stageOf = (values = {}) =>
    formStage([folders], { values, prepare: ({ options: served }) => served.set('folders', manyFolders) });

  it('are asked for once when the list opens', async () => {
    const { form, backend } = await stageOf();
    form.control('Folders').focus();
    await form.keys('ArrowDown');
    await form.until(() => form.options.length > 0);
    expect(backend.callsOf('readOptions').length).to.equal(1);
    await expect(form.element).to.be.accessible();
  });

  it('draw what is saved before anything is loaded', async () => {
    const { form, backend } = await stageOf({ folders: [{ label: 'Folder 44', value: 'f44' }] });
    expect(form.chips).to.deep.equal(['Folder 44']);
    expect(backend.callsOf('readOptions').length).to.equal(0);
  });

  it('come page by page with Show more, by keyboard too', async () => {
    const { form } = await stageOf();
    form.control('Folders').focus();
    await form.keys('ArrowDown');
    await form.until(() => form.options.length === 21);
    expect(form.options.at(-1)).to.equal('Show more');
    expect(form.words).to.include('20 choices so far');
    await form.keys('End', 'Enter');
    await form.until(() => form.options.length === 41);
    expect(form.activeOption).to.equal('Folder 20');
    await form.keys('End', 'Enter');
    await form.until(() => form.options.length === 45);
    expect(form.options.at(-1)).to.equal('Folder 44');
  });

  it('are searched on the server once the typing rests', async () => {
    const { form, backend, clock } = await stageOf();
    await form.type('Folders', '44');
    expect(form.words).to.include('Loading choices');
    await clock.advance(300);
    await form.until(() => form.options.join() === 'Folder 44');
    expect(backend.callsOf('readOptions').map(([, , request]) => request)).to.deep.include({ field: 'folders', search: '44' });
  });

  it('that could not be loaded are tried again from the list', async () => {
    const { form, backend } = await stageOf();
    backend.failNext('readOptions', 'provider_unreachable');
    form.control('Folders').focus();
    await form.keys('ArrowDown');
    await form.until(() => form.words.includes('The choices could not be loaded.'));
    await expect(form.element).to.be.accessible();
    await form.keys('Home');
    expect(form.activeOption).to.equal('Try again');
    await form.keys('Enter');
    await form.until(() => form.options.length > 1);
  });

  it('are asked for anew when the answer that they depend on changes', async () => {
    const site = aField({ key: 'site', label: 'Site' });
    const { form, backend } = await formStage([site, { ...folders, dependsOn: ['site'] }], {
      prepare: ({ options: served }) => served.set('folders', manyFolders),
    });
    form.control('Folders').focus();
    await form.keys('ArrowDown');
    await form.until(() => form.options.length > 0);
    await form.type('Site', 'a');
    form.control('Folders').focus();
    await form.keys('ArrowDown');
    await form.until(() => backend.callsOf('readOptions').length === 2);
    expect(backend.callsOf('readOptions')[1]?.[2]).to.deep.equal({ field: 'folders', values: { site: 'a' } });
  });
});
