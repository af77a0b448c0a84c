import { expect } from '@open-wc/testing';
import { type Field, type FieldType, fieldTypes } from '../../../src/contract/form.js';
import type { FieldError } from '../../../src/contract/problem.js';
import { IntegrationError } from '../../../src/core/errors.js';
import { formStage, strikeForms } from '../../support/form-stage.js';
import { someFields } from '../../support/some-fields.js';

afterEach(strikeForms);

const described = (field: Field): Field => ({ ...field, description: 'Some help', helpUrl: 'https://help.example/here' });

describe('the fields of <integration-form>', () => {
  for (const type of fieldTypes) {
    const { field, value } = someFields[type];

    describe(type, () => {
      it('is accessible while it is empty', async () => {
        const { form } = await formStage([described({ ...field, required: true })]);
        expect(form.words).to.include(field.label);
        await expect(form.element).to.be.accessible();
      });

      it('shows what is saved, accessibly', async () => {
        const stage = await formStage([described(field)], { values: { [field.key]: value ?? null } });
        expect(stage.values[field.key]).to.deep.equal(value);
        await expect(stage.form.element).to.be.accessible();
      });

      it('says what is wrong above itself and in the summary, accessibly', async () => {
        const { form, backend } = await formStage([described(field)], { values: { [field.key]: value ?? null } });
        const refusal: FieldError = {
          pointer: `#/values/${field.key}`,
          code: 'custom',
          detail: 'The service does not know this.',
        };
        backend.failNext('saveConfiguration', new IntegrationError('validation_failed', { fields: [refusal] }));
        await form.press('Save');
        await form.until(() => form.problems.length > 0);
        expect(form.problems).to.deep.equal(['The service does not know this.']);
        expect(form.textOf(form.root.querySelector('.error'))).to.equal('The service does not know this.');
        const invalid = form.root.querySelector('[data-pointer] :is([aria-invalid="true"]), [data-pointer][aria-invalid="true"]');
        if (type !== 'group' && type !== 'field_mapping') expect(invalid).to.exist;
        await expect(form.element).to.be.accessible();
      });

      it('can be looked at but not changed while it is disabled', async () => {
        const { form } = await formStage([described({ ...field, disabled: true })], { values: { [field.key]: value ?? null } });
        const controls = [...form.root.querySelectorAll<HTMLInputElement>('[data-pointer] :is(input, select, textarea)')];
        expect(controls.length).to.be.greaterThan(0);
        expect(controls.every((control) => control.disabled)).to.equal(true);
        await expect(form.element).to.be.accessible();
      });
    });
  }

  it('mark the optional ones, and only those', async () => {
    const { form } = await formStage([someFields.text.field, { ...someFields.number.field, required: true }]);
    const labels = [...form.root.querySelectorAll('label')].map((label) => form.textOf(label));
    expect(labels).to.deep.equal(['Text optional', 'Limit']);
  });

  it('draw a type of a newer backend as a line of text', async () => {
    const { form } = await formStage([{ ...someFields.text.field, type: 'hologram' as FieldType }]);
    expect(form.control('Text').type).to.equal('text');
  });

  it('leave a help link out that leads to a script', async () => {
    const { form } = await formStage([{ ...someFields.text.field, helpUrl: 'javascript:alert(1)' }]);
    expect(form.root.querySelector('.help')).to.equal(null);
  });

  it('appear and go with the answers they depend on', async () => {
    const { form } = await formStage([
      someFields.checkbox.field,
      { ...someFields.text.field, visibleWhen: [{ field: 'checkbox', values: [true] }] },
    ]);
    expect(form.words).not.to.include('Text');
    form.control('Require TLS').click();
    await form.settled();
    expect(form.words).to.include('Text');
  });
});

