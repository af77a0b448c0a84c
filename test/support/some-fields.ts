import type { Field, FieldType, FormValues, Option } from '../../src/contract/form.js';
import { aField } from './factories.js';

export const options = (...labels: readonly string[]): Option[] => labels.map((label) => ({ label, value: label.toLowerCase() }));
export const choice = (label: string) => ({ label, value: label.toLowerCase() });

const types = options('Contract', 'Invoice', 'Invitation');

/** One field of every type, with a value that suits it. */
export const someFields: Readonly<Record<FieldType, { readonly field: Field; readonly value: FormValues[string] }>> = {
  text: { field: aField({ key: 'text', label: 'Text', suffix: '.example' }), value: 'acme' },
  textarea: { field: aField({ key: 'textarea', label: 'Notes', type: 'textarea' }), value: 'Two\nlines' },
  number: { field: aField({ key: 'number', label: 'Limit', type: 'number', minimum: 1, maximum: 10 }), value: 5 },
  checkbox: { field: aField({ key: 'checkbox', label: 'Require TLS', type: 'checkbox' }), value: true },
  switch: { field: aField({ key: 'switch', label: 'Copy changes', type: 'switch' }), value: true },
  date: { field: aField({ key: 'date', label: 'From', type: 'date' }), value: '2026-01-31' },
  time: { field: aField({ key: 'time', label: 'At', type: 'time' }), value: '09:30' },
  datetime: { field: aField({ key: 'datetime', label: 'Next run', type: 'datetime' }), value: '2026-01-31T09:30:00.000Z' },
  email: { field: aField({ key: 'email', label: 'Email', type: 'email' }), value: 'maya@acme.example' },
  url: { field: aField({ key: 'url', label: 'Address', type: 'url' }), value: 'https://acme.example/' },
  password: { field: aField({ key: 'password', label: 'Password', type: 'password' }), value: 'hunter2' },
  select: { field: aField({ key: 'select', label: 'Channel', type: 'select', options: types }), value: choice('Invoice') },
  multi_select: {
    field: aField({ key: 'multi', label: 'Document types', type: 'multi_select', options: types }),
    value: [choice('Contract'), choice('Invoice')],
  },
  radio: { field: aField({ key: 'radio', label: 'How often', type: 'radio', options: types }), value: choice('Invoice') },
  file_picker: {
    field: aField({ key: 'files', label: 'Folders', type: 'file_picker', dynamic: true }),
    value: [choice('Contract')],
  },
  field_mapping: {
    field: aField({ key: 'map', label: 'Fields', type: 'field_mapping', sources: options('Owner', 'Tags'), options: types }),
    value: { owner: choice('Contract'), tags: null },
  },
  group: {
    field: aField({
      key: 'rules',
      label: 'Rules',
      type: 'group',
      fields: [
        aField({ key: 'name', label: 'Name', required: true }),
        aField({ key: 'kind', label: 'Kind', type: 'select', options: types }),
      ],
    }),
    value: [{ name: 'First' }, { name: 'Second', kind: choice('Invoice') }],
  },
};
