import { expect, fixture, html } from '@open-wc/testing';
import type { Field, FormStep } from '../../../src/contract/form.js';
import { IntegrationError } from '../../../src/core/errors.js';
import { IntegrationFormElement } from '../../../src/elements/integration-form/integration-form.js';
import { aField } from '../../support/factories.js';
import { formStage, strikeForms } from '../../support/form-stage.js';
import { choice, someFields } from '../../support/some-fields.js';

afterEach(strikeForms);

const required = (field: Field): Field => ({ ...field, required: true });
const name = required(aField({ key: 'name', label: 'Name' }));
const email = required(someFields.email.field);
const steps: FormStep[] = [
  { key: 'what', title: 'What to copy', description: 'Choose first.', fields: [name] },
  { key: 'match', title: 'Match fields', fields: [email] },
  { key: 'rules', title: 'Rules', fields: [aField({ key: 'notes', label: 'Notes', type: 'textarea' })] },
];

describe('<integration-form>', () => {
  it('is empty and harmless without a store', async () => {
    const element = await fixture<IntegrationFormElement>(html`<integration-form></integration-form>`);
    expect(element).to.be.instanceOf(IntegrationFormElement);
    expect(element.shadowRoot?.textContent?.trim()).to.equal('');
  });

  it('says that it is loading, accessibly', async () => {
    const { form } = await formStage([name], { prepare: (backend) => backend.hold('readConfiguration') });
    expect(form.words).to.equal('Loading');
    await expect(form.element).to.be.accessible();
  });

  it('says why it could not be loaded, and tries again', async () => {
    const { form } = await formStage([name], { prepare: (backend) => backend.failNext('readConfiguration', 'network_error') });
    await form.until(() => form.words.includes('This could not be loaded'));
    expect(form.words).to.include('The service did not answer. Check your connection');
    await expect(form.element).to.be.accessible();
    form.button('Try again').focus();
    await form.press('Try again');
    await form.until(() => form.control('Name'));
    expect(form.focused?.getAttribute('part')).to.equal('body');
  });

  it('has a switch that is big enough to be hit', async () => {
    const { form } = await formStage([someFields.switch.field]);
    expect(form.control('Copy changes').getBoundingClientRect().height).to.be.at.least(24);
  });

  it('shows long titles of steps whole, in equal columns', async () => {
    const titles = ['Datenschutzgrundverordnungsbeauftragte', 'Two', 'Three'];
    const { form } = await formStage(titles.map((title) => ({ key: title, title, fields: [name] })));
    form.element.style.inlineSize = '320px';
    await form.settled();
    const columns = [...form.root.querySelectorAll<HTMLElement>('.steps li')];
    expect(columns.every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).to.equal(true);
    const widths = columns.map((column) => Math.round(column.getBoundingClientRect().width));
    expect(new Set(widths).size, widths.join()).to.equal(1);
  });

  it('is filled in and saved by keyboard alone', async () => {
    const stage = await formStage([name, required(someFields.multi_select.field), someFields.switch.field]);
    const { form, backend } = stage;
    form.control('Name').focus();
    await form.type('Name', 'Acme');
    await form.keys('Tab', 'ArrowDown', 'Enter', 'Tab', 'Space', 'Tab', 'Tab', 'Enter');
    await form.until(() => stage.store.getSnapshot().status === 'saved');
    const [, , request] = backend.callsOf('saveConfiguration')[0] ?? [];
    expect(request).to.deep.equal({ values: { name: 'Acme', multi: [choice('Contract')], switch: true }, version: '1' });
    await form.until(() => form.textOf(form.root.querySelector('.footer [role="status"]')) === 'Saved');
  });

  it('saves with Enter from a line of text', async () => {
    const { form, backend } = await formStage([name]);
    await form.type('Name', 'Acme');
    await form.keys('Enter');
    await form.until(() => backend.callsOf('saveConfiguration').length === 1);
  });

  it('gives the focus to the summary when saving is refused; each line leads to its field', async () => {
    const { form } = await formStage([name, email], { values: { email: 'nobody' } });
    await form.press('Save');
    expect(form.focused?.classList.contains('error-summary')).to.equal(true);
    expect(form.problems).to.deep.equal(['Enter Name', 'Email must be an email address, such as name@example.com']);
    await expect(form.element).to.be.accessible();
    await form.keys('Tab', 'Tab', 'Enter');
    expect(form.focused).to.equal(form.control('Email'));
    expect(form.errorOf('Email')).to.include('must be an email address');
  });

  it('finds nothing wrong before a try, and looks again when the focus leaves afterwards', async () => {
    const { form } = await formStage([name, email]);
    form.control('Name').focus();
    await form.keys('Tab');
    expect(form.problems).to.deep.equal([]);
    await form.press('Save');
    await form.type('Email', 'nobody');
    expect(form.errorOf('Email')).to.equal('');
    await form.keys('Tab');
    expect(form.errorOf('Email')).to.include('must be an email address');
    await form.type('Name', 'Acme');
    await form.keys('Tab');
    expect(form.problems).to.deep.equal(['Email must be an email address, such as name@example.com']);
  });

  it('keeps the words of the server at a field that nobody touched', async () => {
    const { form, backend } = await formStage([name], { values: { name: 'Acme' } });
    const refusal = { pointer: '#/values/name', code: 'custom', detail: 'There is no shop of that name.' };
    backend.failNext('saveConfiguration', new IntegrationError('validation_failed', { fields: [refusal] }));
    await form.press('Save');
    await form.until(() => form.problems.length > 0);
    form.control('Name').focus();
    await form.keys('Tab');
    expect(form.errorOf('Name')).to.equal('There is no shop of that name.');
  });

  it('keeps what was typed when saving fails, says why and whose words they are', async () => {
    const stage = await formStage([name]);
    const { form, backend } = stage;
    await form.type('Name', 'Acme');
    backend.failNext(
      'saveConfiguration',
      new IntegrationError('flow_failed', { said: 'No such <b>folder</b>', reference: '7Q2M' }),
    );
    await form.press('Save');
    await form.until(() => form.words.includes('The run did not finish'));
    expect(form.words).to.include('Settings said: No such <b>folder</b>');
    expect(form.words).to.include('7Q2M');
    expect(form.control('Name').value).to.equal('Acme');
    expect(form.focused?.classList.contains('error-summary')).to.equal(true);
    await form.press('Save');
    await form.until(() => stage.store.getSnapshot().status === 'saved');
  });

  it('never fails without a word, even where the fault is in a field that is not shown', async () => {
    const { form, backend } = await formStage([name, { ...email, hidden: true }], { values: { name: 'Acme' } });
    const fields = [{ pointer: '#/values/email', code: 'invalid' }];
    backend.failNext('saveConfiguration', new IntegrationError('validation_failed', { fields }));
    await form.press('Save');
    await form.until(() => form.words.includes('Some answers need a change'));
  });

  it('cannot be sent twice or changed while it is being saved, and keeps the focus', async () => {
    const { form, backend } = await formStage([name, someFields.checkbox.field], { values: { name: 'Acme' } });
    const held = backend.hold('saveConfiguration');
    form.button('Save').focus();
    await form.press('Save');
    expect(form.element.matches(':state(saving)')).to.equal(true);
    expect(form.button('Save').getAttribute('aria-disabled')).to.equal('true');
    expect(form.focused).to.equal(form.button('Save'));
    expect(form.control('Name').readOnly).to.equal(true);
    expect(form.control('Require TLS').disabled).to.equal(true);
    await expect(form.element).to.be.accessible();
    await form.press('Save');
    expect(backend.callsOf('saveConfiguration').length).to.equal(1);
    held.release();
    await form.until(() => !form.element.matches(':state(saving)'));
  });

  it('asks to leave with an event, and keeps what was typed', async () => {
    const stage = await formStage([name]);
    await stage.form.type('Name', 'Acme');
    let asked = 0;
    stage.form.element.addEventListener('cancel', () => {
      asked += 1;
    });
    await stage.form.press('Cancel');
    expect([asked, stage.values['name']]).to.deep.equal([1, 'Acme']);
  });

  it('has no Cancel where there is nothing to go back to', async () => {
    const { form } = await formStage([name]);
    form.element.withoutCancel = true;
    await form.settled();
    expect(form.buttons).to.deep.equal(['Save']);
  });

  it('keeps its state when it is moved in the document', async () => {
    const stage = await formStage([required(someFields.multi_select.field), name]);
    await stage.form.type('Name', 'Acme');
    await stage.form.press('Save');
    const place = await fixture<HTMLElement>(html`<div></div>`);
    place.append(stage.form.element);
    await stage.form.settled();
    expect(stage.form.control('Name').value).to.equal('Acme');
    expect(stage.form.problems).to.deep.equal(['Choose Document types']);
    await stage.form.type('Name', 'Acme Iberia');
    expect(stage.values['name']).to.equal('Acme Iberia');
  });

  it('speaks the language of the page', async () => {
    const { form } = await formStage([name], { locale: 'de-AT' });
    await form.until(() => form.buttons.includes('Speichern'));
    expect(form.buttons).to.deep.equal(['Abbrechen', 'Speichern']);
  });

  it('is accessible from right to left with every type of field', async () => {
    const fields = Object.values(someFields).map(({ field }) => field);
    const values = Object.fromEntries(Object.values(someFields).map(({ field, value }) => [field.key, value ?? null]));
    const { form } = await formStage(fields, { values, direction: 'rtl' });
    await expect(form.element).to.be.accessible();
    const wire = form.root.querySelector('.link-wire');
    expect(wire && getComputedStyle(wire, '::after').rotate).to.equal('-135deg');
  });
});

