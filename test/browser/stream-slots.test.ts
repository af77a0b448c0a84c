import { expect } from '@open-wc/testing';
import { createStreamSlots } from '../../src/browser/stream-slots.js';
import { until } from '../support/until.js';

let clock = 0;

interface Tab {
  holds: boolean;
  freed: number;
  take(): void;
  giveBack(): void;
  close(): void;
}

/** Tabs of one browser: each has a channel of its own, as real ones do. */
function aTab(origin: string) {
  const abort = new AbortController();
  const slots = createStreamSlots(origin, abort.signal, () => clock++);
  const tab: Tab = {
    holds: false,
    freed: 0,
    take: () => undefined,
    giveBack: () => undefined,
    close: () => abort.abort(),
  };
  slots.onFree(() => {
    tab.freed += 1;
  });
  tab.take = () => {
    const slot = slots.claim(() => {
      tab.holds = false;
    });
    tab.holds = true;
    tab.giveBack = () => {
      tab.holds = false;
      slot.release();
    };
  };
  return tab;
}

let origins = 0;
function tabs(count: number) {
  origins += 1;
  return Array.from({ length: count }, () => aTab(`https://backend-${origins}.test`));
}

describe('createStreamSlots', () => {
  it('leaves two streams open when nine tabs ask, those of the newest', async () => {
    const nine = tabs(9);
    for (const tab of nine) tab.take();
    await until(() => nine.filter(({ holds }) => holds).length === 2);
    expect(nine.map(({ holds }) => holds)).to.deep.equal([...Array(7).fill(false), true, true]);
    for (const tab of nine) tab.close();
  });

  it('leaves two open, too, when tabs ask in the same millisecond', async () => {
    clock = 1000;
    const four = tabs(4);
    for (const tab of four) {
      tab.take();
      clock = 1000;
    }
    await until(() => four.filter(({ holds }) => holds).length === 2);
    for (const tab of four) tab.close();
  });

  it('gives a place to the tab that is looked at again', async () => {
    const three = tabs(3);
    for (const tab of three) tab.take();
    await until(() => three[0]?.holds === false);
    three[0]?.take();
    await until(() => three[1]?.holds === false);
    expect(three.map(({ holds }) => holds)).to.deep.equal([true, false, true]);
    for (const tab of three) tab.close();
  });

  it('counts a tab once, however often it asks', async () => {
    const two = tabs(2);
    two[0]?.take();
    for (let count = 0; count < 5; count += 1) {
      two[1]?.take();
      two[1]?.giveBack();
    }
    two[1]?.take();
    await until(() => (two[0]?.freed ?? 0) >= 5);
    expect(two.map(({ holds }) => holds)).to.deep.equal([true, true]);
    for (const tab of two) tab.close();
  });

  it('tells when a place has become free', async () => {
    const three = tabs(3);
    for (const tab of three) tab.take();
    await until(() => three[0]?.holds === false);
    three[2]?.giveBack();
    await until(() => (three[0]?.freed ?? 0) === 1);
    for (const tab of three) tab.close();
  });

  it('keeps backends apart', async () => {
    const first = tabs(2);
    const second = tabs(2);
    for (const tab of [...first, ...second]) tab.take();
    second[0]?.giveBack();
    await until(() => (second[1]?.freed ?? 0) === 1);
    expect([...first, ...second].map(({ holds }) => holds)).to.deep.equal([true, true, false, true]);
    for (const tab of [...first, ...second]) tab.close();
  });

  it('does not mind what else is said on the channel', async () => {
    const two = tabs(2);
    two[0]?.take();
    const channel = new BroadcastChannel(`integration-hub/1 https://backend-${origins}.test`);
    for (const message of [
      null,
      'x',
      { type: 'claim' },
      { type: 'dance', id: 'a' },
      { type: 'claim', id: 7, at: 1e9 },
      { type: 'claim', id: 'a' },
      { type: 'claim', id: 'b' },
    ])
      channel.postMessage(message);
    channel.postMessage({ type: 'release', id: 'z', at: 0 });
    await until(() => (two[0]?.freed ?? 0) === 1);
    expect(two[0]?.holds).to.equal(true);
    channel.close();
    for (const tab of two) tab.close();
  });
});
