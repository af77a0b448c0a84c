import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Field, FormValues } from '../../../../src/contract/form.js';
import type { JsonValue } from '../../../../src/contract/names.js';
import { validateForm } from '../../../../src/contract/rules/validate-form.js';
import { keepInRows, markedSecret } from '../../../../src/server/hub/configurations/kept-secrets.js';
import { withOfferedChoices } from '../../../../src/server/hub/configurations/offered-choices.js';
import { aField } from '../../../support/factories.js';
import { taskTime } from '../../../support/longest-task.js';

/** @param most how many times as long ten times as much may take */
function assertGrowth(work: (size: number) => () => unknown, size: number, most: number): void {
  const [one, ten] = [taskTime(work(size)), taskTime(work(10 * size))];
  assert.ok(ten < most * Math.max(one, 0.5), `${one.toFixed(2)} ms, then ${ten.toFixed(2)} ms`);
}

describe('rows of a group', () => {
  const inner = [aField({ key: 'key', type: 'password' }), aField({ key: 'fixed', type: 'text', hidden: true })];
  const fields: readonly Field[] = [...inner, aField({ key: 'boxes', type: 'group', fields: inner })];
  const row = (name: string) => ({ key: { $sealed: `sealed-${name}` }, fixed: `fixed-${name}` });

  it('take ten times as long to be kept as a tenth of them, rows within rows too', () => {
    assertGrowth(
      (size) => {
        const stored = Array.from({ length: size }, (_, index) => ({ ...row(`${index}`), boxes: [row(`in-${index}`)] }));
        const sentOf = ({ key, fixed }: ReturnType<typeof row>) => ({ key: markedSecret(key), fixed });
        // In another order: nothing stands where it stood.
        const sent = stored.map((one) => ({ ...sentOf(one), boxes: one.boxes.map(sentOf) })).reverse();
        assert.deepEqual(keepInRows(fields, sent, stored, '#/values/rows').value, [...stored].reverse());
        return () => keepInRows(fields, sent, stored, '#/values/rows');
      },
      150,
      30,
    );
  });

  const choosing = (size: number): { readonly fields: readonly Field[]; readonly values: FormValues } => {
    const options = Array.from({ length: size }, (_, index) => ({ label: `Option ${index}`, value: `${index}` }));
    const rows: JsonValue = Array.from({ length: 1000 }, (_, index) => ({ choice: { label: '', value: `${index % size}` } }));
    return {
      fields: [aField({ key: 'rows', type: 'group', fields: [aField({ key: 'choice', type: 'select', options })] })],
      values: { rows },
    };
  };

  it('are checked against a long list as quickly as against a short one', () => {
    assertGrowth(
      (size) => {
        const { fields: all, values } = choosing(size);
        assert.deepEqual(validateForm(all, values), []);
        return () => validateForm(all, values);
      },
      400,
      4,
    );
  });

  it('get the words of a long list as quickly as those of a short one', async () => {
    const said = ({ fields: all, values }: ReturnType<typeof choosing>) =>
      withOfferedChoices(
        {} as never,
        {} as never,
        { form: { fields: all } } as never,
        { sent: values, values, stored: {} },
        new AbortController().signal,
      );
    assert.deepEqual(((await said(choosing(100)))['rows'] as readonly JsonValue[])[7], {
      choice: { label: 'Option 7', value: '7' },
    });
    assertGrowth(
      (size) => {
        const chosen = choosing(size);
        return () => said(chosen);
      },
      400,
      4,
    );
  });
});
