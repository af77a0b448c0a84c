import { expect } from '@open-wc/testing';
import { overflowing } from '../../../src/elements/integration-widget/measured-actions.js';

describe('what does not fit', () => {
  const actions = [
    { key: 'a', type: 'none' },
    { key: 'off', type: 'deactivation' },
    { key: 'b', type: 'none' },
    { key: 'c', type: 'none' },
  ] as const;

  it('is Deactivation first, then from the end, never the filled one, never below two', () => {
    const fitting = (count: number) => (keys: readonly string[]) => keys.length <= count;
    expect([...overflowing(actions, fitting(4), undefined)]).to.deep.equal([]);
    expect([...overflowing(actions, fitting(3), undefined)]).to.deep.equal(['off']);
    expect([...overflowing(actions, fitting(2), 'c')]).to.deep.equal(['off', 'b']);
    expect([...overflowing(actions, fitting(0), undefined)]).to.deep.equal(['off', 'c']);
  });
});