describe('what is typed', () => {
  it('reaches the store as numbers, and stays as it was typed', async () => {
    const stage = await formStage([someFields.number.field]);
    const { form } = stage;
    await form.type('Limit', '7.0');
    expect(stage.values['number']).to.equal(7);
    expect(form.control('Limit').value).to.equal('7.0');
    await form.type('Limit', 'many');
    expect(stage.values['number']).to.equal('many');
    await form.type('Limit', '');
    expect(stage.values['number']).to.equal(null);
  });

  it('is read with the decimal sign of the language', async () => {
    const stage = await formStage([someFields.number.field], { locale: 'de-AT', values: { number: 2.5 } });
    expect(stage.form.control('Limit').value).to.equal('2,5');
    await stage.form.type('Limit', '3,25');
    expect(stage.values['number']).to.equal(3.25);
  });

  it('is an instant where a date and a time are asked for', async () => {
    const stage = await formStage([someFields.datetime.field]);
    const control = stage.form.control('Next run');
    control.value = '2026-03-01T10:30';
    control.dispatchEvent(new Event('input', { bubbles: true }));
    await stage.form.settled();
    expect(stage.values['datetime']).to.equal(new Date('2026-03-01T10:30').toISOString());
    expect(control.value).to.equal('2026-03-01T10:30');
  });

  it('is shown in a password on request only', async () => {
    const { form } = await formStage([someFields.password.field], { values: { password: 'hunter2' } });
    expect(form.control('Password').type).to.equal('password');
    await form.press('Show Password');
    expect(form.control('Password').type).to.equal('text');
    await form.press('Hide Password');
    expect(form.control('Password').type).to.equal('password');
  });

  it('replaces a stored secret, and leaves it alone when nothing is typed', async () => {
    const stored = { $secret: 'set' };
    const stage = await formStage([{ ...someFields.password.field, required: true }], { values: { password: stored } });
    const { form } = stage;
    expect(form.control('Password').value).to.equal('');
    expect(form.control('Password').placeholder).to.equal('Saved. Type to replace it.');
    await form.type('Password', 'new');
    expect(stage.values['password']).to.equal('new');
    await form.type('Password', '');
    expect(stage.values['password']).to.deep.equal(stored);
    await form.press('Save');
    await form.until(() => stage.backend.callsOf('saveConfiguration').length === 1);
    expect(stage.backend.callsOf('saveConfiguration')[0]?.[2]).to.deep.include({ values: { password: stored } });
  });
});

describe('choices', () => {
  it('are kept with their labels, so that they draw before they are loaded', async () => {
    const stage = await formStage([someFields.select.field, someFields.radio.field]);
    await stage.form.choose('Channel', 'Invoice');
    stage.form.control('Contract').click();
    await stage.form.settled();
    expect(stage.values['select']).to.deep.equal({ label: 'Invoice', value: 'invoice' });
    expect(stage.values['radio']).to.deep.equal({ label: 'Contract', value: 'contract' });
    await stage.form.choose('Channel', 'Choose');
    expect(stage.values['select']).to.equal(null);
  });

  it('of a radio that are loaded are searched for in a list', async () => {
    const { form } = await formStage([{ ...someFields.radio.field, dynamic: true }], {
      prepare: ({ options: served }) => served.set('radio', [{ label: 'Hourly', value: 'h' }]),
    });
    form.control('How often').focus();
    await form.keys('ArrowDown');
    await form.until(() => form.options.join() === 'Hourly');
  });

  it('that are saved but no longer offered stay in the list', async () => {
    const gone = { label: 'Archive', value: 'archive' };
    const { form } = await formStage([someFields.select.field], { values: { select: gone } });
    const select = form.control<HTMLSelectElement>('Channel');
    expect(select.value).to.equal('archive');
  });
});

