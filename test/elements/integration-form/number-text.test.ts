import { expect } from '@open-wc/testing';
import { figure, readNumber, writeNumber } from '../../../src/elements/integration-form/number-text.js';
import { formStage } from '../../support/form-stage.js';
import { someFields } from '../../support/some-fields.js';

/** What is typed where, and the number that it is there. */
const numbers: readonly (readonly [locale: string, typed: string, number: number])[] = [
  ['en', '1,000', 1000],
  ['en', '1.000', 1],
  ['en', '1,234,567.89', 1_234_567.89],
  ['en', '.5', 0.5],
  ['en', '7.', 7],
  ['en', '1e3', 1000],
  ['en', '+5', 5],
  ['en', '10 000', 10_000],
  ['de', '1.000', 1000],
  ['de', '10.000', 10_000],
  ['de', '1.234.567,8', 1_234_567.8],
  ['de', '3,25', 3.25],
  ['de', '−5', -5],
  ['de-AT', '2.500', 2500],
  ['de-AT', '2 500', 2500],
  ['es-MX', '2,500.5', 2500.5],
  ['de-CH', '1’234.5', 1234.5],
  ['de-CH', "1'234.5", 1234.5],
  ['es', '2.500', 2500],
  ['es', '12.500,5', 12_500.5],
  ['fr', '10\u202f000,5', 10_000.5],
  ['fr', '10 000,5', 10_000.5],
  ['pl', '10\u00a0000', 10_000],
  ['sv', '1 000', 1000],
  ['en-IN', '1,00,000', 100_000],
  ['en-IN', '100,000', 100_000],
  ['ar-EG', '١٬٢٣٤٫٥', 1234.5],
  ['ar-EG', '1234', 1234],
  ['fa', '۱٬۲۳۴', 1234],
  ['ja', '１２３', 123],
];

/** What is no number there, or could be another one. */
const refused: readonly (readonly [locale: string, typed: string])[] = [
  ['en', '1,5'],
  ['en', '1.000.000'],
  ['en', '1,00'],
  ['en', '10,00,0'],
  ['en', '1,000,'],
  ['en', ',5'],
  ['de', '1.5'],
  ['de', '1.00'],
  ['de', '1.0000'],
  ['de', '0.500'],
  ['en', '0,500'],
  ['es', '00.125'],
  ['de', '10²'],
  ['de', '1,000,000'],
  ['de', '1.000.00'],
  ['es', '2.5'],
  ['fr', '1.000'],
  ['pl', '1.000'],
  ['de-CH', '1,5'],
  ['en', '5 %'],
  ['en', '--5'],
  ['en', '1e'],
  ['en', '0x10'],
  ['en', 'Infinity'],
  ['en', '1e999'],
  ['en', '123456789012345678'],
  ['en', '0.12345678901234567'],
  ['de', '123.456.789.012.345.678'],
];

describe('a number', () => {
  for (const [locale, typed, number] of numbers)
    it(`is ${number} where ${locale} writes ${typed}`, () => expect(readNumber(typed, locale)).to.equal(number));

  for (const [locale, typed] of refused)
    it(`stays as it was typed where ${locale} has ${typed}`, () => expect(readNumber(typed, locale)).to.equal(typed));

  it('is read again as it was written', () => {
    for (const locale of ['en', 'de', 'es', 'fr', 'de-CH', 'en-IN', 'ar-EG', 'fa', 'sv', 'pl', 'hi', 'bn', 'my'])
      for (const number of [0, 1.5, -2.25, 1000, 1_234_567.891, 1e-7, 2 ** 53 - 1]) {
        expect(readNumber(writeNumber(number, locale), locale), `${locale} ${number}`).to.equal(number);
        if (Math.abs(number) >= 1e-6) expect(readNumber(figure(number, locale), locale), `${locale} ${number}`).to.equal(number);
      }
  });

  it('that is none is asked for in the figures of the page, and so are its bounds', async () => {
    const { form } = await formStage([{ ...someFields.number.field, minimum: 0, maximum: 10_000, step: 0.5 }], { locale: 'de' });
    await form.until(() => form.words.includes('Speichern'));
    for (const [typed, words] of [
      ['1.5', 'Limit muss eine Zahl sein, geschrieben wie 12.345,6'],
      ['20.000', 'Limit darf höchstens 10.000 sein'],
      ['1,3', 'Limit muss ein Vielfaches von 0,5 sein'],
      ['1234567890123456789', 'Limit hat zu viele Stellen'],
    ] as const) {
      await form.type('Limit', typed);
      await form.press('Speichern');
      await form.until(() => form.words.includes(words));
    }
  });
});