describe('a wizard', () => {
  it('goes on only when the step is right, and back at any time', async () => {
    const { form } = await formStage(steps);
    expect(form.currentStep).to.equal('1. What to copy');
    expect(form.buttons).to.deep.equal(['Cancel', 'Next']);
    await form.press('Next');
    expect(form.problems).to.deep.equal(['Enter Name']);
    await form.type('Name', 'Acme');
    await form.press('Next');
    expect(form.currentStep).to.equal('2. Match fields');
    expect(form.buttons).to.deep.equal(['Cancel', 'Back', 'Next']);
    expect(form.problems).to.deep.equal([]);
    await form.press('Back');
    expect(form.control('Name').value).to.equal('Acme');
  });

  it('gives the focus to the step that is shown, which says where one is', async () => {
    const { form } = await formStage(steps, { values: { name: 'Acme' } });
    await form.press('Next');
    expect(form.focused?.getAttribute('aria-label')).to.equal('Step 2 of 3: Match fields');
    await expect(form.element).to.be.accessible();
  });

  it('draws what is done solid and what is left dashed', async () => {
    const { form } = await formStage(steps, { values: { name: 'Acme' } });
    await form.press('Next');
    const bars = [...form.root.querySelectorAll('.steps li')].map((step) => getComputedStyle(step, '::before').backgroundImage);
    expect(bars.map((image) => (image === 'none' ? 'solid' : 'dashed'))).to.deep.equal(['solid', 'solid', 'dashed']);
  });

  it('looks for errors of a step afresh when it is shown', async () => {
    const { form } = await formStage(steps, { values: { name: 'Acme' } });
    await form.press('Next');
    form.control('Email').focus();
    await form.keys('Tab');
    expect(form.problems).to.deep.equal([]);
  });

  it('shows the step that the server found fault with', async () => {
    const { form, backend } = await formStage(steps, { values: { name: 'Acme', email: 'maya@acme.example' } });
    await form.press('Next');
    await form.press('Next');
    const refusal = { pointer: '#/values/name', code: 'custom', detail: 'That name is taken.' };
    backend.failNext('saveConfiguration', new IntegrationError('validation_failed', { fields: [refusal] }));
    await form.press('Save');
    await form.until(() => form.problems.length > 0);
    expect(form.currentStep).to.equal('1. What to copy');
    expect(form.errorOf('Name')).to.equal('That name is taken.');
    expect(form.focused?.classList.contains('error-summary')).to.equal(true);
  });
});