describe('a field mapping', () => {
  const field: Field = { ...someFields.field_mapping.field, required: true };
  const wire = (source: string, { form }: Awaited<ReturnType<typeof formStage>>) =>
    form.control(`Field for ${source}`).closest('li')?.classList.contains('is-open') ? 'dashed' : 'solid';

  it('tells "choose a field" from "not copied"', async () => {
    const stage = await formStage([field], { values: { map: { tags: null } } });
    const shown = (source: string) => stage.form.control<HTMLSelectElement>(`Field for ${source}`).selectedOptions[0]?.label;
    expect([shown('Owner'), shown('Tags')]).to.deep.equal(['Choose a field', 'Not copied']);
    expect([wire('Owner', stage), wire('Tags', stage)]).to.deep.equal(['dashed', 'dashed']);
  });

  it('keeps a pair by its source and draws its wire solid', async () => {
    const stage = await formStage([field]);
    await stage.form.choose('Field for Owner', 'Invoice');
    await stage.form.choose('Field for Tags', 'Not copied');
    expect(stage.values['map']).to.deep.equal({ owner: { label: 'Invoice', value: 'invoice' }, tags: null });
    expect(wire('Owner', stage)).to.equal('solid');
  });

  it('asks for every pair that is open, and for none that is left out on purpose', async () => {
    const { form } = await formStage([field]);
    await form.press('Save');
    expect(form.problems).to.deep.equal(['Choose a field for Owner', 'Choose a field for Tags']);
    await form.choose('Field for Tags', 'Not copied');
    await form.press('Save');
    expect(form.problems).to.deep.equal(['Choose a field for Owner']);
    expect(form.errorOf('Field for Owner')).to.equal('Choose a field for Owner');
  });

  it('says which pair the server refused', async () => {
    const { form, backend } = await formStage([field], {
      values: { map: { owner: { label: 'Invoice', value: 'invoice' }, tags: null } },
    });
    const refusal = { pointer: '#/values/map/owner', code: 'not_an_option' };
    backend.failNext('saveConfiguration', new IntegrationError('validation_failed', { fields: [refusal] }));
    await form.press('Save');
    await form.until(() => form.problems.length > 0);
    expect(form.problems).to.deep.equal(['Choose Owner from the list']);
    form.root.querySelector<HTMLAnchorElement>('.error-summary a')?.click();
    await form.settled();
    expect(form.focused).to.equal(form.control('Field for Owner'));
    expect(form.errorOf('Field for Owner')).to.equal('Choose Owner from the list');
  });
});

describe('a repeatable group', () => {
  const { field, value } = someFields.group;
  const names = (stage: Awaited<ReturnType<typeof formStage>>) =>
    [...stage.form.root.querySelectorAll<HTMLInputElement>('[name="name"]')].map((input) => input.value);

  it('adds a row and gives its first field the focus', async () => {
    const stage = await formStage([field]);
    await stage.form.press('Add to Rules');
    expect(stage.values['rules']).to.deep.equal([{}]);
    expect(stage.form.focused?.getAttribute('name')).to.equal('name');
  });

  it('moves rows by buttons; the focus goes with the row', async () => {
    const stage = await formStage([field], { values: { rules: value ?? null } });
    await stage.form.press('Move row 1 down');
    expect(names(stage)).to.deep.equal(['Second', 'First']);
    expect(stage.form.focused).to.equal(stage.form.button('Move row 2 up'));
    await stage.form.press('Move row 2 up');
    expect(names(stage)).to.deep.equal(['First', 'Second']);
  });

  it('keeps what is open in a row that moves', async () => {
    const fields = [{ ...someFields.password.field, key: 'secret' }];
    const stage = await formStage([{ ...field, fields }], { values: { rules: [{ secret: 'one' }, { secret: 'two' }] } });
    await stage.form.press('Show Password');
    await stage.form.press('Move row 1 down');
    const shown = [...stage.form.root.querySelectorAll<HTMLInputElement>('[name="secret"]')].map(
      ({ type, value }) => `${type} ${value}`,
    );
    expect(shown).to.deep.equal(['password two', 'text one']);
  });

  it('removes a row and keeps the focus in the group', async () => {
    const stage = await formStage([field], { values: { rules: value ?? null } });
    await stage.form.press('Remove row 2');
    expect(names(stage)).to.deep.equal(['First']);
    expect(stage.form.focused?.classList.contains('group')).to.equal(true);
    await stage.form.press('Remove row 1');
    expect(stage.form.focused).to.equal(stage.form.button('Add to Rules'));
  });

  it('offers no more rows than are allowed', async () => {
    const { form } = await formStage([{ ...field, maximumLength: 2 }], { values: { rules: value ?? null } });
    expect(form.words).not.to.include('Add to Rules');
  });

  it('names the row in which something is wrong, and forgets it with the row', async () => {
    const { form } = await formStage([field], { values: { rules: [{ name: 'First' }, {}] } });
    await form.press('Save');
    expect(form.problems).to.deep.equal(['Row 2: Enter Name']);
    await form.press('Remove row 2');
    expect(form.problems).to.deep.equal([]);
  });
});
